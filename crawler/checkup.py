"""The visit to one source: robots.txt of its hosts, its home page, its lists, one article."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from scrapy.http import Response

from crawler.addresses import Found, Item, Kind, Listing, More, UnreadableError
from crawler.check import Checked, SourceCheck, What
from crawler.health import allowed, arrived, failed, judged, patience
from crawler.readers import Readers, UnreadablePageError
from crawler.robots import PATH, Rules
from crawler.routes import Visit
from crawler.spiders import addresses
from crawler.urls import canonical
from topics.model import Section, Source, Window

KINDS: dict[What, Kind] = {
    "home": "home",
    "feed": "feed",
    "sitemap": "sitemap",
    "section": "section",
    "article": "urls",
}
DEPTH = 2  # of indexes of indexes
LOOKED_AT = 20  # items of a list that are held against robots.txt
ENOUGH = 10  # addresses offered


@dataclass(frozen=True)
class Ways:
    """How a checkup asks: each raises what a request in a crawl would."""

    get: Callable[[Visit], Awaitable[Response]]
    rules: Callable[[Visit], Awaitable[Rules]]
    readers: Readers


@dataclass(frozen=True)
class Stop:
    """An address to look at."""

    what: What
    url: str
    section: Section | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


class Checkup:
    """Gathers what is found, so that a visit that is cut short still tells what it saw."""

    def __init__(self, source: Source, ways: Ways) -> None:
        self._source, self._ways = source, ways
        self._stops = tuple(_stops(source))
        self._rules: dict[str, Rules] = {}
        self._named: list[str] = []
        self._article = ""
        self._checked: list[Checked] = []

    async def run(self) -> None:
        """Look at all addresses, one after the other."""
        for stop in self._stops:
            self._checked.append(await self._look(stop))
        if self._article:
            self._checked.append(await self._look(Stop("article", self._article)))

    def result(self, seconds: float) -> SourceCheck:
        """What was found, and what could not be looked at within these seconds."""
        late = f"the time was over after {seconds:g} seconds"
        missed = (
            Checked(stop.what, stop.url, "missed", detail=late)
            for stop in self._stops[len(self._checked) :]
        )
        checked = (*self._checked, *missed)
        well = all(one.state == "works" for one in checked)
        listed = {stop.url for stop in self._stops}
        offers = [url for url in dict.fromkeys(self._named) if not well and url not in listed]
        return SourceCheck(self._source.id, well, checked, tuple(offers[:ENOUGH]))

    async def _look(self, stop: Stop) -> Checked:
        try:
            return await self._ask(stop)
        except Exception as error:  # one address that breaks must not stop the others
            return failed(stop.what, stop.url, error)

    async def _ask(self, stop: Stop) -> Checked:
        if stop.what == "robots.txt":
            return await self._robots(stop)
        rules = self._rules.get(stop.host)
        if rules and rules.problem:  # told once with robots.txt
            return Checked(stop.what, stop.url, "unreachable", detail=rules.problem)
        response = await self._ways.get(self._visit(stop.url, KINDS[stop.what]))
        at = arrived(stop.what, stop.url, response)
        if at.state == "works" and stop.what == "home":
            await self._announced(response)
        elif at.state == "works" and stop.what != "article":
            return await self._list(at, response, stop.section)
        return at

    async def _robots(self, stop: Stop) -> Checked:
        rules = await self._ways.rules(self._visit(stop.url, "home"))
        self._rules[stop.host] = rules
        self._named += filter(None, map(canonical, rules.parser.sitemaps))
        return allowed(stop.url, rules)

    async def _announced(self, response: Response) -> None:
        """Keep the feeds that a home page announces; it need not announce any."""
        with suppress(UnreadableError, UnreadablePageError):
            found = await self._read("home", response, Window(start=date.min))
            self._named[:0] = [item.url for item in found if isinstance(item, More)]

    async def _list(self, at: Checked, response: Response, section: Section | None) -> Checked:
        now = datetime.now(UTC)
        old = patience(self._source, at.what)
        window = Window(start=(now - old).date())
        found = await self._read(KINDS[at.what], response, window, section)
        items = [item for item in found if isinstance(item, Found)]
        if at.what == "sitemap":
            items += await self._below(found, window, DEPTH)
        free = [item.url for item in items[:LOOKED_AT] if not self._forbidden(item.url)]
        self._article = self._article or next(iter(free), "")
        return judged(at, items, bool(free), old, now)

    def _forbidden(self, url: str) -> str:
        rules = self._rules.get(urlsplit(url).netloc)
        return rules.forbid(url) if rules else ""

    async def _below(self, found: list[Item], window: Window, depth: int) -> list[Found]:
        """The articles in the first and the last sitemap of an index."""
        lists = list(dict.fromkeys(item.url for item in found if isinstance(item, More)))
        items: list[Found] = []
        for url in lists[:1] + lists[1:][-1:]:
            inner = await self._inner(url, window)
            items += [item for item in inner if isinstance(item, Found)]
            if depth > 1:
                items += await self._below(inner, window, depth - 1)
        return items

    async def _inner(self, url: str, window: Window) -> list[Item]:
        try:
            response = await self._ways.get(self._visit(url, "sitemap"))
            arrived("sitemap", url, response)
            return await self._read("sitemap", response, window)
        except Exception as error:
            raise UnreadableError(f"{failed('sitemap', url, error).detail}: {url}") from None

    async def _read(
        self, kind: Kind, response: Response, window: Window, section: Section | None = None
    ) -> list[Item]:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        listing = Listing(kind, response.url, response.body, content_type, window, section)
        return await self._ways.readers.run(addresses, listing)

    def _visit(self, url: str, kind: Kind) -> Visit:
        return Visit(url, self._source.id, "source", kind)


def _stops(source: Source) -> Iterator[Stop]:
    home = canonical(str(source.home))
    lists = [
        *(Stop("feed", canonical(str(url))) for url in source.feeds),
        *(Stop("sitemap", canonical(str(url))) for url in source.sitemaps),
        *(Stop("section", canonical(str(one.url)), one) for one in source.sections),
    ]
    for origin in dict.fromkeys(_origin(url) for url in (home, *(stop.url for stop in lists))):
        yield Stop("robots.txt", origin + PATH)
    yield Stop("home", home)
    yield from lists


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
