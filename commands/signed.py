"""What every correction needs on the command line, and how one is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

import terminal
from commands import options
from storage.correcting import corrections, outstanding
from storage.correcting.correction import Correction
from storage.correcting.corrections import CorrectionError
from storage.correcting.pointed import Signed
from storage.store import now, opened

Command = Callable[..., Any]
NOT_APPLIED = "it takes effect once no other run writes"
NOT_HERE = "its article is not here, or not analysed"


def with_signature(command: Command) -> Command:
    """The options that every correction needs."""
    return options.by_somebody(options.because(options.with_db(options.with_json(command))))


def keep(db: Path, said: Callable[[Database], Correction], json_: bool) -> None:
    """Keep what is said in a transaction of its own, apply it where nobody else writes, tell it."""
    with opened(db, create=False) as store:
        try:
            kept = said(store)
        except CorrectionError as error:
            if json_:
                terminal.as_json({"error": error.why, "values": error.values})
            raise
    waits = outstanding.catch_up(db)
    if json_:
        terminal.as_json({"key": kept.key, "applied": not waits, "correction": kept})
        return
    terminal.say(f"{'withdrawn' if kept.withdrawn_at else 'kept'}: {described(kept)} ({kept.key})")
    tell_wait(waits)


def tell_wait(waits: str) -> None:
    """Say that what was kept takes effect later, and why."""
    if waits:
        terminal.say(f"It takes effect once that has ended: {waits.partition(';')[0]}.")


def signature(author: str, reason: str) -> Signed:
    """Who corrects, why, and that it is now."""
    return Signed(author, reason, now())


def state(held: corrections.Held) -> str:
    """`waiting`, `placed`, `unplaced` or `withdrawn`."""
    if not held.correction.active:
        return "withdrawn"
    return held.state if held.applied else "waiting"


def detail(held: corrections.Held) -> str:
    """Why it is as it is, where there is something to say."""
    said = held.correction
    if not held.applied:
        return NOT_APPLIED
    if not said.active:
        return f"by {said.withdrawn_by}: {said.withdrawn_reason}"
    return NOT_HERE if held.state == "waiting" else held.detail


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
