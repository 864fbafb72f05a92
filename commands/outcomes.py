"""How the end of a cycle is told, and what was written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import terminal

if TYPE_CHECKING:
    from scheduler import Outcome


def tell(outcome: Outcome) -> None:
    """A line for each stage."""
    terminal.say(f"  crawled: {terminal.words(outcome.crawled)}")
    terminal.say(f"  analysed: {terminal.words(outcome.analysed)}")
    terminal.say(f"  stories: {terminal.words(outcome.stories)}")


def tell_written(rows: int, what: str, file: Path, json_: bool) -> None:
    """How many of what stand in a file now."""
    if json_:
        terminal.as_json({"written": rows})
    else:
        terminal.say(f"{what} written to {file}: {rows}")
