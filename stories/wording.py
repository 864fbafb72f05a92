"""The words of a quotation: to compare with others, in its own language and in the other one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from stories.bilingual import Language, load, plain

SHINGLE = 4  # words: formulas of news ("we are going to") are mostly shorter in what they share
WINDOW = 3  # of as many shingles in a row at least one is kept: six words in common are found
FEATURES = 8  # of a quotation, by which its translation is found: the same few on either side
_TOKEN = re.compile(r"\d+(?:[\s.,\u202f]\d{3})*(?:[.,]\d+)?|[^\W\d_]+")
_GROUPED = re.compile(r"(?<=\d)[\s.,\u202f](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word that means something: all it can be matched by, and how much it weighs."""

    keys: frozenset[str]
    weight: float
    known: bool  # whether its counterpart would be recognised


@dataclass(frozen=True)
class Wording:
    """Words in lower case without accents, with their places in the article."""

    lang: Language
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    names: tuple[str, ...] = ()  # entities named in it

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """What it says, word by word, names last."""
        named = [Unit(frozenset([f"e:{name}"]), 2, known=True) for name in self.names]
        return (*_units(self.lang, self.words), *named)

    @cached_property
    def negated(self) -> bool:
        """Whether it denies something."""
        denials = load().negation
        return any(word in (denials.fr if self.lang == "fr" else denials.en) for word in self.words)

    @property
    def length(self) -> int:
        """Characters from the first word to the last."""
        return self.places[-1][1] - self.places[0][0] if self.places else 0


def read(lang: Language, text: str, start: int = 0, names: Iterable[str] = ()) -> Wording:
    """The wording of a quotation that starts at this place of an article.

    >>> read("en", "We won’t pay 16,000 dollars.").words
    ('we', 'won', 't', 'pay', '16000', 'dollars')
    """
    found = list(_TOKEN.finditer(text))
    words = tuple(_word(match.group()) for match in found)
    places = tuple((start + match.start(), start + match.end()) for match in found)
    return Wording(lang, words, places, tuple(dict.fromkeys(names)))


def shingles(wording: Wording) -> frozenset[int]:
    """Hashes of words in a row, thinned by winnowing (Schleimer, Wilkerson and Aiken 2003)."""
    size = min(SHINGLE, len(wording.words))
    count = len(wording.words) - size + 1
    hashes = [hashed(*wording.words[n : n + size]) for n in range(count)] if size else []
    windows = range(max(len(hashes) - WINDOW + 1, min(len(hashes), 1)))
    return frozenset(min(hashes[n : n + WINDOW]) for n in windows)


def features(wording: Wording) -> Sequence[str]:
    """A few of the things by which a translation can be found."""
    every = {key for unit in wording.units for key in unit.keys}
    return sorted(every, key=hashed)[:FEATURES]


def hashed(*parts: str) -> int:
    """A number that fits SQLite's integers and is the same on every machine."""
    digest = blake2b("\n".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _word(token: str) -> str:
    if token[0].isdigit():
        return _GROUPED.sub("", token).replace(",", ".")
    return plain(token)


def _units(lang: Language, words: Iterable[str]) -> Iterator[Unit]:
    lists = load()
    silent = lists.passed_over.fr if lang == "fr" else lists.passed_over.en
    numbers = lists.numbers.fr if lang == "fr" else lists.numbers.en
    for word in words:
        if word[0].isdigit():
            yield Unit(frozenset([f"n:{float(word):g}"]), 2, known=True)
        elif word in numbers:
            yield Unit(frozenset([f"n:{numbers[word]:g}"]), 1, known=True)
        elif word not in silent and len(word) > 1:
            meanings = lists.meaning(lang, word)
            keys = frozenset([*(f"m:{n}" for n in meanings), f"w:{word.rstrip('s')[:5]}"])
            yield Unit(keys, 1, known=bool(meanings))
