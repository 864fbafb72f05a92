"""Which words judge, or say what is good or bad for somebody, in classes both languages share."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field, TypeAdapter

from nlp.lexicon import FOLDER, Lexicon, read

Value = Annotated[float, Field(ge=-1, le=1)]


class Effect(Lexicon):
    """What a class of words says: of itself, of who does it and of whom it is done to; -1 to 1."""

    value: Value
    subject: Value
    object: Value


class Polarity(Lexicon):
    """The words of a language by class, as lemmas, and those that change what they say."""

    negations: frozenset[str]
    modals: frozenset[str]
    contrasts: frozenset[str]
    words: dict[str, tuple[str, ...]]


@cache
def effects() -> Mapping[str, Effect]:
    """The classes of `polarity.toml` by name."""
    content = tomllib.loads((FOLDER / "polarity.toml").read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Effect]).validate_python(content)


@cache
def words(lang: str) -> Polarity:
    """The words of a language.

    :raises LexiconError: they cannot be read.
    """
    found: Polarity = read(lang, "polarity", Polarity)
    return found


@cache
def classes(lang: str) -> Mapping[str, str]:
    """The class of each word of a language."""
    return {word: name for name, listed in words(lang).words.items() for word in listed}
