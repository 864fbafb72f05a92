"""What a spider hands on: addresses of articles with hints, and further lists to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from topics.model import Section, Window

SLUG_WORDS = 3  # from so many words on, the end of an address tells its article's title
_WORDS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{5,}|[0-9a-f]{8}-?[0-9a-f]{4}")  # what a system gives an article as name
# `home` for a home page that is asked for its feeds, `urls` for an article that somebody lists
Kind = Literal["feed", "sitemap", "section", "home", "gdelt", "wayback", "urls"]


class UnreadableError(Exception):
    """A list of addresses that is not what it should be; the message says what it is."""


class BusyError(UnreadableError):
    """A service that may answer when asked again later."""


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
    """Another list: a sitemap in an index, the next page of a section, a feed of a home page.

    It is of the same kind as the one that names it where no other is given.
    """

    url: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody should know of a list that was read."""

    words: str


Item = Found | More | Notice


@dataclass(frozen=True, slots=True)
class Wanted:
    """Tells from an address whether its article can be on the topic."""

    words: re.Pattern[str]

    def holds(self, url: str) -> bool:
        """Whether the address names a word of the topic, or an article without telling its title.

        An end of few words and no number is taken for a section.
        """
        path = urlsplit(url).path.lower().strip("/")
        if self.words.search(f"-{'-'.join(_WORDS.findall(path))}-"):
            return True
        slug = max(path.split("/"), key=lambda part: len(_WORDS.findall(part)))
        telling = [word for word in _WORDS.findall(slug) if word.isalpha()]
        return len(telling) < SLUG_WORDS and bool(_NUMBER.search(path))


ANY = Wanted(re.compile(""))


@dataclass(frozen=True, slots=True)
class Replay:
    """A web archive: the prefix of its captures, and which of them are worth the asking."""

    captures: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as received."""

    kind: Kind
    url: str
    body: bytes
    content_type: str
    window: Window
    section: Section | None = None
    replay: Replay | None = None
