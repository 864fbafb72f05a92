"""The one path from a response to an article, or to the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from crawler.access import said_closed
from crawler.addresses import NO_HINTS, Hints
from crawler.authors import authors
from crawler.body import body, extractor
from crawler.dates import instant
from crawler.language import language
from crawler.links import links
from crawler.markup import read as read_markup
from crawler.published import Published, published
from crawler.titles import title
from crawler.urls import preferred
from storage.records import Article, FoundBy, Link, Verdict
from topics.model import Window

WANTED = ("fr", "en")
PAGE_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain")
FEWEST_WORDS = 40  # an article's text; a paywalled stub may be shorter
FEWEST_WORDS_STUB = 10


@dataclass(frozen=True, slots=True)
class Page:
    """A page as received, with what the list that named it says of it."""

    url: str
    body: bytes
    content_type: str = ""
    found_by: FoundBy = "warc"
    hints: Hints = NO_HINTS


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page says, wanted or not."""

    url: str
    title: str
    authors: tuple[str, ...]
    published: Published | None
    paragraphs: tuple[str, ...]
    links: tuple[Link, ...]
    lang: str
    paywalled: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a page."""

    verdict: Verdict
    article: Article | None = None
    detail: str = ""


def extract(page: Page, now: datetime) -> Extraction | None:
    """All that can be told of a page; `None` where it holds no HTML."""
    markup = read_markup(page.body, page.content_type)
    if markup is None:
        return None
    declared = (markup.tree.get("lang") or "", page.hints.language)
    name = title(markup, page.url, page.hints.title)
    people = authors(markup, page.url)
    found = body(markup, name, people)
    return Extraction(
        url=preferred(page.url, markup.links.get("canonical", "")),
        title=name,
        authors=people,
        published=published(markup, page.url, page.hints, page.found_by, now),
        paragraphs=found.paragraphs,
        links=links(found.anchors, found.paragraphs, page.url),
        lang=language("\n".join([name, *found.paragraphs]), *declared),
        paywalled=found.walled or said_closed(markup),
    )


def read(page: Page, window: Window, now: datetime | None = None) -> Reading:
    """The article of a page, where it is one that the topic can want; nothing is after `now`."""
    kind = page.content_type.partition(";")[0].strip().lower()
    if kind and kind not in PAGE_TYPES:
        return Reading("too_short", detail=kind)
    found = extract(page, _as_of(page, now or datetime.now(UTC)))
    if found is None:
        return Reading("too_short", detail="no HTML")
    words = sum(len(paragraph.split()) for paragraph in found.paragraphs)
    if words < (FEWEST_WORDS_STUB if found.paywalled else FEWEST_WORDS) or not found.title:
        return Reading("too_short", detail=f"{words} words")
    if found.lang not in WANTED:
        return Reading("language", detail=found.lang)
    day = found.published.when[:10] if found.published else ""
    if not window.holds(day):
        return Reading("off_window", detail=day)
    return Reading("paywall" if found.paywalled else "fetched", _article(found))


def _as_of(page: Page, now: datetime) -> datetime:
    """The last moment that a page can tell of: an archive's copy none after it was made."""
    copied = page.found_by == "wayback" and page.hints.modified
    return min(now, instant(page.hints.modified)) if copied else now


def _article(found: Extraction) -> Article:
    date = found.published
    return Article(
        url=found.url,
        lang=found.lang,
        title=found.title,
        text="\n".join(found.paragraphs),
        authors=found.authors,
        published=date.when if date else None,
        published_from=date.origin if date else None,
        published_confidence=date.confidence if date else 0.0,
        access="paywall" if found.paywalled else "open",
        extractor=extractor(),
        links=found.links,
    )
