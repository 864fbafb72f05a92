"""The corrections of a database: made, withdrawn, taken from others, and replayed at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from sqlite_utils import Database

from storage import analyses, rows, uncorrected
from storage.correction import Correction, State
from storage.errors import WrongUseError
from storage.renamed import last

BATCH = 200  # revisions
# the revisions whose findings are those of a finished analysis; others are analysed soon anyway
_READY = """
    SELECT a.id, r.revision FROM articles a JOIN revisions r ON r.article_id = a.id
    WHERE CASE WHEN r.revision = a.revision THEN a.analysis_version <> '' AND a.analysis_error = ''
        ELSE r.analysis_version <> '' AND r.analysis_error = '' END
"""
_NAMING = """
    SELECT article_id, revision FROM mentions WHERE entity_id IN (:a, :b)
    UNION SELECT article_id, revision FROM quotes WHERE speaker_id IN (:a, :b)
    UNION SELECT article_id, revision FROM stances WHERE holder_id IN (:a, :b)
    UNION SELECT article_id, revision FROM stances WHERE target_entity IN (:a, :b)
    UNION SELECT article_id, revision FROM credits WHERE outlet_id IN (:a, :b)
    UNION SELECT article_id, revision FROM past_findings WHERE entity_id IN (:a, :b)
    UNION SELECT article_id, revision FROM past_findings
        WHERE kind = 'stance' AND target IN (:a, :b)
    UNION SELECT article_id, revision FROM effects WHERE correction = :key
"""


class CorrectionError(WrongUseError):
    """A correction that cannot be made; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Held:
    """A correction as it stands in one database."""

    correction: Correction
    state: State
    detail: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the corrections of somebody else's file."""

    new: int
    withdrawn: int
    known: int
    conflicts: tuple[tuple[Correction, Correction], ...]  # theirs, and ours, which stays


def add(db: Database, said: Correction) -> Correction:
    """Keep a correction and apply it; one on the same subject is withdrawn for it.

    One that says the same already stays, and is returned.

    :raises CorrectionError: a merge would lead back to where it began.
    """
    with db.atomic():
        before = same_subject(db, said)
        for other in before:
            if (other.value, other.author) == (said.value, said.author):
                return other
        if circular(db, said):
            raise CorrectionError(
                f"{said.value} is merged into {said.entity} already; "
                "withdraw that with `brouhaha correct undo` first"
            )
        for other in before:
            reason = f"replaced: {said.reason}"
            _write(db, _withdrawn(other, said.author, reason, said.made_at))
        _write(db, said)
        refresh(db, [*before, said])
    return said


def withdraw(db: Database, key: str, author: str, reason: str, at: str) -> Correction:
    """Undo a correction: what the analysis said stands again.

    :raises CorrectionError: no correction, or several, begin with this key.
    """
    with db.atomic():
        found = [h.correction for h in held(db) if key and h.correction.key.startswith(key)]
        if len(found) != 1:
            many = "no correction begins" if not found else f"{len(found)} corrections begin"
            raise CorrectionError(f"{many} with {key!r}; `brouhaha correct list` shows all")
        if not found[0].active:
            raise CorrectionError(f"{found[0].key} was withdrawn at {found[0].withdrawn_at}")
        undone = _withdrawn(found[0], author, reason, at)
        _write(db, undone)
        refresh(db, [undone])
    return undone


def take(db: Database, given: Sequence[Correction]) -> Taken:
    """Take over corrections of others and apply them; where ours say otherwise, ours stay.

    A withdrawal is taken over too, and is final.
    """
    ours = {h.correction.key: h.correction for h in held(db)}
    changed: list[Correction] = []
    conflicts: list[tuple[Correction, Correction]] = []
    with db.atomic():
        for said in given:
            mine = ours.get(said.key)
            if mine and (said.active or not mine.active):
                continue
            if said.active and (against := _against(db, said)):
                conflicts.append((said, against))
                continue
            _write(db, said)
            changed.append(said)
        refresh(db, changed)
    withdrawn = sum(said.key in ours for said in changed)
    new = len(changed) - withdrawn
    known = len(given) - len(changed) - len(conflicts)
    return Taken(new, withdrawn, known, tuple(conflicts))


def held(db: Database) -> list[Held]:
    """All corrections, withdrawn ones too, by time."""
    sql = f"SELECT {rows.columns(Correction)}, state, detail FROM corrections"  # noqa: S608
    found = [Held(Correction(*row[:-2]), *row[-2:]) for row in db.execute(sql)]
    return sorted(found, key=lambda h: (h.correction.made_at, h.correction.key))


def same_subject(db: Database, said: Correction) -> list[Correction]:
    """Those that hold and are about the same."""
    sql = f"SELECT {rows.columns(Correction)} FROM corrections "  # noqa: S608
    found = db.execute(
        f"{sql} WHERE active = 1 AND url = ? AND kind = ? AND entity = ?",
        [said.url, said.kind, said.entity],
    )
    return [c for c in (Correction(*row) for row in found) if c.subject == said.subject]


def circular(db: Database, said: Correction) -> bool:
    """Whether a merge would lead back to where it began."""
    if said.kind != "merge":
        return False
    merged = {h.correction.entity: h.correction for h in held(db)
              if h.correction.kind == "merge" and h.correction.active}  # fmt: skip
    return said.entity in (said.value, last(merged, said.value))


def refresh(db: Database, changed: Iterable[Correction]) -> None:
    """Apply all corrections anew to what these ones are about; inside a transaction."""
    revisions = sorted({found for said in changed for found in _concerned(db, said)})
    for first in range(0, len(revisions), BATCH):
        batch = revisions[first : first + BATCH]
        analyses.save(db, [uncorrected.read(db, *revision) for revision in batch])


def _concerned(db: Database, said: Correction) -> Iterator[tuple[int, int]]:
    """The revisions that a correction may change, or changed before it was withdrawn."""
    if said.url:
        yield from db.execute(f"{_READY} AND a.url = ?", [said.url])
        return
    values = {"a": said.entity, "b": said.value, "key": said.key}
    yield from db.execute(f"{_READY} AND (a.id, r.revision) IN ({_NAMING})", values)


def _against(db: Database, said: Correction) -> Correction | None:
    """One of ours that says otherwise."""
    for other in same_subject(db, said):
        if other.value != said.value:
            return other
    if circular(db, said):
        return next(h.correction for h in held(db) if h.correction.entity == said.value)
    return None


def _withdrawn(said: Correction, author: str, reason: str, at: str) -> Correction:
    return replace(said, withdrawn_by=author, withdrawn_reason=reason, withdrawn_at=at)


def _write(db: Database, said: Correction) -> None:
    state = "waiting" if said.url else "placed"
    row = {**asdict(said), "key": said.key, "active": int(said.active), "state": state}
    db.table("corrections").insert(row, pk="key", replace=True)
