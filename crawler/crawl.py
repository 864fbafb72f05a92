"""Run a crawl in a child process: its memory is freed, a hang can be ended."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic

from crawler.routes import Routes
from storage.errors import InterruptedRunError
from storage.records import Tally
from topics.model import Source

STOPPING = 20  # seconds that a child has to stop cleanly


@dataclass(frozen=True)
class CrawlJob:
    """What to gather, and into which database; where archives are given, nothing is fetched."""

    db: Path
    topic: str
    sources: tuple[Source, ...] = ()
    warc: tuple[Path, ...] = ()
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

    :raises InterruptedRunError: the database cannot be written to, or the crawl died; all batches
        before are stored.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(job, sender), name="crawl")
    child.start()
    sender.close()
    try:
        report = _listen(receiver, job.time_limit + STOPPING, progress)
    finally:
        _end(child)
        receiver.close()
    if report.error:
        raise InterruptedRunError(report.error)
    return report


def _run(job: CrawlJob, pipe: Connection) -> None:
    """Scrapy is imported in the child alone."""
    from crawler.child import main

    main(job, pipe)


def _listen(receiver: Connection, limit: float, progress: Callable[[Tally], None]) -> CrawlReport:
    """Pass the tallies on until the report comes."""
    tally, deadline = Tally(), monotonic() + limit
    while receiver.poll(max(0.0, deadline - monotonic())):
        try:
            message: Tally | CrawlReport = receiver.recv()
        except EOFError:
            return CrawlReport(tally, ("the crawl died; what was stored before is kept",))
        if isinstance(message, CrawlReport):
            return message
        tally = message
        progress(tally)
    return CrawlReport(tally, (f"the crawl was ended after {limit:.0f} seconds",))


def _end(child: SpawnProcess) -> None:
    """Ask the child to stop, then make it."""
    child.join(1)
    if child.is_alive():
        child.terminate()
        child.join(STOPPING)
    if child.is_alive():
        child.kill()
        child.join()
