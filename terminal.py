"""What a person reads in the terminal: progress, tables, and errors without tracebacks."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, NoReturn, Protocol

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.table import Column, Table
from rich.text import Text

from storage.errors import InterruptedRunError, WrongUseError, is_damage, unwritten
from storage.lock import LockedError
from storage.records import Tally
from topics import TopicError

PARTLY, WRONG_USE, LOCKED = 1, 2, 3
LOG_WIDTH = 160  # characters of a line where no terminal sets the width
BAR = 20  # characters; with the figures it fits a terminal of 60
STEADY = 300.0  # seconds of work from which the rest is estimated: results come in bursts
stdout = Console(width=None if sys.stdout.isatty() else LOG_WIDTH)
stderr = Console(stderr=True)


class Progress(Protocol):
    """How a stage tells what it did."""

    def __call__(
        self, stage: str, done: Tally, total: float | None = None, completed: float | None = None
    ) -> None: ...


class Archive(click.Path):
    """A file, or an address of the web."""

    name = "archive"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        web = str(value).startswith(("http://", "https://"))
        return str(value) if web else str(super().convert(value, param, ctx))


class Front(click.Group):
    """The command group; an expected error becomes a message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except LockedError as error:
            fail(str(error), LOCKED)
        except (TopicError, WrongUseError) as error:
            fail(str(error), WRONG_USE)
        except InterruptedRunError as error:
            fail(str(error), PARTLY)
        except sqlite3.OperationalError as error:
            fail(unwritten("database", error), PARTLY)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            fail(f"the database is damaged ({error}): `brouhaha verify` says how far", PARTLY)
        except UnicodeEncodeError as error:
            fail(f"{error.object[:100]!r} is no text in UTF-8; give it in UTF-8", WRONG_USE)
        except OSError as error:
            fail(f"{error.filename or 'file'}: {error.strerror or error}", PARTLY)


def fail(message: str, code: int) -> NoReturn:
    """Say what is wrong, a line a mistake, and leave with this exit code."""
    for line in message.splitlines():
        click.echo(f"brouhaha: {line}", err=True)
    sys.exit(code)


def end(failures: Sequence[str]) -> None:
    """Tell what failed and leave with 1; with 0 where nothing did."""
    if failures:
        fail("\n".join(failures), PARTLY)


def say(message: str) -> None:
    stdout.print(message, highlight=False, markup=False, soft_wrap=True)


def words(tally: Tally) -> str:
    """`12 fetched, 3 unchanged`: the counts that are not zero."""
    shown = [f"{n} {what.replace('_', ' ')}" for what, n in tally.counts.items() if n]
    return ", ".join(shown) or "nothing new"


def as_json(value: Any) -> None:
    """Print a dataclass, a list of them or plain data."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=asdict))


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar for each stage on a terminal, nothing in a log.

    Feed it the stage's name, what was done so far and the total where it is known; `completed`
    where that is counted in something else than what was done.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=BAR),
        MofNCompleteColumn(table_column=Column(no_wrap=True)),
        TimeElapsedColumn(table_column=Column(no_wrap=True)),
        TimeRemainingColumn(table_column=Column(no_wrap=True)),
        TextColumn("{task.fields[counts]}", table_column=Column(ratio=1, overflow="ellipsis")),
    )
    tasks: dict[str, TaskID] = {}
    shown = stderr.is_terminal
    with Bars(
        *columns, console=stderr, disable=not shown, expand=True, speed_estimate_period=STEADY
    ) as bars:

        def show(
            stage: str, done: Tally, total: float | None = None, completed: float | None = None
        ) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=None, counts="")
            completed = sum(done.counts.values()) if completed is None else completed
            bars.update(tasks[stage], total=total, completed=completed, counts=words(done))

        yield show


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table whose numbers stand to the right."""
    shown = Table(title=title, title_justify="left")
    filled = [tuple(row) for row in rows]
    for number, name in enumerate(columns):
        numeric = bool(filled) and all(isinstance(row[number], int) for row in filled)
        shown.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in filled:
        shown.add_row(*("" if cell is None else _as_it_is(str(cell)) for cell in row))
    stdout.print(shown)


def _as_it_is(words: str) -> Text:
    """What others wrote is no markup, and commands nothing to a terminal."""
    return Text("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in words))


def bars(rows: Sequence[tuple[str, Sequence[int]]], width: int = 40) -> None:
    """A bar a row: French, then English, each cell a share of the highest row."""
    highest = max((sum(counts) for _, counts in rows), default=0)
    for label, counts in rows:
        parts = [
            f"[{colour}]{'█' * round(count * width / highest)}[/]"
            for count, colour in zip(counts, ("blue", "yellow"), strict=True)
            if count
        ]
        stdout.print(f"{label}  {''.join(parts)} {sum(counts) or ''}", highlight=False)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows as comma-separated values, with a head."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
