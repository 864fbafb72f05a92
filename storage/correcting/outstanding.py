"""Corrections that are kept and show nowhere yet: applied as soon as nobody else writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from storage import analyses, rows
from storage.correcting import uncorrected
from storage.correcting.correction import Correction
from storage.lock import LockedError, writing
from storage.store import opened

BATCH = 200  # revisions a transaction
# the revisions whose findings are those of a finished analysis; others are analysed soon anyway,
# those whose text was lost once it is read again
_READY = """
    SELECT a.id, r.revision FROM articles a JOIN revisions r ON r.article_id = a.id
    JOIN texts t ON t.article_id = a.id AND t.revision = r.revision
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


@contextmanager
def turn(path: Path) -> Iterator[None]:
    """A run's turn to write: what people corrected meanwhile takes effect at its end.

    :raises LockedError: another run is going.
    """
    with writing(path):
        yield
    catch_up(path)


def catch_up(path: Path) -> str:
    """Apply what is kept; where another run writes, its message: that run does it at its end.

    A run calls this once it has given the lock back: who was refused it before is then seen.
    """
    with opened(path, create=False) as db:
        while _kept(db):
            try:
                with writing(path):
                    apply(db)
            except LockedError as error:
                return str(error)
    return ""


def apply(db: Database) -> int:
    """Apply what is kept, holding the lock; returns how many corrections that were.

    Killed on the way, all of it is done again: twice makes no difference.
    """
    kept = _kept(db)
    revisions = sorted({found for said in kept for found in _concerned(db, said)})
    for first in range(0, len(revisions), BATCH):
        batch = revisions[first : first + BATCH]
        with db.atomic():
            analyses.save(db, [uncorrected.read(db, *revision) for revision in batch])
    with db.atomic():
        db.conn.executemany(
            "UPDATE corrections SET applied = 1 WHERE key = ? AND withdrawn_at = ?",
            [(said.key, said.withdrawn_at) for said in kept],
        )
    return len(kept)


def _kept(db: Database) -> list[Correction]:
    return rows.read(db, Correction, "corrections", "applied", [0])


def _concerned(db: Database, said: Correction) -> Iterator[tuple[int, int]]:
    """The revisions that a correction may change, or changed before it was withdrawn."""
    if said.url:
        yield from db.execute(f"{_READY} AND a.url = ?", [said.url]).fetchall()
        return
    values = {"a": said.entity, "b": said.value, "key": said.key}
    yield from db.execute(f"{_READY} AND (a.id, r.revision) IN ({_NAMING})", values).fetchall()
