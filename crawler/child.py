"""What runs in the child process of a crawl."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from time import monotonic

from scrapy.crawler import AsyncCrawlerProcess
from sqlite_utils import Database

import topics
from crawler.archive import Archive, Hosts
from crawler.contact import user_agent
from crawler.crawl import CrawlJob, CrawlReport
from crawler.evidence import Evidence
from crawler.keeper import Keeper
from crawler.ledger import Ledger
from crawler.months import Months
from crawler.pauses import Paused
from crawler.readers import Readers
from crawler.routes import visits
from crawler.settings import settings
from crawler.spiders.press import PressSpider
from storage.addresses import lost
from storage.archive import end_of
from storage.errors import WrongUseError, unwritten
from storage.records import Tally
from storage.store import (
    end_run,
    opened,
    run,
    save_services,
    save_sources,
    save_topic,
    unlisted_sources,
)
from topics import Topic
from topics.model import Source, Window

TICK = 1.0  # seconds between two looks at what has to be done
GRACE = 5.0  # seconds for requests under way, once the crawl shall stop


def main(job: CrawlJob, pipe: Connection) -> None:
    """Crawl and send tallies, then the report, through the pipe."""
    try:
        with opened(job.db) as db, run(db, "crawl") as number:
            report = _crawl(job, db, number, pipe)
    except WrongUseError as error:
        report = CrawlReport(error=str(error))
    except sqlite3.Error as error:
        report = CrawlReport(error=unwritten("database", error))
    _send(pipe, report)


def _crawl(job: CrawlJob, db: Database, number: int, pipe: Connection) -> CrawlReport:
    topic = topics.load(job.topic)
    save_topic(db, topic)
    save_sources(db, job.sources)
    evidence = Evidence(job.db, user_agent(), partial(end_of, db))
    keeper = Keeper(db, number, lambda tally: _send(pipe, tally), evidence)
    readers = Readers(job.processes)
    rooms = _Rooms(db, topic, job.routes.window(topic), keeper, readers)
    save_services(db, job.routes.names())
    archives = bool(job.warc or job.routes.common_crawl)
    reasons = _read_archives(job, rooms) if archives else []
    if not reasons and (job.routes.asks or not archives):
        reasons = _fetch(job, rooms)
    readers.close()
    keeper.close()
    failures = (*keeper.failures, *reasons)
    if failures and not keeper.error:
        end_run(db, number, "partly", "\n".join(failures))
    return CrawlReport(keeper.tally, failures, keeper.error)


@dataclass(frozen=True)
class _Rooms:
    """What a crawl works with."""

    db: Database
    topic: Topic
    window: Window
    keeper: Keeper
    readers: Readers


def _fetch(job: CrawlJob, rooms: _Rooms) -> list[str]:
    """Crawl the sources; why it was stopped, if it was."""
    process = AsyncCrawlerProcess(settings(job.sources, delays(job)))
    process.crawl(
        PressSpider,
        visits=visits(_read(job), job.routes, rooms.topic, _lost(job, rooms)),
        ledger=Ledger(
            rooms.db,
            _pending_of(job, rooms),
            rooms.window,
            rooms.topic.settings.window,
            Hosts(rooms.db, job.routes.listed_only).source,
            takes=job.shard.takes,
            revisits=job.routes.revisits,
        ),
        keeper=rooms.keeper,
        readers=rooms.readers,
        paused=Paused(rooms.db),
    )
    loop = asyncio.get_event_loop()
    watch = _Watch(loop, rooms.keeper, job.time_limit, lambda: _stop(loop, process))
    process.start(install_signal_handlers=False)
    return watch.reasons


def _read(job: CrawlJob) -> list[Source]:
    """The sources whose lists are read here."""
    return [source for source in job.sources if job.shard.reads(source)]


def _lost(job: CrawlJob, rooms: _Rooms) -> list[tuple[str, str]]:
    return [(url, source) for url, source in lost(rooms.db) if job.shard.takes(url)]


def delays(job: CrawlJob) -> dict[str, float]:
    """Of services: all machines ask them, and together no more often than one would."""
    return {host: job.shard.of * delay for host, delay in job.routes.known().delays().items()}


def _pending_of(job: CrawlJob, rooms: _Rooms) -> list[str]:
    """The sources whose pending addresses are asked for: unlisted ones where all are crawled."""
    asked = [source.id for source in job.sources]
    if job.routes.lists and not set(rooms.topic.sources) <= set(asked):
        return asked
    return [*asked, *unlisted_sources(rooms.db)]


def _read_archives(job: CrawlJob, rooms: _Rooms) -> list[str]:
    """Read the WARC files; why it was stopped, if it was."""
    loop = asyncio.new_event_loop()
    hosts = Hosts(rooms.db)
    allowed = [source.id for source in job.sources if source.tdm == "allow"]
    archive = Archive(
        rooms.db, hosts, rooms.window, rooms.keeper, rooms.readers, allowed, job.shard.takes
    )
    task = loop.create_task(_take_in(job, rooms, archive))
    watch = _Watch(loop, rooms.keeper, job.time_limit, task.cancel)
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(task)
    loop.close()
    return watch.reasons


async def _take_in(job: CrawlJob, rooms: _Rooms, archive: Archive) -> None:
    ahead = 4 * job.processes
    async for _ in archive.take_in(job.warc, ahead):
        pass
    service = job.routes.known().common_crawl
    for month in job.routes.common_crawl:
        months = Months(rooms.db, service, _read(job), rooms.keeper, job.shard.of)
        await months.take_in(month, archive, ahead)


class _Watch:
    """Looks every second whether the crawl shall go on, and has what was fetched written."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        keeper: Keeper,
        limit: float,
        stop: Callable[[], object],
    ) -> None:
        self._loop, self._keeper, self._stop_crawl = loop, keeper, stop
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
        if not self.reasons:
            self.reasons.append(f"the crawl was {reason}; run it again for the rest")
            self._keeper.flush()
            self._stop_crawl()


def _stop(loop: asyncio.AbstractEventLoop, process: AsyncCrawlerProcess) -> None:
    """No new requests; those under way get a moment."""
    from twisted.internet import reactor  # installed by Scrapy, not to be imported before

    task = loop.create_task(process.stop())
    task.add_done_callback(lambda _: None)  # a task that nobody holds may be collected
    loop.call_later(GRACE, reactor.stop)  # type: ignore[misc]


def _send(pipe: Connection, message: Tally | CrawlReport) -> None:
    """The process above may be gone; what was fetched is written all the same."""
    with suppress(OSError):
        pipe.send(message)
