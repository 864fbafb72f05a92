"""What a spider hands on: addresses of articles with hints, and further lists to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from topics.model import Section, Window

Kind = Literal["feed", "sitemap", "section"]


class UnreadableError(Exception):
    """A list of addresses that is not what it should be; the message says what it is."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the list that names an article says of it; empty where it says nothing."""

    title: str = ""
    published: str = ""
    modified: str = ""
    language: str = ""

    def or_else(self, other: Hints) -> Hints:
        """These hints, completed by others.

        >>> Hints(title="Grève").or_else(Hints("Strike", language="fr"))
        Hints(title='Grève', published='', modified='', language='fr')
        """
        return Hints(
            self.title or other.title,
            self.published or other.published,
            self.modified or other.modified,
            self.language or other.language,
        )


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Found:
    """An article's address; `at` is where a copy is fetched, where that is another."""

    url: str
    hints: Hints = NO_HINTS
    at: str = ""


@dataclass(frozen=True, slots=True)
class More:
    """Another list of the same kind: a sitemap in an index, the next page of a section."""

    url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as received."""

    kind: Kind
    url: str
    body: bytes
    content_type: str
    window: Window
    section: Section | None = None
