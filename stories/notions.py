"""What a headline speaks of, named alike in both languages: `notions.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter

from stories.days import fold

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
STEM = 6  # letters of a word's beginning: related languages often share them
LEAST = 4  # letters of a word that is looked at, where it names no notion
Term = Annotated[str, StringConstraints(pattern=r"^[a-z-]+\*?$")]


class Terms(BaseModel):
    """The words for one notion."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fr: tuple[Term, ...]
    en: tuple[Term, ...]


@cache
def read() -> dict[str, Terms]:
    """The file `notions.toml`.

    :raises pydantic.ValidationError: it says what it must not.
    """
    raw = tomllib.loads(files("stories").joinpath("notions.toml").read_text("utf-8"))
    return TypeAdapter(dict[str, Terms]).validate_python(raw)


def notions(text: str, lang: str) -> tuple[set[str], set[str]]:
    """The notions in a text, and the beginnings of its other words.

    >>> notions("Les acteurs ratifient", "fr")
    ({'performer', 'ratification'}, set())
    """
    named, rest = set[str](), set[str]()
    for word in WORD.findall(fold(text)):
        if found := _of_word(word, lang):
            named |= found
        elif len(word) >= LEAST:
            rest.add(word[:STEM])
    return named, rest


@cache
def _of_word(word: str, lang: str) -> frozenset[str]:
    wholes, beginnings = _lookup(lang)
    found = set(wholes.get(word, ()))
    for end in range(2, len(word) + 1):
        found |= beginnings.get(word[:end], set())
    return frozenset(found)


@cache
def _lookup(lang: str) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    wholes: dict[str, set[str]] = {}
    beginnings: dict[str, set[str]] = {}
    for notion, terms in read().items():
        for term in {"fr": terms.fr, "en": terms.en}.get(lang, ()):
            kept = beginnings if term.endswith("*") else wholes
            kept.setdefault(term.rstrip("*"), set()).add(notion)
    return wholes, beginnings
