"""How the end of a cycle is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import terminal

if TYPE_CHECKING:
    from scheduler import Outcome


def tell(outcome: Outcome) -> None:
    """A line for each stage."""
    terminal.say(f"  crawled: {terminal.words(outcome.crawled)}")
    terminal.say(f"  analysed: {terminal.words(outcome.analysed)}")
    terminal.say(f"  stories: {terminal.words(outcome.stories)}")
