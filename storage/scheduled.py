"""What the timetable did: its rows of the table `runs`, the one place that remembers it.

Runs of other machines, which came with their databases, are not this one's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage.store import now

KIND = "schedule "  # and the name of the table in topic.toml
KILLED = "killed before its end"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """The last time that a table of the schedule was run; without outcome it came to no end."""

    started_at: str
    finished_at: str | None
    outcome: str | None
    detail: str


def begin(db: Database, name: str) -> int:
    """The number of a new run."""
    row = {"kind": KIND + name, "started_at": now()}
    return int(db.table("runs").insert(row).last_pk)  # type: ignore[arg-type]


def end(db: Database, number: int, outcome: str | None, detail: str = "") -> None:
    """`done`, `partly` or `failed`; with `None` it was stopped, and is still to be done."""
    found = {"finished_at": now(), "outcome": outcome, "detail": detail[:1000]}
    db.table("runs").update(number, found)


def bury(db: Database) -> None:
    """Say of all runs without an end that they were killed; for who holds the lock alone."""
    db.execute(
        "UPDATE runs SET finished_at = ?, detail = ? WHERE finished_at IS NULL AND origin = ''",
        [now(), KILLED],
    )
    db.conn.commit()


def last(db: Database) -> dict[str, Scheduled]:
    """The last run of each table of the schedule, by its name."""
    rows = db.execute(
        "SELECT kind, started_at, finished_at, outcome, detail FROM runs "
        "WHERE kind GLOB ? AND origin = '' ORDER BY id",
        [f"{KIND}*"],
    )
    return {kind.removeprefix(KIND): Scheduled(*row) for kind, *row in rows}


def done(db: Database) -> dict[str, datetime]:
    """When each was last begun of those runs that came to an end."""
    rows = db.execute(
        "SELECT kind, started_at FROM runs WHERE kind GLOB ? AND outcome IS NOT NULL "
        "AND origin = '' ORDER BY id",
        [f"{KIND}*"],
    )
    return {kind.removeprefix(KIND): datetime.fromisoformat(began) for kind, began in rows}


def watched(db: Database) -> datetime | None:
    """When the first run of any kind began."""
    found = db.execute("SELECT MIN(started_at) FROM runs").fetchone()[0]
    return datetime.fromisoformat(found) if found else None
