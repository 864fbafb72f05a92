"""What a database must hold to be whole: checks, each with what it looked at and what was wrong.

The archive of pages is read by `crawler.verify`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from sqlite_utils import Database

from storage.records import Tally

SHOWN = 20  # differences of a check that are told
Repair = Literal[
    "", "schema", "indexes", "copied", "roll-ups", "search", "stories", "analysis", "texts", "log"
]
Progress = Callable[[Tally, int], None]


@dataclass(frozen=True, slots=True)
class Looked:
    """How much was looked at, and a line for each difference, read one by one."""

    at: int
    wrong: Iterable[str]


Look = Callable[[Database], Looked]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be so; `repair` names what rebuilds it, empty where nothing can."""

    name: str
    look: Look
    remedy: str  # what a person does about it
    repair: Repair = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: differences in full number, the first of them in words."""

    check: str
    looked_at: int
    wrong: int
    lines: tuple[str, ...]
    remedy: str
    repair: Repair


def rows(name: str, all_of: str, wrong: str, remedy: str, repair: Repair = "") -> Check:
    """A check by SQL: `all_of` counts what is looked at, `wrong` gives a line a difference."""

    def look(db: Database) -> Looked:
        [at] = db.execute(all_of).fetchone()
        return Looked(at, (line for (line,) in db.execute(wrong)))

    return Check(name, look, remedy, repair)


def together(looks: Iterable[Look]) -> Look:
    """Several looks as one, made one after the other."""
    listed = tuple(looks)

    def look(db: Database) -> Looked:
        found = [each(db) for each in listed]
        return Looked(sum(one.at for one in found), chain.from_iterable(f.wrong for f in found))

    return look


def examine(db: Database, checks: Iterable[Check], progress: Progress) -> list[Found]:
    """Make these checks on one state of the database, whatever is written meanwhile."""
    listed = tuple(checks)
    found = []
    with _one_state(db):
        for number, check in enumerate(listed, 1):
            found.append(_found(check, db))
            progress(Tally({"checks": number}), len(listed))
    return found


@contextmanager
def _one_state(db: Database) -> Iterator[None]:
    """A transaction that only reads: what is made in it is temporary, and gone at its end."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.rollback()


def _found(check: Check, db: Database) -> Found:
    try:
        looked = check.look(db)
        lines = iter(looked.wrong)
        shown = tuple(islice(lines, SHOWN))
        wrong = len(shown) + sum(1 for _ in lines)
    except sqlite3.DatabaseError as error:  # pages of the file that cannot be read
        return Found(check.name, 0, 1, (f"cannot be read: {error}",), check.remedy, check.repair)
    return Found(check.name, looked.at, wrong, shown, check.remedy, check.repair)


def told(found: Iterable[Found]) -> Iterator[str]:
    """A line for each difference, with the check before it; how many more there are."""
    for one in found:
        yield from (f"{one.check}: {line}" for line in one.lines)
        if one.wrong > len(one.lines):
            yield f"{one.check}: and {one.wrong - len(one.lines)} more"
