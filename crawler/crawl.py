"""Run a crawl in a child process: its memory is freed, a hang can be ended."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from crawler.contact import require_contact
from crawler.process import STOPPING, messages
from crawler.readers import start as start_readers
from crawler.routes import Routes
from crawler.shards import WHOLE, Shard
from storage.errors import InterruptedRunError
from storage.records import Tally
from topics.model import Source


@dataclass(frozen=True)
class CrawlJob:
    """What to gather, by which ways, and into which database.

    `warc` holds files and addresses of archives; where any is given and no other way, nothing is
    fetched. `sources` are those of all machines; `shard` says what is asked by this one.
    """

    db: Path
    topic: str
    sources: tuple[Source, ...] = ()
    warc: tuple[str, ...] = ()
    routes: Routes = Routes()  # noqa: RUF009
    shard: Shard = WHOLE
    processes: int = os.cpu_count() or 1
    time_limit: float = 4 * 3600  # seconds


@dataclass(frozen=True)
class CrawlReport:
    """How many addresses got which verdict, and a line for each thing that went wrong."""

    tally: Tally = Tally()  # noqa: RUF009
    failures: tuple[str, ...] = ()
    error: str = ""  # why the database could not be written to; what came before is in it


def crawl(job: CrawlJob, progress: Callable[[Tally], None]) -> CrawlReport:
    """Gather what is new; `progress` is given the tally so far after each batch.

    :raises crawler.contact.ContactError: a site could not reach who runs the crawl.
    :raises InterruptedRunError: the database cannot be written to, or the crawl died; all batches
        before are stored.
    """
    require_contact(asked_first(job))
    report = _listen(job, progress)
    if report.error:
        raise InterruptedRunError(report.error)
    return report


def asked_first(job: CrawlJob) -> Iterator[str]:
    """The addresses by which a crawl begins; none where it only reads files of this machine."""
    yield from (file for file in job.warc if file.startswith(("http://", "https://")))
    yield from job.routes.addresses()
    if job.routes.asks or not (job.warc or job.routes.common_crawl):
        yield from (url for source in job.sources for url in source.addresses())


def _listen(job: CrawlJob, progress: Callable[[Tally], None]) -> CrawlReport:
    """Pass the tallies on until the report comes."""
    tally, limit = Tally(), job.time_limit + STOPPING
    with closing(messages("crawl", _run, job, limit)) as heard:
        try:
            for message in heard:
                if isinstance(message, CrawlReport):
                    return message
                tally = message
                progress(tally)
        except TimeoutError:
            return CrawlReport(tally, (f"the crawl was ended after {limit:.0f} seconds",))
    return CrawlReport(tally, ("the crawl died; what was stored before is kept",))


def _run(job: CrawlJob, pipe: Connection) -> None:
    """Scrapy is imported in the child alone, while the readers' server loads what they need.

    The child leads a group of processes, so that a hang is ended with all that it started.
    """
    os.setpgrp()
    start_readers()
    from crawler.child import main

    main(job, pipe)
