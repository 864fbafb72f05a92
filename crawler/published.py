"""When an article was published: who says so, and how far it can be believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from crawler.addresses import Hints
from crawler.dates import moment
from crawler.markup import Markup
from storage.records import DateOrigin, FoundBy


@dataclass(frozen=True, slots=True)
class Published:
    """A day or a moment, with its origin and a confidence."""

    when: str
    origin: DateOrigin
    confidence: float


def published(
    markup: Markup, url: str, hints: Hints, found_by: FoundBy, now: datetime
) -> Published | None:
    """The first candidate that is a date of the past."""
    for text, origin, confidence in _candidates(markup, hints, found_by):
        if when := moment(text, now):
            return Published(when, origin, confidence)
    return None


def _candidates(
    markup: Markup, hints: Hints, found_by: FoundBy
) -> Iterator[tuple[str, DateOrigin, float]]:
    for node in markup.articles():
        if isinstance(text := node.get("datePublished"), str):
            yield text, "json-ld", 0.95
    for text in markup.meta("article:published_time"):
        yield text, "meta", 0.95
    if found_by in ("feed", "sitemap") and hints.published:
        yield hints.published, found_by, 0.9
