"""The invented outlets and their articles, read from TOML files and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints, TypeAdapter, model_validator

from topics.model import Language, Slug, Table, Words

FOLDER = Path(__file__).parent
Address = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9./-]*$")]
FeedKind = Literal["rss2", "rss1", "atom"]


class Feed(Table):
    """A feed of an outlet: all its articles, or those of one of its sections."""

    kind: FeedKind
    path: Address
    section: Words | None = None


class Gone(Table):
    """An address that the outlet's first feed announces, though no page is there."""

    path: Address
    title: Words
    published: AwareDatetime


class Outlet(Table):
    """A table `[[outlet]]` of `outlets.toml`; `address` is a format of an article's address."""

    id: Slug
    name: Words
    tagline: Words
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    language: Language
    charset: Literal["utf-8", "windows-1252"] = "utf-8"
    address: Words
    colour: Words
    typeface: Literal["serif", "sans"]
    menu: tuple[Words, ...]
    feeds: tuple[Feed, ...] = ()
    sitemap: bool = False
    tag: Words | None = Field(None, description="name of a tag page that lists all articles")
    tag_page_size: int = Field(3, ge=1)
    private: tuple[Address, ...] = Field((), description="folders that robots.txt forbids")
    gone: tuple[Gone, ...] = ()


class Later(Table):
    """What an article says once it has been edited; what is left out stays as it was."""

    updated: AwareDatetime
    title: Words | None = None
    lead: Words | None = None
    text: Words | None = None


class Article(Table):
    """A file of `articles/`: paragraphs of `text` are split by an empty line, `## ` is a heading.

    Of a paywalled article `text` holds only the part that is open.
    """

    id: Slug
    outlet: Slug
    lang: Literal["fr", "en", "nl"]
    title: Words
    lead: Words | None = None
    authors: tuple[Words, ...] = ()
    section: Words
    published: AwareDatetime
    updated: AwareDatetime | None = None
    caption: Words | None = None
    paywall: bool = False
    folder: Address | None = Field(None, description="where it lies, if not at the usual address")
    also_in: Words | None = Field(
        None, description="a second section, at whose address feeds list it too"
    )
    text: Words
    later: Later | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(" ".join(block.split("\n")) for block in self.text.split("\n\n"))

    @property
    def changed(self) -> AwareDatetime:
        """When the page last changed."""
        return self.updated or self.published

    def edited(self) -> Article:
        """The article after its edit; one that has none as it is."""
        if not self.later:
            return self
        return self.model_copy(update=self.later.model_dump(exclude_none=True) | {"later": None})


class Newsstand(Table):
    """All outlets with all articles, newest first."""

    outlets: tuple[Outlet, ...] = Field(alias="outlet")
    articles: tuple[Article, ...]
    months: dict[Language, tuple[Words, ...]]

    @model_validator(mode="after")
    def _fits(self) -> Newsstand:
        mistakes = [*_strays(self), *_doubles(self)]
        if mistakes:
            raise ValueError("; ".join(mistakes))
        return self

    def of(self, outlet: Outlet) -> tuple[Article, ...]:
        """The articles of one outlet, newest first."""
        return tuple(article for article in self.articles if article.outlet == outlet.id)

    def edited(self) -> Newsstand:
        """The press after the edits that its articles announce."""
        return self.model_copy(update={"articles": tuple(a.edited() for a in self.articles)})


def _strays(press: Newsstand) -> Iterator[str]:
    known = {outlet.id: outlet for outlet in press.outlets}
    for article in press.articles:
        if article.outlet not in known:
            yield f"articles/{article.id}.toml: no outlet {article.outlet!r}"
        elif article.section not in known[article.outlet].menu:
            yield f"articles/{article.id}.toml: {article.outlet} has no section {article.section!r}"


def _doubles(press: Newsstand) -> Iterator[str]:
    ids = [outlet.id for outlet in press.outlets]
    if len(set(ids)) < len(ids):
        yield "outlets.toml: two outlets have the same id"


@cache
def load() -> Newsstand:
    """Read and check `outlets.toml` and all of `articles/`.

    :raises pydantic.ValidationError: a file says what it must not.
    """
    articles = [_article(path) for path in sorted((FOLDER / "articles").glob("*.toml"))]
    articles.sort(key=lambda article: article.published, reverse=True)
    return Newsstand.model_validate(_toml(FOLDER / "outlets.toml") | {"articles": articles})


def _article(path: Path) -> Article:
    return TypeAdapter(Article).validate_python(_toml(path) | {"id": path.stem})


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
