"""When an article was published: who says so, and how far it can be believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from urllib.parse import urlsplit

from htmldate import find_date
from lxml import etree, html

from crawler.addresses import Hints
from crawler.dates import instant, moment, written_day
from crawler.lists import terms, words_of
from crawler.markup import Markup, Node
from storage.records import DateOrigin, FoundBy

# About the share of real pages on which each origin gave the right day.
CONFIDENCE: dict[DateOrigin, float] = {
    **{"url": 0.98, "json-ld": 0.95, "meta": 0.95, "feed": 0.95, "sitemap": 0.95},
    **{"time": 0.85, "text": 0.7},
}
AGREED = 0.99  # where the address names the same day
ANYWHERE = timedelta(hours=26)  # from the noon of a day, what can be that day in some zone
NEAR = 60  # elements after a heading
LONGEST = 120  # characters of a text beside the heading that gives a date and little else
SHORT = 45  # the same anywhere on the page
_URL_DAY = (
    re.compile(r"/((?:19|20)\d\d)([/-])(\d\d?)\2(\d\d?)(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)()([01]\d)([0-3]\d)(?!\d)"),
)
_MARKED = etree.XPath('//*[contains(@itemprop, "datePublished")]')
_TIMES_BELOW = etree.XPath("//h1/following::time/@datetime")
_UNLINKED = etree.XPath("//body//text()[not(ancestor::a or ancestor::script or ancestor::style)]")
_TIMES = etree.XPath("//time/@datetime")
Candidate = tuple[str, DateOrigin]


@dataclass(frozen=True, slots=True)
class Published:
    """A day or a moment, with its origin and a confidence."""

    when: str
    origin: DateOrigin
    confidence: float


def published(
    markup: Markup, url: str, hints: Hints, found_by: FoundBy, now: datetime
) -> Published | None:
    """What the first trustworthy place says; the address decides where places disagree."""
    said = _dated(_stated(markup, hints, found_by), now)
    day = _day_in(url, now) or _day_in(markup.links.get("canonical", ""), now)
    if day and (found := _on(day, said)):
        return found
    if said and not day:
        return _local(said[0], said, markup, now)
    said += _dated(_shown(markup), now)
    if day:
        return _on(day, said) or Published(day, "url", CONFIDENCE["url"])
    return said[0] if said else _in_text(markup.tree, url, now)


def _dated(said: Iterator[Candidate], now: datetime) -> list[Published]:
    return [
        Published(when, origin, CONFIDENCE[origin])
        for text, origin in said
        if (when := moment(text, now))
    ]


def _on(day: str, said: list[Published]) -> Published | None:
    """The date that fits the day in the address: on it, or on it somewhere in the world."""
    same = [date for date in said if date.when[:10] == day]
    near = [
        date
        for date in said
        if "T" in date.when and abs(instant(date.when) - instant(day + "T12:00Z")) <= ANYWHERE
    ]
    if same or near:
        return replace((same or near)[0], confidence=AGREED)
    return None


def _local(first: Published, said: list[Published], markup: Markup, now: datetime) -> Published:
    """The same moment in the zone of the newsroom, where a place gives it: its day is the one."""
    if not first.when.endswith("+00:00"):
        return first
    places = chain(said, _dated(_times(markup.tree), now))
    same = (date for date in places if "T" in date.when and not date.when.endswith("+00:00"))
    moments = (date for date in same if instant(date.when) == instant(first.when))
    return replace(first, when=next(moments, first).when)


def _stated(markup: Markup, hints: Hints, found_by: FoundBy) -> Iterator[Candidate]:
    """What is said to programs, the most trustworthy first."""
    yield from _json_ld(markup.articles(), "datePublished")
    yield from ((text, "meta") for text in markup.meta(*terms("published", "published")))
    if found_by in ("feed", "sitemap") and hints.published:
        yield hints.published, found_by
    yield from _json_ld(markup.nodes, "datePublished")


def _shown(markup: Markup) -> Iterator[Candidate]:
    """What is shown to readers, and the time of making or changing where there is no other."""
    marked, times = _marked(markup.tree), _times(markup.tree)
    yield from marked
    yield from ((text, "text") for text in _beside_heading(markup.tree))
    yield from times
    yield from _json_ld(markup.articles(), "dateCreated")
    yield from _json_ld(markup.articles(), "dateModified")


def _json_ld(nodes: Iterable[Node], key: str) -> Iterator[Candidate]:
    for node in nodes:
        if isinstance(text := node.get(key), str):
            yield text, "json-ld"


def _marked(tree: html.HtmlElement) -> Iterator[Candidate]:
    """Dates in elements that are marked as such."""
    for element in _MARKED(tree):
        text = element.get("content") or element.get("datetime") or element.text_content()
        yield text, "time"


def _times(tree: html.HtmlElement) -> Iterator[Candidate]:
    """The times of the page, those after a heading first."""
    for text in (*_TIMES_BELOW(tree), *_TIMES(tree)):
        yield text, "time"


def _beside_heading(tree: html.HtmlElement) -> Iterator[str]:
    """Days with the name of their month, in short texts that soon follow a heading."""
    left = 0
    for element in tree.iter():
        left = NEAR if element.tag == "h1" else left - 1
        if left < 0 or element.tag in ("script", "style"):
            continue
        for text in (element.text if element.tag != "h1" else "", element.tail):
            if (
                text
                and len(text) <= LONGEST
                and (day := written_day(text))
                and not _other().search(text)
            ):
                yield day


def _day_in(url: str, now: datetime) -> str | None:
    """`/2023/07/14/` and the like in an address."""
    for pattern in _URL_DAY:
        if match := pattern.search(urlsplit(url).path):
            year, _, month, day = match.groups()
            if when := moment(f"{year}-{month:0>2}-{day:0>2}", now):
                return when
    return None


def _in_text(tree: html.HtmlElement, url: str, now: datetime) -> Published | None:
    """A day that stands by itself on the page, at best not that of a change, else htmldate's."""
    alone = [text for text in _UNLINKED(tree) if len(text) <= SHORT and written_day(text)]
    alone.sort(key=lambda text: bool(_other().search(text)))
    days = (moment(written_day(text), now) for text in alone)
    when = next(filter(None, days), None) or moment(_found(tree, url, now), now)
    return Published(when, "text", CONFIDENCE["text"]) if when else None


def _found(tree: html.HtmlElement, url: str, now: datetime) -> str:
    """The extensive search would load every language that there is, and guess."""
    try:
        day = find_date(
            tree,
            url=url,
            extensive_search=False,
            original_date=True,
            max_date=now.date().isoformat(),
            deferred_url_extractor=True,
        )
    except (ValueError, OverflowError):
        return ""
    return day or ""


@cache
def _other() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words_of('published', 'other')})", re.IGNORECASE)
