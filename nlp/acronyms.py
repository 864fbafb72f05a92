"""Long forms beside their acronym, either in brackets: "Lamp Makers Guild (LMG)"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nlp.nameparts import NameParts
from nlp.reading import Reading

FARTHEST = 14  # words of a long form at most
LETTERS = range(2, 9)  # of an acronym


@dataclass(frozen=True, slots=True)
class Expansion:
    """A long form, from `first` up to, not including, `last`, and the place of its acronym."""

    first: int
    last: int
    acronym: int


def expansions(reading: Reading, parts: NameParts) -> Iterator[Expansion]:
    for place, word in enumerate(reading.words):
        if word.text.islower() or len(word.text) not in LETTERS:
            continue
        if sum(c.isupper() for c in word.text) < 2:
            continue
        if reading.before(place).strip() == "(" and reading.after(place).startswith(")"):
            first = _beginning(reading, place, word.key, parts)
            if first is not None:
                yield Expansion(first, place, place)
        elif reading.after(place).strip() == "(" and (last := _end(reading, place, parts)):
            yield Expansion(place + 1, last, place)


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


def _end(reading: Reading, place: int, parts: NameParts) -> int:
    """The end of the words in brackets whose initials give the acronym before them."""
    full = ""
    for last in range(place + 1, min(place + 1 + FARTHEST, len(reading.words))):
        word = reading.words[last]
        if word.key not in parts.small | parts.articles:
            full += word.key[0]
        if ")" in reading.after(last):
            return last + 1 if full == reading.key(place) and len(full) > 1 else 0
    return 0
