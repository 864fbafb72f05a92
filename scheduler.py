"""The timetable: one cycle for cron, or a daemon that runs cycles on cron expressions.

python scheduler.py --once     one cycle over all sources, then stop; what cron calls
python scheduler.py            stay, and run each group of sources when its time has come
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from storage.lock import writing
from storage.records import Tally
from storage.store import opened, save_sources, save_topic
from topics import Topic, load
from topics.model import Source

HOME = Path(__file__).resolve().parent
GRACE = 3600  # seconds that a cycle may be late, after a night's sleep say, and still be run
STOP = 10  # seconds that a running cycle has to end once it was asked to
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
    db: Path, topic: Topic, sources: Sequence[Source], processes: int, progress: Progress
) -> Outcome:
    """Crawl these sources, analyse what is new and follow its stories, holding the lock meanwhile.

    :raises storage.lock.LockedError: another run is going.
    """
    from crawler.crawl import CrawlJob, crawl
    from nlp.backlog import work_off
    from stories import run as stories

    with writing(db):
        with opened(db) as store:
            save_topic(store, topic)
            save_sources(store, sources)
        job = CrawlJob(db=db, topic=str(topic.folder), sources=tuple(sources))
        report = crawl(job, lambda tally: progress("crawl", tally, None))
        with opened(db) as store:
            done = work_off(store, topic, processes, lambda tally, n: progress("analyse", tally, n))
            told = stories.work_off(store, topic, progress)
    return Outcome(report.tally, done, told, report.failures)


class Daemon:
    """Runs a cycle as a child process whenever a group's time has come, one at a time."""

    def __init__(self, db: Path, topic: Topic, name: str) -> None:
        self._command = [sys.executable, str(HOME / "brouhaha.py"), "run", "--db", str(db)]
        self._command += ["--topic", name]
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._timetable = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE},
        )
        used = {source.group for source in topic.sources.values()}
        for group, expression in topic.settings.schedule.items():
            if group in used:
                trigger = CronTrigger.from_crontab(expression)
                self._timetable.add_job(self._run, trigger, [group], id=group)

    def groups(self) -> dict[str, str]:
        """The groups that will be run, and when."""
        return {job.id: str(job.trigger) for job in self._timetable.get_jobs()}

    def serve(self) -> None:
        """Stay until SIGTERM or SIGINT; a cycle that is running is stopped cleanly too."""
        told = _signals()
        for group, time in self.groups().items():
            log.info("group %s: %s", group, time)
        self._timetable.start()
        os.read(told, 1)
        log.info("stopping")
        self._stopping = True
        self._end(self._child)
        self._timetable.shutdown()

    def _run(self, group: str) -> None:
        if self._stopping:
            return
        log.info("group %s: a cycle starts", group)
        self._child = child = subprocess.Popen([*self._command, "--group", group])
        if self._stopping:
            self._end(child)
        log.info("group %s: the cycle ended with exit code %d", group, child.wait())

    @staticmethod
    def _end(child: subprocess.Popen[bytes] | None) -> None:
        """Ask a cycle to stop, then make it."""
        if child is None or child.poll() is not None:
            return
        child.terminate()
        try:
            child.wait(STOP)
        except subprocess.TimeoutExpired:
            child.kill()


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
@click.option("--once", is_flag=True, help="Run one cycle over all sources and stop.")
@click.option("--db", type=click.Path(path_type=Path), default="brouhaha.db", show_default=True)
@click.option("--topic", default="actors-strike-ai", show_default=True)
def main(once: bool, db: Path, topic: str) -> None:
    from brouhaha import main as front

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    if once:
        front(["run", "--db", str(db), "--topic", topic])
    Daemon(db, load(topic), topic).serve()


if __name__ == "__main__":
    main()
