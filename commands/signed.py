"""What every correction needs on the command line, and how one is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlite_utils import Database

import terminal
from commands import options
from storage import corrections
from storage.correction import Correction
from storage.lock import writing
from storage.pointed import Signed
from storage.store import now, opened

Command = Callable[..., Any]


def by_somebody(command: Command) -> Command:
    """The options that every correction needs."""
    by = click.option(
        "--by", "author", required=True, envvar="BROUHAHA_AUTHOR", show_envvar=True,
        help="Who corrects.",
    )  # fmt: skip
    why = click.option("--reason", required=True, help="Why, in a sentence.")
    return by(why(options.with_db(options.with_json(command))))


@contextmanager
def changing(db: Path) -> Iterator[Database]:
    """The database, held while it is changed."""
    with writing(db), opened(db, create=False) as store:
        yield store


def signature(author: str, reason: str) -> Signed:
    """Who corrects, why, and that it is now."""
    return Signed(author, reason, now())


def tell(said: Correction, json_: bool) -> None:
    """Say what is now kept or withdrawn, with its key."""
    if json_:
        terminal.as_json({"key": said.key, "correction": said})
    else:
        done = "withdrawn" if said.withdrawn_at else "kept"
        terminal.say(f"{done}: {described(said)} ({said.key})")


def state(held: corrections.Held) -> str:
    """`waiting`, `placed`, `unplaced` or `withdrawn`."""
    return held.state if held.correction.active else "withdrawn"


def described(said: Correction) -> str:
    """A correction in one line."""
    where = " ".join(part for part in (said.url, repr(said.words) if said.words else "") if part)
    told = {
        "merge": f"{said.entity} is {said.value}",
        "split": f"{said.entity} is {said.value}: {where}",
        "mention": f"{said.entity} is not named: {where}",
        "speaker": f"{said.value} speaks: {where}",
        "position": f"{said.entity} on {said.target}: {said.value}: {where}",
        "relevance": f"on the topic: {said.value}: {where}",
    }
    return told[said.kind]
