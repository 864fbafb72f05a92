"""Take in the pages of WARC files: each belongs to the source whose site it is from."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from urllib.parse import urlsplit

from sqlite_utils import Database

from crawler.dates import instant, later
from crawler.keeper import Keeper
from crawler.page import Page, Reading, read
from crawler.readers import Readers
from crawler.settings import LARGEST_PAGE
from crawler.spiders.warc import BrokenArchiveError, Capture, captures
from crawler.urls import canonical, site
from storage import addresses
from storage.records import Fetch, FoundBy
from storage.retention import withdrawals
from storage.store import homes, unlisted_source
from topics.model import Window


class Hosts:
    """Finds the source of an address."""

    def __init__(self, db: Database, listed_only: bool = False) -> None:
        self._db, self._listed_only = db, listed_only
        self._homes: dict[str, str] = {}
        self._of_site: dict[str, str] = {}
        for source, home in homes(db).items():
            self._add(source, home)

    def source(self, url: str, named: str = "") -> str:
        """The source that is named, or whose home page leads to the address, or of the same site.

        An unlisted source is made for a site that no source has; with `listed_only` there is none,
        and nothing is returned.
        """
        if named in self._homes:
            return named
        under = [
            (len(home), source) for source, home in self._homes.items() if url.startswith(home)
        ]
        if under:
            return max(under)[1]
        if source := self._of_site.get(site(url)):
            return source
        if self._listed_only:
            return ""
        host = urlsplit(url).netloc
        source = unlisted_source(self._db, host)
        self._add(source, f"https://{host}/")
        return source

    def _add(self, source: str, home: str) -> None:
        self._homes[source] = canonical(home)
        self._of_site.setdefault(site(self._homes[source]), source)


class Archive:
    """Reads captures that are new, in their order, several at a time."""

    def __init__(
        self,
        db: Database,
        hosts: Hosts,
        window: Window,
        keeper: Keeper,
        readers: Readers,
        allowed: Iterable[str] = (),
        takes: Callable[[str], bool] = lambda url: True,
    ) -> None:
        """`allowed` are the sources whose pages may be kept whatever they reserve.

        `takes` tells of an address whether its site falls to this machine.
        """
        self._takes = takes
        self._allowed = frozenset(allowed)
        self._db, self._hosts, self._window = db, hosts, window
        self._visits = Visits(db)
        self._keeper, self._readers = keeper, readers

    async def take_in(
        self,
        files: Iterable[str],
        ahead: int,
        wanted: Callable[[str], bool] = lambda url: True,
        found_by: FoundBy = "warc",
    ) -> AsyncIterator[str]:
        """Read the wanted pages of files one after the other, with `ahead` pages under way.

        Each file that was read to its end is given.
        """
        for file in files:
            try:
                await self._take_in(captures(file, LARGEST_PAGE, wanted), ahead, found_by)
            except BrokenArchiveError as error:
                self._keeper.failures.append(str(error))
            else:
                yield file

    async def _take_in(self, found: Iterator[Capture], ahead: int, found_by: FoundBy) -> None:
        """Signals are heard meanwhile: the file is read in a thread."""
        under_way: deque[asyncio.Task[Fetch]] = deque()
        try:
            while capture := await asyncio.to_thread(next, found, None):
                if not (self._takes(address(capture)) and self._visits.is_new(capture)):
                    continue
                under_way.append(asyncio.create_task(self._read(capture, found_by)))
                if len(under_way) >= ahead:
                    self._keeper.add(await under_way.popleft())
        finally:
            for task in under_way:
                self._keeper.add(await task)

    async def _read(self, capture: Capture, found_by: FoundBy) -> Fetch:
        source = source_of(self._hosts, capture)
        if (reserved := capture.reserved()) and source not in self._allowed:
            reading = Reading("tdm", detail=reserved)
        else:
            reading = await self._reading(capture)
        digest = hashlib.sha256(capture.body).hexdigest()
        return fetch_of(capture, source, reading, digest, found_by)

    async def _reading(self, capture: Capture) -> Reading:
        try:
            as_of = instant(moment(capture))
            return await self._readers.run(read, page(capture), self._window, as_of)
        except Exception as error:  # a page that no library was ready for must not end the crawl
            return Reading("failed", detail=str(error) or type(error).__name__)


class Visits:
    """Which captures are later than the last visit to their address."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._taken: dict[str, str] = {}  # when the capture was made that was read last

    def is_new(self, capture: Capture) -> bool:
        """Whether the address may be read, and was not visited before this capture; it is now."""
        url = address(capture)
        visited = self._taken.get(url) or self._visited(url)
        if not url or (visited and not later(capture.captured_at, visited)):
            return False
        self._taken[url] = capture.captured_at
        return not withdrawals.barred(self._db, [url])

    def _visited(self, url: str) -> str:
        known = addresses.known(self._db, [url], "").get(url)
        return known.checked_at if known else ""


def source_of(hosts: Hosts, capture: Capture) -> str:
    """The source of a capture: the one that a crawl of ours noted, or that of its site."""
    return hosts.source(address(capture), capture.notes.source if capture.notes else "")


def fetch_of(
    capture: Capture, source: str, reading: Reading, digest: str, found_by: FoundBy
) -> Fetch:
    """The row for a capture; `digest` is the SHA-256 of its body."""
    return Fetch(
        url=address(capture),
        source_id=source,
        found_by=found_by,
        verdict=reading.verdict,
        fetched_at=moment(capture),
        status=200,
        detail=reading.detail,
        modified=capture.captured_at,
        sha256=digest,
        warc_file=capture.file,
        warc_offset=capture.offset,
        article=reading.article,
    )


def address(capture: Capture) -> str:
    """The address that was asked for; another may have answered."""
    return capture.notes.url if capture.notes else canonical(capture.url)


def moment(capture: Capture) -> str:
    return capture.notes.fetched_at if capture.notes else capture.captured_at


def page(capture: Capture) -> Page:
    """The page as it was or would have been read when it was captured."""
    notes = capture.notes
    if notes is None:
        return Page(canonical(capture.url), capture.body, capture.content_type)
    url = notes.url if notes.at else capture.url
    return Page(url, capture.body, capture.content_type, notes.found_by, notes.hints)
