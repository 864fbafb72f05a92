"""Where the sentences of a text are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from stories import days

# a stop, with what closes a quotation behind it, before something that opens a sentence
STOP = re.compile(r"[.!?…]+[\"'”’»)\]\s]*?(?=\s+[\"'“‘«(\[\s]*[A-ZÀ-ÖØ-Þ\d])|\n")
LAST = re.compile(r"[^\W\d_]+\Z")


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
    >>> len([*sentences("It began on Oct. 20 and was over on Nov. 9. Nobody knew.")])
    2
    """
    start = 0
    stops = [match.end() for match in STOP.finditer(text) if not _dated(text, match)]
    for stop in [*stops, len(text)]:
        found = text[start:stop]
        if found.strip():
            first = start + len(found) - len(found.lstrip())
            yield Sentence(first, first + len(found.strip()), found.strip())
        start = stop


def _dated(text: str, stop: re.Match[str]) -> bool:
    """Whether a point belongs to the short name of a month, before the day."""
    if text[stop.start() : stop.end()] != "." or not text[stop.end() :].lstrip()[:1].isdigit():
        return False
    word = LAST.search(text, max(0, stop.start() - len("janvier")), stop.start())
    return word is not None and days.fold(word.group()) in _short_months()


@cache
def _short_months() -> frozenset[str]:
    months = [names for words in days.read().values() for names in words.months]
    return frozenset(short for _, *others in months for short in others)
