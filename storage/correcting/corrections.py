"""The corrections of a database: made, withdrawn, taken from others; `outstanding` applies them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal

from sqlite_utils import Database

from storage import rows
from storage.correcting.correction import Correction, State
from storage.correcting.renamed import last
from storage.errors import WrongUseError
from storage.retention import withdrawals

Why = Literal[
    "absent", "ambiguous", "circular", "gone", "itself", "no-article", "no-key", "nobody",
    "partless", "several", "typeless", "unanalysed", "unknown", "withdrawn",
]  # fmt: skip


class CorrectionError(WrongUseError):
    """A correction that cannot be made; nothing was changed.

    The message is for the command line; `why` with its values tells programs the same.
    """

    def __init__(self, message: str, why: Why, **values: str | int) -> None:
        super().__init__(message)
        self.why, self.values = why, values


@dataclass(frozen=True, slots=True)
class Held:
    """A correction as it stands in one database."""

    correction: Correction
    state: State
    detail: str
    applied: bool  # it shows in the findings


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the corrections of somebody else's file."""

    new: int
    withdrawn: int
    known: int
    conflicts: tuple[tuple[Correction, Correction], ...]  # theirs, and ours, which stays


def add(db: Database, said: Correction) -> Correction:
    """Keep a correction; one on the same subject is withdrawn for it.

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
                "withdraw that with `brouhaha correct undo` first",
                "circular", entity=said.entity, into=said.value,
            )  # fmt: skip
        for other in before:
            reason = f"replaced: {said.reason}"
            _write(db, _withdrawn(other, said.author, reason, said.made_at))
        _write(db, said)
    return said


def withdraw(db: Database, key: str, author: str, reason: str, at: str) -> Correction:
    """Withdraw a correction: what the analysis said is to stand again.

    :raises CorrectionError: no correction, or several, begin with this key.
    """
    with db.atomic():
        found = [h.correction for h in held(db) if key and h.correction.key.startswith(key)]
        if len(found) != 1:
            many = "no correction begins" if not found else f"{len(found)} corrections begin"
            message = f"{many} with {key!r}; `brouhaha correct list` shows all"
            raise CorrectionError(message, "no-key")
        if not found[0].active:
            message = f"{found[0].key} was withdrawn at {found[0].withdrawn_at}"
            raise CorrectionError(message, "withdrawn")
        undone = _withdrawn(found[0], author, reason, at)
        _write(db, undone)
    return undone


def take(db: Database, given: Sequence[Correction]) -> Taken:
    """Keep corrections of others; where ours say otherwise, ours stay.

    A withdrawal is taken over too, and is final. Those on articles that were taken down are left.
    """
    barred = withdrawals.barred(db, {said.url for said in given})
    ours = {h.correction.key: h.correction for h in held(db)}
    changed: list[Correction] = []
    conflicts: list[tuple[Correction, Correction]] = []
    with db.atomic():
        for said in given:
            mine = ours.get(said.key)
            if said.url in barred or (mine and (said.active or not mine.active)):
                continue
            if said.active and (against := _against(db, said)):
                conflicts.append((said, against))
                continue
            _write(db, said)
            changed.append(said)
    withdrawn = sum(said.key in ours for said in changed)
    new = len(changed) - withdrawn
    known = len(given) - len(changed) - len(conflicts)
    return Taken(new, withdrawn, known, tuple(conflicts))


def held(db: Database) -> list[Held]:
    """All corrections, withdrawn ones too, by time."""
    sql = f"SELECT {rows.columns(Correction)}, state, detail, applied FROM corrections"  # noqa: S608
    found = [
        Held(Correction(*said), state, detail, bool(applied))
        for *said, state, detail, applied in db.execute(sql)
    ]
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
    row = {**asdict(said), "key": said.key, "active": int(said.active), "state": state,
           "applied": 0}  # fmt: skip
    db.table("corrections").insert(row, pk="key", replace=True)
