"""Run a crawl in a child process: its memory is freed, a hang can be ended."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from crawler.contact import warning
from crawler.process import STOPPING, messages
from crawler.readers import start as start_readers
from crawler.routes import Routes
from storage.errors import InterruptedRunError
from storage.records import Tally
from topics.model import Source


@dataclass(frozen=True)
class CrawlJob:
    """What to gather, by which ways, and into which database.

    `warc` holds files and addresses of archives; where any is given and no other way, nothing is
    fetched.
    """

    db: Path
    topic: str
    sources: tuple[Source, ...] = ()
    warc: tuple[str, ...] = ()
    routes: Routes = Routes()  # noqa: RUF009
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

    Says on the standard error output where the sites have no way to reach who runs the crawl.

    :raises InterruptedRunError: the database cannot be written to, or the crawl died; all batches
        before are stored.
    """
    if (job.routes.asks or not job.warc) and (words := warning(job.sources)):
        print(words, file=sys.stderr)
    report = _listen(job, progress)
    if report.error:
        raise InterruptedRunError(report.error)
    return report


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
