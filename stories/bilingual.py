"""The small French and English word list: what a word stands for in either language."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cache, cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, StringConstraints

from storage.search import fold
from stories import phrases

Language = Literal["fr", "en"]
Word = Annotated[str, StringConstraints(pattern=r"^([^\W_]+|[^\W_]{3,}\*)$")]


def plain(text: str) -> str:
    """Lower case, without accents and ligatures.

    >>> plain("Œuvre d’été")
    'oeuvre d’ete'
    """
    parted = unicodedata.normalize("NFD", fold(text.casefold()))
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _words(written: object) -> object:
    if not isinstance(written, str):
        return written
    return plain(written).replace("'", " ").replace("-", " ").split()


Words = Annotated[frozenset[Word], BeforeValidator(_words)]


class Pair(phrases.Phrases):
    """Words of the two languages, as they are kept: separated by spaces, `*` for any ending."""

    fr: Words
    en: Words


class Numbers(phrases.Phrases):
    """Numbers that are written as words."""

    fr: dict[str, int]
    en: dict[str, int]


class Told(phrases.Phrases):
    """Phrases beside a quotation that say in which language it was said."""

    said_in_fr: phrases.Names
    said_in_en: phrases.Names


class Bilingual(phrases.Phrases):
    """All of `bilingual.toml`."""

    passed_over: Pair
    negation: Pair
    numbers: Numbers
    told: Told
    words: dict[Words, Words]

    @cached_property
    def meanings(self) -> dict[str, dict[str, frozenset[int]]]:
        """For each language: a word, or the start of words with `*`, to what it can stand for."""
        found: dict[str, dict[str, set[int]]] = {"fr": defaultdict(set), "en": defaultdict(set)}
        for n, (fr, en) in enumerate(self.words.items()):
            for lang, words in (("fr", fr), ("en", en)):
                for word in words:
                    found[lang][word].add(n)
        return {
            lang: {word: frozenset(ids) for word, ids in words.items()}
            for lang, words in found.items()
        }

    def meaning(self, lang: Language, word: str) -> frozenset[int]:
        """What a word (in lower case, without accents) can stand for; empty where not listed."""
        known = self.meanings[lang]
        starts = (f"{word[:size]}*" for size in range(len(word), 2, -1))
        longest: frozenset[int] = next((known[one] for one in starts if one in known), frozenset())
        return known.get(word, frozenset()) | longest


@cache
def load() -> Bilingual:
    """Read and check the list.

    :raises stories.phrases.PhrasesError: it says what it must not.
    """
    found: Bilingual = phrases.read("bilingual", Bilingual)
    return found
