"""What became of words in the sample press, and who turned: `said.toml`, read and checked."""

from __future__ import annotations

import tomllib
from functools import cache

from pydantic import Field

from demo.press import FOLDER
from topics.model import Slug, Table, Words


class Quotation(Table):
    """Where a statement is quoted, and the article whose quotation it goes back to."""

    article: Slug
    role: Words = Field(pattern="^(original|same|translation|truncation|alteration)$")
    of: Slug | None = None
    words: Words


class Statement(Table):
    """Something said once, by whom, and the article that had it first."""

    what: Words
    speaker: Words
    first: Slug
    quotation: tuple[Quotation, ...]


class Turn(Table):
    """Who changed sides on an issue, and the article that shows it first."""

    holder: Words
    target: Slug
    article: Slug
    was: Words = Field(pattern="^(favor|against)$")
    now: Words = Field(pattern="^(favor|against)$")


class Said(Table):
    """All of `said.toml`."""

    statement: tuple[Statement, ...]
    turn: tuple[Turn, ...]


@cache
def load() -> Said:
    """Read and check `said.toml`.

    :raises pydantic.ValidationError: it says what it must not.
    """
    return Said.model_validate(tomllib.loads((FOLDER / "said.toml").read_text(encoding="utf-8")))
