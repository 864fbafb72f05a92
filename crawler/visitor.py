"""What runs in the child process of a check: many sources at a time, each in bounded time.

The requests go the way of a crawl's: its settings, its pace, its robots.txt, its readers.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawler.check import AT_ONCE, CheckJob, SourceCheck
from crawler.checkup import Checkup, Ways
from crawler.readers import Readers
from crawler.reservations import LISTING
from crawler.robots import Robots, Rules
from crawler.routes import Visit
from crawler.settings import LARGEST_LIST, settings
from topics.model import Source


def main(job: CheckJob, pipe: Connection) -> None:
    """Visit the sources and send what was found of each through the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process above, which ends this
    readers = Readers(job.processes)
    process = AsyncCrawlerProcess(settings(job.sources))
    process.crawl(VisitorSpider, job=job, readers=readers, tell=pipe.send)
    process.start(install_signal_handlers=False)
    readers.close()


NONE_LEFT: tuple[Request, ...] = ()  # for the engine: each source asks for itself


class VisitorSpider(Spider):
    name = "visitor"

    def __init__(
        self, job: CheckJob, readers: Readers, tell: Callable[[SourceCheck], None], **arguments: Any
    ) -> None:
        super().__init__(**arguments)
        self.job, self.tell = job, tell
        self.ways = Ways(self._get, self._rules, readers)

    async def start(self) -> AsyncIterator[Request]:
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._visit(source, gate) for source in self.job.sources))
        _stop()
        for request in NONE_LEFT:
            yield request

    async def _visit(self, source: Source, gate: asyncio.Semaphore) -> None:
        async with gate:
            checkup = Checkup(source, self.ways)
            with suppress(TimeoutError):
                async with asyncio.timeout(self.job.timeout):
                    await checkup.run()
            self.tell(checkup.result(self.job.timeout))

    async def _get(self, visit: Visit) -> Response:
        return await self.crawler.engine.download_async(_request(visit))

    async def _rules(self, visit: Visit) -> Rules:
        robots = cast(Robots, self.crawler.get_downloader_middleware(Robots))
        return await robots.rules(_request(visit))


def _stop() -> None:
    """End at once: requests that were given up may still be under way."""
    from twisted.internet import reactor  # installed by Scrapy, not to be imported before

    reactor.stop()  # type: ignore[misc]


def _request(visit: Visit) -> Request:
    meta = {"download_maxsize": LARGEST_LIST, LISTING: visit.kind != "urls"}
    return Request(visit.url, cb_kwargs={"visit": visit}, meta=meta, dont_filter=True)
