"""A daemon that is killed, alone or with all that it started: the next one goes on from there."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from time import sleep

import pytest

from storage.lock import LockedError, writing
from tests.survival.watch import Watch, below, ended, is_there, kill, kill_group, until

KILLS = 14


def test_fourteen_kills_of_the_daemon(watch: Callable[..., Watch], tmp_path: Path) -> None:
    random, watched, log = Random(7), watch("daemon", 2, 6), tmp_path / "log"
    often(watched)
    killed = 0
    for number in range(KILLS):
        watched.mills.grow(1)
        daemon = watched.start("scheduler", log=log)
        with ended(daemon):
            sleep(moment := random.uniform(0.5, 3))
            print(f"{number}: killed after {moment:.3f} s")
            started = below(daemon.pid)
            killed += kill_group(daemon)
            if number % 2:
                # Every process at once, as in a power cut; else its cycle goes on to its end.
                for pid in started:
                    kill(pid)
    assert killed == KILLS, log.read_text("utf-8")
    until(lambda: is_free(watched.db), "the last cycle of a killed daemon ends")
    watched.finish("run")
    watched.check()
    assert "Traceback" not in log.read_text("utf-8")


@pytest.mark.parametrize("stage", ["crawl", "analyse"])
def test_it_stops_cleanly_whatever_it_is_at(
    stage: str, watch: Callable[..., Watch], tmp_path: Path
) -> None:
    watched, log = watch("stopped", 1, 60 if stage == "analyse" else 10), tmp_path / "log"
    if stage == "crawl":
        watched.mills.presses[0].answers["/a7"].wait = 20
    daemon = watched.start("scheduler", log=log)
    with ended(daemon):
        until(lambda: reached(watched, stage), f"the daemon is at {stage}")
        started = below(daemon.pid)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(60) == 0
        until(lambda: not any(map(is_there, started)), "all that the daemon started has ended")
    assert is_free(watched.db)
    assert "Traceback" not in log.read_text("utf-8")
    watched.mills.presses[0].answers["/a7"].wait = 0
    watched.finish("run")
    watched.check()


def reached(watch: Watch, stage: str) -> bool:
    if stage == "crawl":
        return "/a7" in watch.mills.presses[0].asked
    kind = "SELECT 1 FROM runs WHERE kind = 'analyse'"
    return watch.db.is_file() and "runs" in tables(watch) and bool(watch.rows(kind))


def tables(watch: Watch) -> set[str]:
    return {name for (name,) in watch.rows("SELECT name FROM sqlite_master")}


def often(watch: Watch) -> None:
    """Have the topic read every minute."""
    settings = watch.topic / "topic.toml"
    settings.write_text(settings.read_text("utf-8").replace("0 5 * * *", "* * * * *"), "utf-8")


def is_free(db: Path) -> bool:
    with suppress(LockedError), writing(db):
        return True
    return False
