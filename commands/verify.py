"""The command that proves a database, and rebuilds what can be derived."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from sqlite_utils import Database

import terminal
import topics
from commands import options
from storage.correcting.outstanding import turn
from storage.errors import is_damage
from storage.proof import integrity
from storage.proof.checks import CHECKS
from storage.proof.integrity import SHOWN, Found
from storage.records import Tally
from storage.store import opened, save_topic
from topics import Topic

ARCHIVE = "take the file from a backup; see docs/verify.md"


@dataclass(frozen=True)
class Proof:
    """What was found in the end, and what was done about what was found before."""

    checks: tuple[Found, ...]
    records: Tally
    done: tuple[str, ...] = ()
    away: tuple[str, ...] = ()  # archives that are elsewhere, and what to do to have them proved


@click.command()
@options.with_db
@options.with_topic
@options.with_processes
@click.option("--repair", is_flag=True, help="Rebuild what can be derived, then look again.")
@click.option("--quick", is_flag=True, help="Do not read the articles again from their pages.")
@options.with_json
def verify(db: Path, name: str, processes: int, repair: bool, quick: bool, json_: bool) -> None:
    """Prove the database: the file, the texts, the findings, the counts, the search, the archive.

    Every digest of the archive is checked, and every article is read again from its page and
    compared; every roll-up is counted anew. Each difference is told, a line each. What is still
    to be analysed or followed is no difference.

    With --repair, what can be derived is rebuilt: indexes, counts, the search index, stories; texts
    are read again from their pages. Nothing that was collected is deleted.

    \b
    Example: brouhaha verify --db strike.db
    Example: brouhaha verify --db strike.db --repair
    """
    with terminal.progress() as show:
        proof = _look(db, processes, quick, show)
        if repair and any(one.wrong for one in proof.checks):
            topic = topics.load(name)
            done = _repaired(db, topic, proof.checks, processes, show)
            found = _look(db, processes, quick, show)
            proof = Proof(found.checks, found.records, tuple(done), found.away)
    if json_:
        terminal.as_json(proof)
    else:
        _tell(proof)
    terminal.end([*integrity.told(proof.checks)])


def _look(db: Path, processes: int, quick: bool, show: terminal.Progress) -> Proof:
    from crawler.verify import Verified
    from crawler.verify import verify as prove

    with opened(db, create=False) as store:
        found = integrity.examine(store, CHECKS, lambda tally, n: show("verify", tally, n))
    try:
        archive = prove(db, processes, lambda tally, n: show("archive", tally, n), pages=not quick)
    except sqlite3.DatabaseError as error:  # the log that names its records is damaged
        archive = Verified(differences=(f"cannot be compared with the database: {error}",))
    looked = archive.tally.counts.get("records", 0) + archive.tally.counts.get("missing", 0)
    lines = archive.differences
    last = Found("archive", looked, len(lines), lines[:SHOWN], ARCHIVE if lines else "", "")
    return Proof((*found, last), archive.tally, away=archive.away)


def _repaired(
    db: Path, topic: Topic, found: Sequence[Found], processes: int, show: terminal.Progress
) -> list[str]:
    """What was done; of a file whose damage leaves nothing to be done, that."""
    from storage.proof.repair import unrepaired

    try:
        with turn(db):
            return [*_repair(db, topic, found, processes, show)]
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return [unrepaired(error)]


def _repair(
    db: Path, topic: Topic, found: Sequence[Found], processes: int, show: terminal.Progress
) -> Iterator[str]:
    """Rebuild, then let the stages do again what was forgotten; a line for each thing done."""
    from crawler.restore import restore
    from storage.proof.repair import FAILED, repair

    with opened(db, create=False) as store:
        done = repair(store, [one for one in found if one.repair == "schema"])
        save_topic(store, topic)
        if any(one.repair == "texts" and one.wrong for one in found):
            yield from restore(store, db)
        done += repair(store, [one for one in found if one.repair != "schema"])
        yield from done
        if not any(line.startswith(FAILED) for line in done):
            yield from _again(store, topic, processes, show)


def _again(store: Database, topic: Topic, processes: int, show: terminal.Progress) -> Iterator[str]:
    from nlp.backlog import work_off
    from stories.run import work_off as follow

    analysed = work_off(store, topic, processes, lambda tally, n: show("analyse", tally, n))
    yield f"analysed: {terminal.words(analysed)}"
    yield f"stories: {terminal.words(follow(store, topic, show))}"


def _tell(proof: Proof) -> None:
    for line in proof.done:
        terminal.say(line)
    rows = [
        (one.check, one.looked_at, one.wrong, one.remedy if one.wrong else "")
        for one in proof.checks
    ]
    terminal.table("Verified", ("check", "looked at", "wrong", "what to do"), rows)
    terminal.say(f"archive: {terminal.words(proof.records)}")
    for line in proof.away[:SHOWN]:
        terminal.say(f"not proved: {line}")
    if (more := len(proof.away) - SHOWN) > 0:
        terminal.say(f"not proved: {more} other archives that are elsewhere, as those above")
