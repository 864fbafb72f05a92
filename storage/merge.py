"""Bring other databases of the same topic into one, without loss and without doubles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from storage.correcting.correction import Correction
from storage.handout.publish import Progress
from storage.merging import articles, files, log, said, written
from storage.merging.guest import MergeError, guest, topic_of
from storage.records import Tally
from storage.store import opened


@dataclass(frozen=True, slots=True)
class Merged:
    """What one database brought; `failures` is a line for each thing that could not be taken."""

    path: str
    articles: Tally  # `new`, `extended` by revisions, `known`, `withdrawn`
    rows: Tally  # new runs, requests, addresses, lists, archives, corrections, withdrawals
    bytes: int  # of the archive
    failures: tuple[str, ...]


def check(mine: Path, others: Sequence[Path]) -> None:
    """See to it that all can be brought together, before the first is.

    :raises MergeError: one is missing, is given twice, watches another topic or is too new.
    """
    seen = {mine.resolve()}
    held = topic_of(mine) if mine.is_file() else ""
    for path in others:
        if path.resolve() in seen:
            raise MergeError(f"{path} is given twice; give each database once")
        seen.add(path.resolve())
        theirs = topic_of(path)
        if held and theirs and theirs != held:
            raise MergeError(f"{path} watches the topic {theirs!r}, the others {held!r}")
        held = held or theirs


def merge(mine: Path, other: Path, progress: Progress) -> Merged:
    """Bring one database into another, which is made where it is missing; the lock is held.

    Each step can be done again: what was ended on the way is completed by the next merge.
    """
    with opened(mine) as db, guest(other, mine) as theirs:
        [path] = [
            file for _, name, file in theirs.execute("PRAGMA database_list") if name == "main"
        ]
        db.execute("ATTACH ? AS other", [path])
        try:
            return _merge(db, mine, theirs, other, progress)
        finally:
            db.execute("DETACH other")


def _merge(db: Database, mine: Path, theirs: Database, other: Path, progress: Progress) -> Merged:
    said.take_topic(db)
    withdrawn = said.take_withdrawals(db, theirs)
    taken = said.take_corrections(db, theirs)
    copied = files.take(db, mine, theirs, other, progress)
    runs = log.take_runs(db, other.name)
    written.prepare(db)
    counts = articles.take(db, theirs, progress)
    rows = log.take(db, progress)
    said.take_alerts(db)
    reopened = said.reopen_withdrawals(db) if copied.bytes else 0
    rows = rows.plus(Tally({"archives": log.take_archive_files(db)}))
    told = Tally({"runs": runs, **rows.counts, "corrections": taken.new + taken.withdrawn,
                  "withdrawals": withdrawn})  # fmt: skip
    failures = [*copied.failures, *(_conflict(*pair) for pair in taken.conflicts)]
    if withdrawn or reopened:
        failures.append(
            f"{withdrawn or reopened} articles are withdrawn and kept out, but traces of them may "
            "be left; `brouhaha takedown finish` removes them"
        )
    return Merged(str(other), counts, told, copied.bytes, tuple(failures))


def _conflict(theirs: Correction, ours: Correction) -> str:
    about = ours.url or ours.entity
    return (
        f"correction {theirs.key} ({theirs.kind}, {about}) says {theirs.value!r}; {ours.key} here "
        f"says {ours.value!r}, and stays"
    )
