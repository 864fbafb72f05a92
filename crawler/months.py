"""Take in months of Common Crawl's news: what was read whole for these sites is not read again."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence

from sqlite_utils import Database

from crawler.archive import Archive
from crawler.keeper import Keeper
from crawler.services import CommonCrawl
from crawler.spiders.commoncrawl import NoMonthError, files, of_sites
from crawler.urls import site
from storage import lists
from storage.records import Fetch, FoundBy, Listed
from storage.store import now
from topics.model import Source

SERVICE: FoundBy = "common-crawl"


class Months:
    """Reads the files of a month one after the other, for the sites of some sources."""

    def __init__(
        self,
        db: Database,
        service: CommonCrawl,
        sources: Sequence[Source],
        keeper: Keeper,
        machines: int = 1,
    ) -> None:
        """`machines` share the service, which is asked by all of them no more often than by one."""
        self._delay = machines * service.delay
        self._db, self._service, self._keeper = db, service, keeper
        self._wanted = of_sites(sources)
        sites = sorted({site(str(source.home)) for source in sources})
        self._digest = hashlib.sha256("\n".join(sites).encode()).hexdigest()

    async def take_in(self, month: str, archive: Archive, ahead: int) -> None:
        """Read what is still to be read of a month, with `ahead` pages under way."""
        try:
            found = await asyncio.to_thread(files, self._service, month)
        except NoMonthError as error:
            self._keeper.failures.append(str(error))
            return
        for file in found:
            if lists.version(self._db, file, SERVICE).sha256 == self._digest:
                continue
            async for whole in archive.take_in([file], ahead, self._wanted, SERVICE):
                self._keeper.add(self._read(whole))
            await asyncio.sleep(self._delay)

    def _read(self, file: str) -> Fetch:
        """That a file was read to its end, and for which sites."""
        return Fetch(
            url=file,
            source_id=SERVICE,
            found_by=SERVICE,
            verdict="listed",
            fetched_at=now(),
            sha256=self._digest,
            listed=Listed(SERVICE, children=()),
        )
