"""The command that says how a watch does."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.filesize import decimal

import terminal
from commands import options
from storage import status as state
from storage.archive_files import Archives
from storage.concerns import Concern
from storage.errors import is_damage
from storage.records import Tally
from storage.status import Age, Discovered, Part, Requests, Status
from storage.store import opened

DAYS = 30  # of discovery that a terminal shows, the latest
PATIENCE = 5.0  # seconds to wait for a database that is locked: a monitor asks again


@click.command()
@options.with_db
@options.with_json
def status(db: Path, json_: bool) -> None:
    """Say how a watch does: what it holds, how its runs end, what needs a look.

    Leaves 0 where all is well and 1 where something needs a look (limits: [health] of topic.toml),
    told on the standard error output, a line each. 2: there is no database of ours, or it is
    damaged; 3: another process locks it.

    \b
    Example: brouhaha status --db strike.db
    """
    with _readable(db), opened(db, create=False, patience=PATIENCE) as store:
        found = state.status(store)
    if json_:
        terminal.as_json(found)
    else:
        _tell(found)
    terminal.end([_line(concern) for concern in found.concerns])


@contextmanager
def _readable(db: Path) -> Iterator[None]:
    """Say why a database cannot be read."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        ):
            terminal.fail(f"{db} is locked by another process; ask again later", terminal.LOCKED)
        advice = (
            "`brouhaha verify` says how far it is damaged"
            if is_damage(error)
            else "it and its folder must be writable for whoever looks: readers keep a log there"
        )
        terminal.fail(f"{db} cannot be read: {error}; {advice}", terminal.WRONG_USE)


def _line(concern: Concern) -> str:
    return f"{concern.where}: {concern.what}: {concern.to_do}"


def _tell(found: Status) -> None:
    terminal.say(f"{found.topic}: {'well' if found.well else 'needs a look'}")
    terminal.say(
        f"articles: {found.articles}, {found.relevant} on the topic, newest of {found.newest}; "
        f"{found.backlog} to analyse, {found.broken} broke the analysis, "
        f"{found.corrections_waiting} corrections wait"
    )
    terminal.say(
        f"last article stored {_ago(found.last_article)}, last run ended {_ago(found.last_run)}"
    )
    size = found.sizes
    terminal.say(
        f"database {decimal(size.database)}, written ahead {decimal(size.wal)}, archive "
        f"{decimal(size.archive)} in {size.archive_files} files, {decimal(size.free)} free"
    )
    terminal.say(f"lists: {terminal.words(Tally(found.lists))}")
    if found.archives.files:
        _tell_archives(found.archives)
    _tell_addresses(found)
    _tell_sources(found)
    _tell_runs(found)


def _tell_archives(found: Archives) -> None:
    broken = f", {found.problems} of them not to their end" if found.problems else ""
    terminal.say(
        f"archives read by backfill: {found.files} files of {decimal(found.bytes)}{broken}; "
        f"{found.pages} pages: {terminal.words(Tally(found.verdicts))}"
    )


def _ago(age: Age) -> str:
    if age.hours is None:
        return "never"
    return f"{age.hours:.1f} hours ago" if age.hours < 48 else f"{age.hours / 24:.0f} days ago"


def _tell_addresses(found: Status) -> None:
    for what, parts in (("source", found.sources), ("day", found.days)):
        rows = [*parts.items()][-DAYS:] if what == "day" else [*parts.items()]
        terminal.table(
            f"Addresses by {what}",
            (what, "found", "verdicts", "which"),
            [_discovered(*row) for row in [*rows, ("all", found.total)]],
        )


def _discovered(name: str, found: Discovered) -> tuple[object, ...]:
    verdicts = found.verdicts
    return name, found.addresses, sum(verdicts.values()), terminal.words(Tally(verdicts))


def _tell_sources(found: Status) -> None:
    """Those that had errors, and those that are not as they were."""
    rows = [(name, *_requested(each)) for name, each in found.requests_by_source.items()
            if each.errors]  # fmt: skip
    terminal.table(
        f"Requests of the last {found.error_days} days, sources with errors",
        ("source", "requests", "errors", "share"),
        [*rows, ("all", *_requested(found.requests))],
    )
    states: list[tuple[object, ...]] = [
        (c.source_id, c.state, c.last_day, c.silent, c.usual and f"{c.usual:.1f}")
        for c in found.conditions
    ]
    states += [(name, "paused", reason, None, None) for name, reason in found.paused.items()]
    if states:
        columns = ("source", "is", "since", "silent (days)", "usually (days)")
        terminal.table("Sources not as usual", columns, states)


def _requested(found: Requests) -> tuple[object, ...]:
    return found.requests, found.errors, f"{found.share:.1%}"


def _tell_runs(found: Status) -> None:
    if found.parts:
        columns = ("part", "last success", "last run", "outcome")
        rows = [_part(*part) for part in found.parts.items()]
        terminal.table("Timetable (UTC)", columns, rows)
    runs = [(r.kind, r.started_at, r.finished_at, r.outcome, r.detail) for r in found.runs]
    terminal.table("Last runs (UTC)", ("run", "began", "ended", "outcome", "detail"), runs)


def _part(name: str, part: Part) -> tuple[object, ...]:
    ended = part.last.outcome or ("stopped" if part.last.finished_at else "running")
    return name, part.last_success or "never", part.last.started_at, ended
