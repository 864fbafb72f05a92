"""A text as its words, with what their place says about their capitals."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.words import Word, words

_OPENING = frozenset("«“\"‘'([:–—•|-/*#")
_LINE = re.compile(r"[^\n]+")
_CLOSED = re.compile(r"[.!?…;:][»”\"')\]]*\s*$")
LONG = 4  # letters of a word whose capital is counted in a headline
SHOUTED = 0.7  # share of them that makes one


@dataclass(frozen=True)
class Reading:
    """A text and its words.

    A word is `initial` where anything would have a capital: at the start of a sentence, a quotation
    or a list; it is `shouted` in a headline, where nearly everything has one.
    """

    text: str
    words: tuple[Word, ...]
    initial: frozenset[int]
    shouted: frozenset[int]
    sentences: tuple[int, ...]  # the place of the first word of each

    def before(self, place: int) -> str:
        """What stands between a word and the one before."""
        start = self.words[place - 1].end if place else 0
        return self.text[start : self.words[place].start]

    def after(self, place: int) -> str:
        """What stands between a word and the next."""
        end = self.words[place + 1].start if place + 1 < len(self.words) else len(self.text)
        return self.text[self.words[place].end : end]

    def key(self, place: int) -> str:
        """The key of a word; nothing beyond the ends of the text."""
        return self.words[place].key if 0 <= place < len(self.words) else ""

    def sentence(self, place: int) -> int:
        """The number of the sentence that a word stands in."""
        return bisect_right(self.sentences, place) - 1

    def keys(self, first: int, last: int) -> tuple[str, ...]:
        return tuple(word.key for word in self.words[first:last])

    def surface(self, first: int, last: int) -> str:
        """The words as written, with single spaces."""
        written = self.text[self.words[first].start : self.words[last - 1].end]
        return " ".join(written.split())


def read_text(text: str, sentence_starts: Iterable[int]) -> Reading:
    """`sentence_starts` are offsets of characters."""
    found = tuple(words(text))
    places = [word.start for word in found]
    sentences = {bisect_left(places, start) for start in sentence_starts} | {0}
    initial = frozenset(sentences.union(_after_opening(text, found)))
    shouted = frozenset(_shouted(text, found, places))
    return Reading(text, found, initial, shouted, tuple(sorted(sentences)))


def _after_opening(text: str, found: tuple[Word, ...]) -> Iterator[int]:
    for place in range(1, len(found)):
        gap = text[found[place - 1].end : found[place].start]
        if len(gap) > 1 and (gap.strip()[-1:] in _OPENING or "\n" in gap):
            yield place


def _shouted(text: str, found: tuple[Word, ...], places: list[int]) -> Iterator[int]:
    for line in _LINE.finditer(text):
        first, last = bisect_left(places, line.start()), bisect_left(places, line.end())
        inside = found[first:last]
        long = [word for word in inside if len(word.text) >= LONG and word.text[0].isalpha()]
        if len(long) < LONG:
            continue
        capitals = sum(word.text[0].isupper() for word in long)
        upper = sum(word.text.isupper() for word in long)
        open_end = not _CLOSED.search(line[0])
        if upper > SHOUTED * len(long) or (open_end and capitals > SHOUTED * len(long)):
            yield from range(first, last)
