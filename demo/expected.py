"""What must be found in the sample press: `expected.toml`, read and checked."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache

from pydantic import Field

from demo.press import FOLDER
from topics.model import Slug, Table, Words


class Crawl(Table):
    """How many addresses get which verdict, in the first crawl and in one after the edits."""

    first: dict[Words, int]
    second: dict[Words, int]


class Articles(Table):
    """How many articles are stored and relevant in the end, and which are not."""

    stored: int
    relevant: int
    not_relevant: tuple[Slug, ...]
    not_stored: dict[Slug, Words] = Field(description="the verdict instead, by article")


class Named(Table):
    """An entity of the topic, named in the text of at least so many relevant articles."""

    id: Slug
    articles: int = Field(ge=1)


class Quoted(Table):
    """Words within quotation marks, and whose they are."""

    article: Slug
    speaker: Words
    text: Words


class Position(Table):
    """Who is for or against what: an issue's id, an entity's id or a name."""

    article: Slug
    holder: Words
    target: Words
    polarity: Words = Field(pattern="^(favor|against|ambivalent)$")
    cue: Words = Field(description="words of the sentence that shows it")


class Credited(Table):
    """An outlet credited for information, by its name."""

    article: Slug
    outlet: Words


class Counted(Table):
    """A figure as written, its value and its unit."""

    article: Slug
    text: Words
    value: float
    unit: Words


class Copied(Table):
    """An article that repeats another one, changes its words, or tells it in words of its own."""

    article: Slug
    of: Slug
    kind: Words = Field(pattern="^(copy|rewrite|translation|retelling)$")
    credited: bool = Field(True, description="whether it says where it has that from")


class Rooted(Table):
    """An outlet that had it first, though its article is not in the press."""

    outlet: Slug
    day: date
    followers: tuple[Slug, ...]


class Edited(Table):
    """An article that changed: what only the first version says, and what only the second does."""

    article: Slug
    was: Words
    now: Words
    title_changed: bool
    told: bool = Field(description="whether the article says that it was corrected")
    changes: tuple[Words, ...] = Field(description="kinds of edits with what was done, some of all")


class Conflict(Table):
    """Articles that give different figures for the same thing."""

    what: Words
    unit: Words
    values: dict[Slug, float]


class Agreement(Table):
    """Articles that tell the same measure of the same thing without a conflict."""

    what: Words
    unit: Words
    articles: tuple[Slug, ...]


class Expected(Table):
    """All of `expected.toml`; quoted words have plain spaces wherever articles have others."""

    crawl: Crawl
    articles: Articles
    entity: tuple[Named, ...]
    quote: tuple[Quoted, ...]
    stance: tuple[Position, ...]
    credit: tuple[Credited, ...]
    figure: tuple[Counted, ...]
    copy_: tuple[Copied, ...] = Field(alias="copy")
    root: tuple[Rooted, ...]
    resurfacing: tuple[Slug, ...]
    edit: tuple[Edited, ...]
    conflict: tuple[Conflict, ...]
    agreement: tuple[Agreement, ...]


@cache
def load() -> Expected:
    """Read and check `expected.toml`.

    :raises pydantic.ValidationError: it says what it must not.
    """
    text = (FOLDER / "expected.toml").read_text(encoding="utf-8")
    return Expected.model_validate(tomllib.loads(text))
