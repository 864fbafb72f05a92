"""Long forms with their acronym in brackets after them: "Directors Guild of America (DGA)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nlp.nameparts import NameParts
from nlp.reading import Reading

FARTHEST = 14  # words of a long form at most
LETTERS = range(2, 9)  # of an acronym


@dataclass(frozen=True, slots=True)
class Expansion:
    """A long form, from `first` to `acronym`, which is the place of the one word in brackets."""

    first: int
    acronym: int


def expansions(reading: Reading, parts: NameParts) -> Iterator[Expansion]:
    for place, word in enumerate(reading.words):
        if len(word.text) not in LETTERS or sum(c.isupper() for c in word.text) < 2:
            continue
        if reading.before(place).strip() == "(" and reading.after(place).startswith(")"):
            first = _beginning(reading, place, word.key, parts)
            if first is not None:
                yield Expansion(first, place)


def _beginning(reading: Reading, place: int, acronym: str, parts: NameParts) -> int | None:
    """The nearest word before from which the initials give the acronym, small words aside."""
    full = ""
    for first in range(place - 1, max(-1, place - 1 - FARTHEST), -1):
        word = reading.words[first]
        if "." in reading.before(first + 1) and first + 1 < place:
            return None
        if word.key not in parts.small | parts.articles:
            full = word.key[0] + full
        if full == acronym and word.capital and len(full) > 1:
            return first
    return None
