"""The ways to the articles: with which requests a crawl begins, and where each list leads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from crawler.addresses import ANY, Found, Kind, More, Replay, Wanted
from crawler.dates import instant
from crawler.periods import iso, parts, query
from crawler.queries import gdelt_queries, wanted
from crawler.services import Services, load
from crawler.spiders import gdelt, wayback
from crawler.urls import canonical
from storage.records import FoundBy
from topics import Topic
from topics.model import Section, Source, Way, Window

TRIES = 3  # of a list whose service is busy
WAYS: dict[Kind, FoundBy] = {
    "feed": "feed",
    "home": "feed",
    "sitemap": "sitemap",
    "section": "section",
    "gdelt": "gdelt",
    "wayback": "wayback",
    "urls": "urls",
}
DATED: tuple[Kind, ...] = ("gdelt",)  # their lists are of some days, and no longer change then
GRACE = timedelta(days=3)  # after which a service has read the articles of a day
OF_MANY: tuple[Kind, ...] = ("gdelt", "urls")  # their lists name articles of many outlets


@dataclass(frozen=True, slots=True)
class Visit:
    """A request under way: which address, for whom, and how it was found.

    `source` is empty where the address's own site tells it.
    """

    url: str
    source: str
    found_by: FoundBy
    kind: Kind
    section: Section | None = None
    page: int = 1  # of a section
    at: str = ""  # where a copy is fetched, where that is not `url`
    home: str = ""  # where to ask for another feed when this one is gone
    replay: Replay | None = None
    tries: int = 1
    parent: tuple[str, str] = ("", "")  # kind and address of the list that names this one


@dataclass(frozen=True, slots=True)
class Routes:
    """Which ways are gone; without any, the lists that the sources name.

    `first` and `last` narrow the topic's window; `common_crawl` holds months, `YYYY-MM`. `kinds`
    are those of the lists to read: all of them where no way is named.
    """

    gdelt: bool = False
    wayback: bool = False
    common_crawl: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    listed_only: bool = False  # leave addresses of sites that no source has
    services: Services | None = None
    kinds: tuple[Kind, ...] | None = None
    revisits: bool = True  # ask again for articles whose time to be looked at has come

    @property
    def lists(self) -> bool:
        """Whether the sources' own lists are read."""
        named = self.gdelt or self.wayback or self.common_crawl or self.urls
        return not named if self.kinds is None else True

    @property
    def asks(self) -> bool:
        """Whether pages are asked for one by one by a way that is named."""
        return self.gdelt or self.wayback or bool(self.urls)

    def known(self) -> Services:
        return self.services or load()

    def addresses(self) -> tuple[str, ...]:
        """What is asked for beside the sources: services, and articles that were listed by hand."""
        known = self.known()
        services = (
            (self.gdelt, known.gdelt.api),
            (self.wayback, known.wayback.index),
            (self.wayback, known.wayback.captures),
            (self.common_crawl, known.common_crawl.files),
        )
        return (*self.urls, *(str(address) for way, address in services if way))

    def names(self) -> dict[str, tuple[str, str]]:
        """The name and home page of each service that is not a source's own, by its id."""
        known = self.known()
        used = {
            "gdelt": ("GDELT", str(known.gdelt.api), self.gdelt),
            "common-crawl": ("Common Crawl", str(known.common_crawl.files), self.common_crawl),
        }
        return {key: (name, home) for key, (name, home, way) in used.items() if way}

    def window(self, topic: Topic) -> Window:
        """The topic's window, as far as these days go."""
        whole = topic.settings.window
        starts = [day for day in (whole.start, self.first) if day]
        ends = [day for day in (whole.end, self.last) if day]
        return Window(start=max(starts), end=min(ends, default=None))


def visits(
    sources: Iterable[Source],
    routes: Routes,
    topic: Topic,
    lost: Iterable[tuple[str, str]] = (),
) -> Iterator[Visit]:
    """The first requests: articles that are listed by hand, then lists, source by source.

    `lost` are addresses that are gone, with their sources: archives may hold them.
    """
    for url in routes.urls:
        yield Visit(url, "", "urls", "urls")
    window = routes.window(topic)
    if routes.gdelt:
        yield from _gdelt(routes.known(), window, topic)
    if routes.wayback:
        yield from _wayback(sources, lost, routes.known(), window, wanted(topic))
    if routes.lists:
        for source in sources:
            read = _lists(source)
            yield from (v for v in read if routes.kinds is None or v.kind in routes.kinds)


def after(more: More, visit: Visit) -> Visit | None:
    """The visit of a list that another names; `None` past a section's last page."""
    page = visit.page + 1
    if visit.section and page > visit.section.pages:
        return None
    kind = more.kind or visit.kind
    return replace(
        visit, url=more.url, kind=kind, found_by=WAYS[visit.kind], page=page, home="", tries=1
    )


def again(visit: Visit) -> Visit | None:
    """The visit once more, of a service that was busy; `None` after the last try."""
    return replace(visit, tries=visit.tries + 1) if visit.tries < TRIES else None


def instead(visit: Visit) -> Visit | None:
    """The home page, to be asked for the feeds in place of a listed one that is gone."""
    if not visit.home or visit.kind != "feed":
        return None
    return Visit(visit.home, visit.source, "source", "home")


def is_past(visit: Visit, checked_at: str) -> bool:
    """Whether all days of a dated list were over when it was read."""
    end = query(visit.url).get("enddatetime", "") if visit.kind in DATED else ""
    return bool(end and checked_at) and instant(iso(end)) + GRACE < instant(checked_at)


def outlet(visit: Visit) -> str:
    """The source of all that a list names; nothing where each address's own site tells it."""
    return "" if visit.kind in OF_MANY else visit.source


def article(found: Found, visit: Visit, source: str) -> Visit:
    """The visit of an article that a list names; its copy may be elsewhere."""
    way = WAYS[visit.kind]
    return Visit(found.url, source, way, visit.kind, at=found.at)


def routes_of(ways: Collection[Way]) -> Routes:
    """The routes of a table of the schedule."""
    kinds: dict[Way, Kind] = {"feeds": "feed", "sitemaps": "sitemap", "sections": "section"}
    return Routes(
        gdelt="gdelt" in ways,
        wayback="wayback" in ways,
        kinds=tuple(kind for way, kind in kinds.items() if way in ways),
        revisits="revisits" in ways,
    )


def _lists(source: Source) -> Iterator[Visit]:
    home = canonical(str(source.home))
    for url in source.feeds:
        yield Visit(canonical(str(url)), source.id, "source", "feed", home=home)
    for url in source.sitemaps:
        yield Visit(canonical(str(url)), source.id, "source", "sitemap")
    for section in source.sections:
        yield Visit(canonical(str(section.url)), source.id, "source", "section", section)


def _gdelt(services: Services, window: Window, topic: Topic) -> Iterator[Visit]:
    queries = gdelt_queries(topic)
    for first, last in parts(*_days(window), datetime.now(UTC).date()):
        for words in queries:
            url = gdelt.url(str(services.gdelt.api), words, first, last)
            yield Visit(url, "gdelt", "source", "gdelt")


def _wayback(
    sources: Iterable[Source],
    lost: Iterable[tuple[str, str]],
    services: Services,
    window: Window,
    wanted: Wanted,
) -> Iterator[Visit]:
    """One list of captures for each page that is gone, and one for each source's site."""
    index, captures = str(services.wayback.index), str(services.wayback.captures)
    for page, source_id in lost:
        url = wayback.of_page(index, page, window.start)
        yield Visit(url, source_id, "source", "wayback", replay=Replay(captures, ANY))
    for source in sources:
        url = wayback.url(index, str(source.home), *_days(window))
        yield Visit(url, source.id, "source", "wayback", replay=Replay(captures, wanted))


def _days(window: Window) -> tuple[date, date]:
    return window.start, window.end or datetime.now(UTC).date()
