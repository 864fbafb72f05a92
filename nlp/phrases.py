"""Finds the phrases of a list in a text, word by word: for lists too long for one pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W\d_]+|[^\s\w]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A place where one of the phrases stands; `key` is the phrase as it was folded."""

    start: int
    end: int
    key: str


class PhraseIndex:
    """Phrases by their first word; the longest that fits is found."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase in set(phrases):
            tokens = tuple(_TOKEN.findall(phrase.lower().replace("’", "'")))
            self._by_first.setdefault(tokens[0], []).append((tokens[1:], phrase))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: str, start: int, end: int) -> Iterator[Phrase]:
        place = start
        for word in _WORD.finditer(text, start, end):
            entries = self._by_first.get(word.group().lower())
            if not entries or word.start() < place:
                continue
            if text[word.start() - 1 : word.start()] == "-":
                continue
            for rest, key in entries:
                stop = _follow(text, word.end(), end, rest)
                if stop is not None:
                    yield Phrase(word.start(), stop, key)
                    place = stop
                    break


def _follow(text: str, place: int, end: int, tokens: tuple[str, ...]) -> int | None:
    """Where the tokens end that stand from `place` on, with blanks between them or none."""
    for token in tokens:
        while place < end and text[place].isspace():
            place += 1
        if text[place : place + len(token)].lower().replace("’", "'") != token:
            return None
        place += len(token)
    return (
        None if tokens and place < end and text[place].isalnum() and tokens[-1].isalpha() else place
    )
