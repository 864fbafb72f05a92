"""The one spider: reads the lists of each source and has the articles they name read."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.addresses import BusyError, Found, Hints, Listing, More, Notice, UnreadableError
from crawler.dates import later
from crawler.keeper import Keeper
from crawler.page import Page, read
from crawler.problems import verdict
from crawler.readers import Readers, UnreadablePageError
from crawler.reservations import RIGHTS
from crawler.routes import Visit, after, again, article, instead
from crawler.settings import FOR_LISTS
from crawler.spiders import addresses
from storage.records import Fetch, Verdict
from storage.store import now
from topics.model import Window

GONE = (404, 410)
LISTS = 1000  # of one source in one crawl, so that no maze of sitemaps holds it


class PressSpider(Spider):
    name = "press"

    def __init__(
        self,
        visits: Iterable[Visit],
        window: Window,
        source_of: Callable[[str], str],
        known: dict[str, str],
        keeper: Keeper,
        readers: Readers,
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.visits, self.window, self.known = visits, window, known
        self.keeper, self.readers, self.source_of = keeper, readers, source_of
        self.hints: dict[str, Hints] = {}
        self.asked: set[str] = set()
        self.lists: dict[str, int] = {}

    async def start(self) -> AsyncIterator[Request]:
        for visit in self.visits:
            listed = visit.kind == "urls"
            for request in (
                self._ask(Found(visit.url), visit) if listed else self._ask_for_list(visit)
            ):
                yield request

    def _ask_for_list(self, visit: Visit) -> Iterator[Request]:
        """A request for a list not asked for yet; lists come before articles."""
        key = f"{visit.kind} {visit.url} {visit.tries}"
        count = self.lists[visit.source] = self.lists.get(visit.source, 0) + 1
        if key in self.asked or count > LISTS:
            return
        self.asked.add(key)
        yield Request(
            visit.url,
            self.read_list,
            errback=self.lose,
            cb_kwargs={"visit": visit},
            meta=FOR_LISTS,
            priority=1,
            dont_filter=True,
        )

    async def read_list(self, response: Response, visit: Visit) -> AsyncIterator[Request]:
        listing = Listing(
            visit.kind,
            response.url,
            response.body,
            _type(response),
            self.window,
            visit.section,
            visit.replay,
        )
        try:
            found = await self.readers.run(addresses, listing)
        except Exception as error:  # a list that no library was ready for must not end the crawl
            for request in self._try_on(visit, error, response):
                yield request
            return
        count = sum(isinstance(item, Found) for item in found)
        self.keeper.add(self._fetch(visit, "listed", response, f"{count} addresses"))
        for item in found:
            for request in self._follow(item, visit):
                yield request

    def _follow(self, item: Found | More | Notice, visit: Visit) -> Iterator[Request]:
        if isinstance(item, Found):
            yield from self._ask(item, visit)
        elif isinstance(item, Notice):
            self.keeper.failures.append(f"{visit.source}: {visit.url}: {item.words}")
        elif following := after(item, visit):
            yield from self._ask_for_list(following)

    def _try_on(self, visit: Visit, error: Exception, response: Response) -> Iterator[Request]:
        """Ask a busy service again, and the home page for what is to be read in place of a feed."""
        if isinstance(error, BusyError) and (later := again(visit)):
            yield from self._ask_for_list(later)
            return
        self.keeper.add(self._fetch(visit, "failed", response, _words(error) + _rotten(visit)))
        if home := instead(visit):
            yield from self._ask_for_list(home)

    def _ask(self, found: Found, visit: Visit) -> Iterator[Request]:
        """A request for an article that is new, or that its source says has changed."""
        hints = self.hints.get(found.url, found.hints).or_else(found.hints)
        self.hints[found.url] = hints
        if found.url in self.asked or not self._is_new(found.url, hints):
            return
        self.asked.add(found.url)
        visit = article(found, visit, visit.source or self.source_of(found.url))
        if day := self._off_window(hints):
            self.keeper.add(self._fetch(visit, "off_window", detail=f"{day} in the {visit.kind}"))
            return
        yield Request(
            found.at or found.url,
            self.read_page,
            errback=self.lose,
            cb_kwargs={"visit": visit},
            dont_filter=True,
        )

    def _is_new(self, url: str, hints: Hints) -> bool:
        stored = self.known.get(url)
        return stored is None or bool(hints.modified and later(hints.modified, stored))

    def _off_window(self, hints: Hints) -> str:
        """The day that puts an article outside the window, where its hints tell one."""
        if hints.published and not self.window.holds(hints.published[:10]):
            return hints.published[:10]
        if hints.modified and hints.modified[:10] < self.window.start.isoformat():
            return hints.modified[:10]
        return ""

    async def read_page(self, response: Response, visit: Visit) -> None:
        url = visit.url if visit.at else response.url
        page = Page(url, response.body, _type(response), visit.found_by, self.hints[visit.url])
        try:
            reading = await self.readers.run(read, page, self.window)
        except Exception as error:  # a page that no library was ready for must not end the crawl
            self.keeper.add(self._fetch(visit, "failed", response, _words(error)))
            return
        fetch = self._fetch(visit, reading.verdict, response, reading.detail)
        self.keeper.add(replace(fetch, article=reading.article))

    def lose(self, failure: Failure) -> Iterator[Request]:
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        outcome, status, words = verdict(failure.value)
        gone = instead(visit) if status in GONE else None
        words += _rotten(visit) if gone else ""
        self.keeper.add(replace(self._fetch(visit, outcome, detail=words), status=status))
        if gone:
            yield from self._ask_for_list(gone)

    def _fetch(
        self, visit: Visit, outcome: Verdict, response: Response | None = None, detail: str = ""
    ) -> Fetch:
        hints = self.hints.get(visit.url)
        rights = response.meta.get(RIGHTS, "") if response else ""
        return Fetch(
            url=visit.url,
            source_id=visit.source,
            found_by=visit.found_by,
            verdict=outcome,
            fetched_at=now(),
            status=response.status if response else None,
            detail="; ".join(filter(None, (detail, rights))),
            modified=hints.modified if hints else "",
            sha256=hashlib.sha256(response.body).hexdigest() if response else "",
        )


def _rotten(visit: Visit) -> str:
    return "; the address has rotted, the home page is asked for another" if instead(visit) else ""


def _words(error: Exception) -> str:
    if isinstance(error, UnreadableError | UnreadablePageError):
        return str(error)
    return f"cannot be read: {type(error).__name__}: {error}"[:200]


def _type(response: Response) -> str:
    return (response.headers.get("Content-Type") or b"").decode("latin-1")
