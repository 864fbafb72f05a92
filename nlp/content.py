"""Words that somebody says, before it is known whether they stand in marks."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.parties import Party
from nlp.passages import Reading

LEAST = 2  # words that reported content has


@dataclass(frozen=True, slots=True)
class Content:
    """Reported words from `start` to `end`, with the cue and the one who speaks."""

    start: int
    end: int
    cue: tuple[int, int]
    party: Party | None
    rule: str
    confidence: float


def bounds(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The content without the blanks and stops around it, up to a semicolon."""
    stop = reading.masked.find(";", start, end)
    if stop > 0 and len(reading.masked[start:stop].split()) >= LEAST:
        end = stop
    piece = reading.text[start:end]
    start += len(piece) - len(piece.lstrip(" ,:\n"))
    return start, max(start, start + len(reading.text[start:end].rstrip(" .,;:\n")))
