"""Which articles of the sample press are one story, and what crossed: `stories.toml`."""

from __future__ import annotations

import tomllib
from functools import cache

from demo.press import FOLDER
from topics.model import Slug, Table, Words


class Event(Table):
    """Articles about the same event."""

    what: Words
    articles: tuple[Slug, ...]


class Crossing(Table):
    """The first English and the first French article with an entity; `days` lie between them."""

    entity: Slug
    en: Slug | None = None
    fr: Slug | None = None
    days: int | None = None


class Stories(Table):
    """All of `stories.toml`."""

    alone: tuple[Slug, ...]
    story: tuple[Event, ...]
    crossing: tuple[Crossing, ...]

    def events(self) -> dict[str, str]:
        """What each listed article is about; one that is alone is about itself."""
        told = {name: event.what for event in self.story for name in event.articles}
        return told | {name: name for name in self.alone}


@cache
def load() -> Stories:
    """Read and check `stories.toml`.

    :raises pydantic.ValidationError: it says what it must not.
    """
    return Stories.model_validate(
        tomllib.loads((FOLDER / "stories.toml").read_text(encoding="utf-8"))
    )
