"""What runs in the child process of a crawl."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from time import monotonic

from scrapy.crawler import AsyncCrawlerProcess
from sqlite_utils import Database

import topics
from crawler.crawl import CrawlJob, CrawlReport
from crawler.keeper import Keeper
from crawler.readers import Readers
from crawler.settings import settings
from crawler.spiders.press import PressSpider
from storage import articles
from storage.records import Tally
from storage.schema import DatabaseTooNewError
from storage.store import StorageError, end_run, opened, run, save_sources, save_topic

TICK = 1.0  # seconds between two looks at what has to be done
GRACE = 5.0  # seconds for requests under way, once the crawl shall stop


def main(job: CrawlJob, pipe: Connection) -> None:
    """Crawl and send tallies, then the report, through the pipe."""
    try:
        with opened(job.db) as db, run(db, "crawl") as number:
            report = _crawl(job, db, number, pipe)
    except (StorageError, DatabaseTooNewError, sqlite3.Error) as error:
        report = CrawlReport(error=str(error))
    _send(pipe, report)


def _crawl(job: CrawlJob, db: Database, number: int, pipe: Connection) -> CrawlReport:
    topic = topics.load(job.topic)
    save_topic(db, topic)
    save_sources(db, job.sources)
    keeper = Keeper(db, number, lambda tally: _send(pipe, tally))
    readers = Readers(job.processes)
    process = AsyncCrawlerProcess(settings(job.sources))
    process.crawl(
        PressSpider,
        sources=job.sources,
        window=topic.settings.window,
        known=articles.known(db),
        keeper=keeper,
        readers=readers,
    )
    watch = _Watch(process, keeper, job.time_limit)
    process.start(install_signal_handlers=False)
    readers.close()
    keeper.flush()
    failures = (*keeper.failures, *watch.reasons)
    if failures and not keeper.error:
        end_run(db, number, "partly", "\n".join(failures))
    return CrawlReport(keeper.tally, failures, keeper.error)


class _Watch:
    """Looks every second whether the crawl shall go on, and has what was fetched written."""

    def __init__(self, process: AsyncCrawlerProcess, keeper: Keeper, limit: float) -> None:
        self._process, self._keeper = process, keeper
        self._loop = asyncio.get_event_loop()
        self._deadline = monotonic() + limit
        self.reasons: list[str] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._stop, "stopped before its end")
        self._loop.call_later(TICK, self._look)

    def _look(self) -> None:
        self._keeper.flush()
        above = parent_process()
        if self._keeper.error or (above and not above.is_alive()):
            self._stop(self._keeper.error or "the process above is gone")
        elif monotonic() > self._deadline:
            self._stop("stopped at its time limit")
        self._loop.call_later(TICK, self._look)

    def _stop(self, reason: str) -> None:
        """No new requests; those under way get a moment."""
        if self.reasons:
            return
        self.reasons.append(f"the crawl was {reason}; run it again for the rest")
        self._keeper.flush()
        self._stopping = self._loop.create_task(self._process.stop())
        self._loop.call_later(GRACE, _leave)


def _leave() -> None:
    from twisted.internet import reactor  # installed by Scrapy, not to be imported before

    reactor.stop()  # type: ignore[misc]


def _send(pipe: Connection, message: Tally | CrawlReport) -> None:
    """The process above may be gone; what was fetched is written all the same."""
    with suppress(OSError):
        pipe.send(message)
