"""Where a crawl begins: the first requests of each way to the articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawler.addresses import Kind
from crawler.urls import canonical
from storage.records import FoundBy
from topics import Topic
from topics.model import Section, Source


@dataclass(frozen=True, slots=True)
class Visit:
    """A request under way: which address, for whom, and how it was found."""

    url: str
    source: str
    found_by: FoundBy
    kind: Kind
    section: Section | None = None
    page: int = 1  # of a section
    at: str = ""  # where a copy is fetched, where that is not `url`


@dataclass(frozen=True, slots=True)
class Routes:
    """Which ways are gone; without any, the lists that the sources name."""


def visits(sources: Iterable[Source], routes: Routes, topic: Topic) -> Iterator[Visit]:
    """The first lists to ask for, source by source."""
    for source in sources:
        yield from _lists(source)


def _lists(source: Source) -> Iterator[Visit]:
    for url in source.feeds:
        yield Visit(canonical(str(url)), source.id, "source", "feed")
    for url in source.sitemaps:
        yield Visit(canonical(str(url)), source.id, "source", "sitemap")
    for section in source.sections:
        yield Visit(canonical(str(section.url)), source.id, "source", "section", section)
