"""What holds a run up for a minute and more: a database that is locked, answers without an end."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import sleep

from tests.survival.watch import Watch, ended

LOCKED = 65  # seconds
LIMITS = {"/drip": "failed", "/flood": "unsafe"}  # an answer in 30 seconds, of 8 MiB at most


def test_locked_for_a_minute_and_answers_without_an_end(
    watch: Callable[..., Watch], tmp_path: Path
) -> None:
    """Side by side, since each of them waits most of its time."""
    crawled, analysed = watch("crawled", 2, 20), watch("analysed", 1, 60)
    crawled.finish("crawl", "--source", "mill-0")
    analysed.finish("crawl")
    endless = watch("endless", 3, 5)
    add_endless(endless)
    logs = [tmp_path / f"{name}.log" for name in ("endless", "crawled", "analysed")]
    runs = [endless.start("run", log=logs[0])]
    with closing(locked(crawled)) as one, closing(locked(analysed)) as other, ended(*runs):
        runs.append(crawled.start("crawl", log=logs[1]))
        runs.append(analysed.start("analyse", log=logs[2]))
        sleep(LOCKED)
        assert [run.poll() for run in runs] == [None] * 3
        one.rollback(), other.rollback()
        check_waited(crawled, runs[1], logs[1], analysed=False)
        check_waited(analysed, runs[2], logs[2])
        assert runs[0].wait(240) == 1, logs[0].read_text("utf-8")
    check_endless(endless, logs[0].read_text("utf-8"))


def locked(watch: Watch) -> sqlite3.Connection:
    """Somebody else who keeps all others from writing until it rolls back."""
    other = sqlite3.connect(watch.db, timeout=60, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other


def check_waited(watch: Watch, run: subprocess.Popen[bytes], log: Path, **more: bool) -> None:
    assert run.wait(240) == 0, log.read_text("utf-8")
    watch.finish("crawl")
    watch.check(**more)


def add_endless(watch: Watch) -> None:
    """A host with a feed that never ends, and with articles that come drop by drop or in floods."""
    press = watch.mills.presses[2]
    press.put("/drip", b"<p>Oven ", endless=0.5)
    press.put("/flood", b"<p>Oven " * 2**14, endless=0)
    press.feed("/feed", *LIMITS)


def check_endless(watch: Watch, told: str) -> None:
    press = watch.mills.presses[2]
    found = dict(watch.rows("SELECT url, verdict FROM addresses"))
    assert {path: found[f"{press.url}{path}"] for path in LIMITS} == LIMITS
    assert f"{press.url}/drip: no answer in time" in told
    assert "Traceback" not in told
    titles = sorted(title for (title,) in watch.rows("SELECT title FROM articles"))
    assert titles == watch.mills.titles()
