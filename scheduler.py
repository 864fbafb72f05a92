"""The timetable: what is due for cron, or a daemon that does it when its time has come.

python scheduler.py --once     do what is due by the timetable, then stop; what cron calls
python scheduler.py            stay, and do each part when its time has come
"""

from __future__ import annotations

import logging
import os
import select
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

import terminal
from alerts.ping import pinged
from commands import options
from crawler.shards import WHOLE, Shard
from storage import scheduled
from storage.correcting.outstanding import apply, turn
from storage.errors import WrongUseError
from storage.lock import LockedError, writing
from storage.planned import due, plan
from storage.records import Tally
from storage.store import opened, save_sources, save_topic
from topics import Topic, TopicError, load, timetable
from topics.model import Source

if TYPE_CHECKING:
    from crawler.crawl import CrawlJob

HOME = Path(__file__).resolve().parent
JITTER = 20  # seconds that a time may come late, so that not all ask the outlets in one moment
STOP = 30  # seconds that a cycle has to end once it was asked to; a crawl needs five to ten
LOOK = 20  # seconds between two looks at the clock
JUMP = 60  # seconds that the clock is off by after a machine slept, or was set
AGAIN = timedelta(seconds=60)  # until what came to no end is tried again
WAIT = 2.0  # seconds between two looks whether another run has ended
STOPPED = "stopped before its end"
Progress = Callable[[str, Tally, int | None], None]
log = logging.getLogger("brouhaha.scheduler")


@dataclass(frozen=True)
class Outcome:
    """What a cycle did: verdicts, articles analysed, what the stories hold anew, what failed."""

    crawled: Tally
    analysed: Tally
    stories: Tally
    failures: tuple[str, ...]


def cycle(
    db: Path,
    topic: Topic,
    sources: Sequence[Source],
    processes: int,
    progress: Progress,
    shard: Shard = WHOLE,
) -> Outcome:
    """Crawl these sources, analyse what is new and follow its stories, holding the lock meanwhile.

    :raises storage.lock.LockedError: another run is going.
    """
    from crawler.crawl import CrawlJob

    with turn(db), pinged():
        job = CrawlJob(db=db, topic=str(topic.folder), sources=tuple(sources), shard=shard)
        return _work(job, topic, processes, progress)


def do_due(
    db: Path, topic: Topic, processes: int, progress: Progress, shard: Shard = WHOLE
) -> Iterator[tuple[str, Outcome]]:
    """A cycle for each table of the schedule that is due, holding the lock meanwhile.

    Where another becomes due, an analysis stops after its batch; the other one's goes on with it.
    One that is stopped or killed is due again; one that fails waits for its next time.

    :raises storage.lock.LockedError: another run is going.
    :raises crawler.contact.ContactError: a site could not reach who runs it; that one stays due.
    """
    with turn(db):
        with opened(db) as store:
            scheduled.bury(store)
        done: list[str] = []
        while coming := [name for name in due(db, topic) if name not in done]:
            done.append(name := coming[0])
            job, is_awaited = _job(db, topic, name, shard), partial(_is_awaited, db, topic, name)
            with pinged():
                _check_contact(job)
                with _recorded(db, name) as failures:
                    outcome = _work(job, topic, processes, progress, is_awaited)
                    failures += outcome.failures
            yield name, outcome


def _job(db: Path, topic: Topic, name: str, shard: Shard) -> CrawlJob:
    from crawler.crawl import CrawlJob
    from crawler.routes import routes_of

    timing = topic.settings.schedule[name]
    sources = timetable.read_by(timing, topic.sources.values())
    return CrawlJob(
        db=db,
        topic=str(topic.folder),
        sources=sources,
        routes=routes_of(timing.ways),
        shard=shard.among(topic.sources.values()),
        time_limit=60 * timing.minutes,
    )


def _check_contact(job: CrawlJob) -> None:
    from crawler.contact import require_contact
    from crawler.crawl import asked_first

    require_contact(asked_first(job))


def _is_awaited(db: Path, topic: Topic, name: str) -> bool:
    """Whether another table of the schedule than this one is due."""
    return any(other != name for other in due(db, topic))


def _work(
    job: CrawlJob,
    topic: Topic,
    processes: int,
    progress: Progress,
    is_awaited: Callable[[], bool] = lambda: False,
) -> Outcome:
    from alerts.run import tell
    from crawler.crawl import crawl
    from nlp.backlog import work_off
    from stories import run as stories

    with opened(job.db) as store:
        save_topic(store, topic)
        save_sources(store, job.sources)
        apply(store)
    report = crawl(job, lambda tally: progress("crawl", tally, None))
    with opened(job.db) as store:
        done = work_off(
            store,
            topic,
            processes,
            lambda tally, n: progress("analyse", tally, n),
            is_awaited=is_awaited,
        )
        apply(store)
        told = stories.work_off(store, topic, progress)
        unsent = tell(store, topic)
    return Outcome(report.tally, done, told, (*report.failures, *unsent))


@contextmanager
def _recorded(db: Path, name: str) -> Iterator[list[str]]:
    """Write when it began and how it ended; the block adds what failed."""
    failures: list[str] = []
    outcome, words = None, STOPPED
    with opened(db) as store:
        number = scheduled.begin(store, name)
    try:
        yield failures
        outcome, words = "partly" if failures else "done", "\n".join(failures)
    except Exception as error:
        outcome, words = "failed", str(error) or type(error).__name__
        raise
    finally:
        with opened(db) as store:
            scheduled.end(store, number, outcome, words)


class Daemon:
    """Does what is due in a child process, one at a time over all processes."""

    def __init__(self, db: Path, topic: Topic, name: str, shard: Shard = WHOLE) -> None:
        self._db, self._topic = db, topic
        self._command = [sys.executable, str(HOME / "scheduler.py"), "--once"]
        self._command += ["--db", str(db), "--topic", name, "--shard", str(shard)]
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._timetable = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            # However late, it is done once: a look at the table of runs says whether it still has
            # to be done.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._arm()

    def times(self) -> dict[str, str]:
        """The tables of the schedule that will be run, and when."""
        return {job.id: str(job.trigger) for job in self._timetable.get_jobs() if job.id != "now"}

    def serve(self) -> None:
        """Stay until SIGTERM or SIGINT; a cycle that is running is stopped cleanly too."""
        told = _signals()
        for name, times in self.times().items():
            log.info("%s: %s", name, times)
        self._timetable.start()
        self._watch_clock(told)
        log.info("stopping")
        self._stopping.set()
        self._end(self._child)
        self._timetable.shutdown()

    def _arm(self) -> None:
        """Set all times by the clock as it is, and look at once what is due."""
        for planned in plan(self._db, self._topic):
            trigger = timetable.trigger(self._topic.settings.schedule[planned.name], JITTER)
            self._timetable.add_job(
                self._run, trigger, [planned.name], id=planned.name, replace_existing=True
            )
        self._timetable.add_job(self._run, args=["the start"], id="now", replace_existing=True)

    def _watch_clock(self, told: int) -> None:
        """Until a signal comes; timers stand still while a machine sleeps or its clock is set."""
        offset = time.time() - time.monotonic()
        while not select.select([told], [], [], LOOK)[0]:
            if abs(time.time() - time.monotonic() - offset) > JUMP:
                log.info("the clock jumped: all times are set anew")
                self._arm()
                offset = time.time() - time.monotonic()

    def _run(self, name: str) -> None:
        """Do all that is due; what was ended from outside is tried again."""
        try:
            ended = self._cycle(name) if self._is_free() and due(self._db, self._topic) else 0
        except (sqlite3.Error, WrongUseError, OSError) as error:
            log.warning("%s: %s", name, error)
            ended = -1
        if ended not in (0, terminal.PARTLY) and not self._stopping.is_set():
            moment = datetime.now().astimezone() + AGAIN
            self._timetable.add_job(
                self._run, "date", ["again"], run_date=moment, id="again", replace_existing=True
            )

    def _cycle(self, name: str) -> int:
        log.info("%s: a cycle starts", name)
        self._child = child = subprocess.Popen(self._command, start_new_session=True)
        if self._stopping.is_set():
            self._end(child)
        log.info("%s: the cycle ended with exit code %d", name, child.wait())
        return child.returncode

    def _is_free(self) -> bool:
        """Wait while another run is going; whether this daemon is still to go on."""
        said = False
        while not self._stopping.is_set():
            try:
                with writing(self._db):
                    return True
            except LockedError as error:
                if not said:
                    log.info("another run is going, this one waits: %s", error)
                said = True
            self._stopping.wait(WAIT)
        return False

    @staticmethod
    def _end(child: subprocess.Popen[bytes] | None) -> None:
        """Ask a cycle to stop, then make it, with all that it started."""
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(STOP)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _signals() -> int:
    """Where a byte can be read once SIGTERM or SIGINT has come.

    It is written from C, in whichever thread the signal arrives: a handler in Python would run only
    once the main thread wakes up, and could then wait for a lock that the interrupted code holds.
    """
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return told


@click.command(help=__doc__)
@click.option("--once", is_flag=True, help="Do what is due by the timetable, and stop.")
@options.with_db
@options.with_topic
@options.with_shard
def main(once: bool, db: Path, name: str, shard: Shard) -> None:
    from brouhaha import main as front
    from crawler.contact import require_contact

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if once:
        front(["schedule", "run", "--db", str(db), "--topic", name, "--shard", str(shard)])
    try:
        topic = load(name)
        require_contact(url for source in topic.sources.values() for url in source.addresses())
        daemon = Daemon(db, topic, name, shard)
    except (TopicError, WrongUseError) as error:
        terminal.fail(str(error), terminal.WRONG_USE)
    except sqlite3.Error as error:
        terminal.fail(f"{db} cannot be read: {error}", terminal.PARTLY)
    daemon.serve()


if __name__ == "__main__":
    main()
