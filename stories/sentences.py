"""Where the sentences of a text are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# a stop, with what closes a quotation behind it, before something that opens a sentence
STOP = re.compile(r"[.!?…]+[\"'”’»)\]\s]*?(?=\s+[\"'“‘«(\[\s]*[A-ZÀ-ÖØ-Þ\d])|\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place; an abbreviation can cut one in two."""

    start: int
    end: int
    text: str


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text in their order; a line's end ends one.

    >>> [one.text for one in sentences("It ended. “Why?” she asked.\\nNobody knew")]
    ['It ended.', '“Why?” she asked.', 'Nobody knew']
    """
    start = 0
    for stop in [match.end() for match in STOP.finditer(text)] + [len(text)]:
        found = text[start:stop]
        if found.strip():
            first = start + len(found) - len(found.lstrip())
            yield Sentence(first, first + len(found.strip()), found.strip())
        start = stop
