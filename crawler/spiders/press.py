"""The one spider: reads the lists of each source and has the articles they name read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from scrapy import Request, Spider, signals
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.addresses import (
    BusyError,
    Found,
    Hints,
    Item,
    Kind,
    Listing,
    More,
    Notice,
    UnreadableError,
)
from crawler.answers import UNCHANGED, conditions, content_type, digest, exchange, fetch
from crawler.keeper import Keeper
from crawler.ledger import Ledger
from crawler.page import Page, Reading, read
from crawler.pauses import Paused
from crawler.problems import verdict
from crawler.readers import Readers, UnreadablePageError
from crawler.routes import DATED, WAYS, Visit, after, again, article, instead
from crawler.settings import FOR_LISTS
from crawler.spiders import addresses
from crawler.wanted import hinted, off_window
from storage.records import Address, Discovery, Fetch, FoundBy, Listed
from storage.revisits import GONE
from storage.store import now

LISTS = 1000  # of one source in one crawl, so that no maze of sitemaps holds it
QUEUE = 2000  # articles asked for at a time; others wait in the database, not in memory
FIRST = 200  # pending articles that go before the lists; a feed must be read before it forgets
ANSWERS = {"handle_httpstatus_list": [UNCHANGED]}


class PressSpider(Spider):
    name = "press"

    def __init__(
        self,
        visits: Iterable[Visit],
        ledger: Ledger,
        keeper: Keeper,
        readers: Readers,
        paused: Paused,
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.paused = paused
        self.visits, self.ledger, self.keeper, self.readers = visits, ledger, keeper, readers
        self.asked: set[str] = set()
        self.hints: dict[str, Hints] = {}  # of the articles that are asked for now
        self.lists: dict[str, int] = {}
        self.reading = 0  # lists that are asked for now
        self.overflow = False  # whether the queue had no room for something found

    async def start(self) -> AsyncIterator[Request]:
        """What earlier crawls left, the lists, then what they name beyond the queue."""
        due = self.ledger.due()
        for request in self._resume(due[:FIRST], priority=2):
            yield request
        for visit in self.visits:
            for request in self._begin(visit):
                yield request
        due = due[FIRST:]
        while due or self.overflow or self.reading:
            await self._room()
            due = due or self._left()
            for request in self._resume(due[:FIRST]):
                yield request
            due = due[FIRST:]

    async def _room(self) -> None:
        """Wait until what is asked for next will not wait long."""
        await self.crawler.signals.wait_for(signals.scheduler_empty)
        while len(self.hints) > QUEUE - FIRST:
            await self.crawler.signals.wait_for(signals.scheduler_empty)

    def _left(self) -> list[str]:
        """What this crawl found and had no room for in its queue."""
        if not self.overflow:
            return []
        self.overflow = False
        self.keeper.flush()
        return [url for url in self.ledger.due() if url not in self.asked]

    def _resume(self, urls: Sequence[str], priority: int = 0) -> Iterator[Request]:
        wanted = [url for url in urls if url not in self.asked]
        self.asked.update(wanted)
        for visit, hints, known in self.ledger.visits(wanted):
            if not self.paused.why(visit):
                yield self._ask(visit, hints, known, priority)

    def _begin(self, visit: Visit) -> Iterator[Request]:
        if visit.kind != "urls":
            yield from self._ask_for_list(visit)
            return
        found = self.ledger.discoveries([Found(visit.url)], visit)
        self.ledger.keep([discovered for discovered, _ in found.values()])
        yield from self._offer(found, visit)

    def _ask_for_list(self, visit: Visit) -> Iterator[Request]:
        """A request for a list not asked for yet; lists come before articles."""
        key = f"{visit.kind} {visit.url} {visit.tries}"
        count = self.lists[visit.source] = self.lists.get(visit.source, 0) + 1
        beyond = count > LISTS and visit.kind not in DATED
        if key in self.asked or beyond or self.paused.why(visit):
            return
        self.asked.add(key)
        held = self.ledger.version(visit)
        if self.ledger.is_over(visit):
            following = [More(url, cast(Kind, kind)) for kind, url in held.children]
            yield from self._ask_for_lists(self._following(following, visit))
            return
        self.reading += 1
        yield Request(
            visit.url,
            self.read_list,
            errback=self.lose_list,
            headers=conditions(held.etag, held.last_modified),
            cb_kwargs={"visit": visit},
            meta={**FOR_LISTS, **ANSWERS},
            priority=1,
            dont_filter=True,
        )

    async def read_list(self, response: Response, visit: Visit) -> AsyncIterator[Request]:
        try:
            held = self.ledger.version(visit)
            if response.status == UNCHANGED or held.sha256 == digest(response):
                self.keeper.add(self._listed(visit, fetch(visit, "unchanged", response)))
                following = [More(url, cast(Kind, kind)) for kind, url in held.children]
                requests = self._ask_for_lists(self._following(following, visit))
            else:
                requests = await self._read_list(response, visit)
        finally:
            self.reading -= 1
        for request in requests:
            yield request

    async def _read_list(self, response: Response, visit: Visit) -> Iterator[Request]:
        listing = Listing(
            visit.kind,
            response.url,
            response.body,
            content_type(response),
            self.ledger.window,
            visit.section,
            visit.replay,
        )
        try:
            items = await self.readers.run(addresses, listing)
        except Exception as error:  # a list that no library was ready for must not end the crawl
            return self._try_on(visit, error, response)
        return self._follow(items, visit, response)

    def _follow(self, items: list[Item], visit: Visit, response: Response) -> Iterator[Request]:
        """Keep a list with all that it names in one piece, then ask for that."""
        self.keeper.flush()  # what a list before this one named counts as known
        following = self._following([item for item in items if isinstance(item, More)], visit)
        found = self.ledger.discoveries([i for i in items if isinstance(i, Found)], visit)
        for item in items:
            if isinstance(item, Notice):
                self.keeper.failures.append(f"{visit.source}: {visit.url}: {item.words}")
        count = sum(isinstance(item, Found) for item in items)
        row = fetch(visit, "listed", response, f"{count} addresses")
        discoveries = tuple(discovered for discovered, _ in found.values())
        self.keeper.add(self._listed(visit, row, following, discoveries))
        yield from self._offer(found, visit)
        yield from self._ask_for_lists(following)

    def _following(self, more: Iterable[More], visit: Visit) -> list[Visit]:
        visits = [after(item, visit) for item in more]
        return [replace(v, parent=(visit.kind, visit.url)) for v in visits if v]

    def _ask_for_lists(self, visits: Iterable[Visit]) -> Iterator[Request]:
        for visit in visits:
            yield from self._ask_for_list(visit)

    def _listed(
        self,
        visit: Visit,
        row: Fetch,
        following: Sequence[Visit] | None = None,
        discoveries: tuple[Discovery, ...] = (),
    ) -> Fetch:
        """The row of a list; with `following`, its version is kept until it changes."""
        children = None
        if following is not None and self.ledger.is_whole(visit):
            children = tuple((each.kind, each.url) for each in following)
        return replace(row, listed=Listed(visit.kind, visit.parent, children, discoveries))

    def _try_on(self, visit: Visit, error: Exception, response: Response) -> Iterator[Request]:
        """Ask a busy service again, and the home page for what is to be read in place of a feed."""
        if isinstance(error, BusyError) and (later := again(visit)):
            yield from self._ask_for_list(later)
            return
        row = fetch(visit, "failed", response, _words(error) + _rotten(visit))
        self.keeper.add(self._listed(visit, row))
        if home := instead(visit):
            yield from self._ask_for_list(home)

    def lose_list(self, failure: Failure) -> Iterator[Request]:
        self.reading -= 1
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        outcome, status, words = verdict(failure.value)
        gone = instead(visit) if status in GONE else None
        words += _rotten(visit) if gone else ""
        row = replace(fetch(visit, outcome, detail=words), status=status)
        self.keeper.add(self._listed(visit, row))
        if gone:
            yield from self._ask_for_list(gone)

    def _offer(
        self, found: dict[str, tuple[Discovery, Address | None]], visit: Visit
    ) -> Iterator[Request]:
        """Requests for articles that are new, or that their source says have changed."""
        for url, (discovered, known) in found.items():
            hints = hinted(discovered.hints)
            if url in self.hints:
                self.hints[url] = hints
            if url in self.asked or not discovered.due or off_window(hints, self.ledger.window):
                continue
            if not self.ledger.takes(url):
                continue  # it waits in the database for the machine that it falls to
            if len(self.hints) >= QUEUE:
                self.overflow = True
                return
            self.asked.add(url)
            wanted = article(Found(url, at=discovered.at), visit, discovered.source_id)
            if not self.paused.why(wanted):
                yield self._ask(wanted, hints, known)

    def _ask(self, visit: Visit, hints: Hints, known: Address | None, priority: int = 0) -> Request:
        self.hints[visit.url] = hints
        return Request(
            visit.at or visit.url,
            self.read_page,
            errback=self.lose,
            headers=conditions(known.etag, known.last_modified) if known else {},
            cb_kwargs={"visit": visit},
            meta=ANSWERS,
            priority=priority,
            dont_filter=True,
        )

    async def read_page(self, response: Response, visit: Visit) -> None:
        moment, hints, kind = now(), self.hints[visit.url], _read_as(visit)
        url = visit.url if visit.at else response.url
        page = Page(url, response.body, content_type(response), kind, hints)
        if response.status == UNCHANGED:
            reading = Reading("unchanged")
        else:
            reading = await self._reading(page, moment)
        hints = self.hints.pop(visit.url)
        row = fetch(visit, reading.verdict, response, reading.detail, hints.modified, moment)
        answer = exchange(response, row, kind, page.hints)
        self.keeper.add(replace(row, article=reading.article), answer)

    async def _reading(self, page: Page, moment: str) -> Reading:
        try:
            as_of = datetime.fromisoformat(moment)
            return await self.readers.run(read, page, self.ledger.whole, as_of)
        except Exception as error:  # a page that no library was ready for must not end the crawl
            return Reading("failed", detail=_words(error))

    def lose(self, failure: Failure) -> None:
        visit: Visit = failure.request.cb_kwargs["visit"]  # type: ignore[attr-defined]
        hints, kind = self.hints.pop(visit.url), _read_as(visit)
        outcome, status, words = verdict(failure.value)
        response = failure.value.response if isinstance(failure.value, HttpError) else None
        row = fetch(visit, outcome, response, words, hints.modified)
        answer = exchange(response, row, kind, hints) if response else None
        self.keeper.add(replace(row, status=status), answer)


def _read_as(visit: Visit) -> FoundBy:
    """The way that an article's hints came by."""
    return WAYS.get(visit.kind, visit.found_by)


def _rotten(visit: Visit) -> str:
    return "; the address has rotted, the home page is asked for another" if instead(visit) else ""


def _words(error: Exception) -> str:
    if isinstance(error, UnreadableError | UnreadablePageError):
        return str(error)
    return f"cannot be read: {type(error).__name__}: {error}"[:200]
