"""An analysis whose processes are killed, all or one of them, is done once by the next one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from random import Random
from time import monotonic, sleep

from storage.store import opened
from tests.survival.watch import Watch, below, ended, is_there, kill, kill_group, until

KILLS = 10


def test_ten_kills_of_an_analysis(watch: Callable[..., Watch]) -> None:
    random, watched = Random(8), watch("analysed", 2, 20)
    watched.finish("crawl")
    began = monotonic()
    watched.finish("analyse", "--processes", "2")
    undisturbed, found = monotonic() - began, watched.findings()
    killed = 0
    for number in range(4 * KILLS):
        if killed < KILLS:
            make_stale(watched)
            moment = random.uniform(0, undisturbed)
            killed += kill_within(watched, number, moment)
            print(f"{number}: killed after {moment:.3f} of {undisturbed:.3f} s")
    assert killed == KILLS
    watched.finish("analyse", "--processes", "2")
    assert found["mentions"] and found["quotes"] and watched.findings() == found
    watched.check()


def make_stale(watch: Watch) -> None:
    """As where the analysis has a new version, and all has to be done anew."""
    with opened(watch.db) as db, db.atomic():
        db.execute("UPDATE articles SET analysis_version = ''")


def kill_within(watch: Watch, number: int, seconds: float) -> bool:
    """Kill all of an analysis, its first process alone, or one of its workers."""
    analysis = watch.start("analyse", "--processes", "2")
    with ended(analysis):
        sleep(seconds)
        started = below(analysis.pid)
        was_running = analysis.poll() is None
        if number % 3 == 0:
            kill_group(analysis)
        elif number % 3 == 1 or not started:
            kill(analysis.pid)
            until(lambda: not any(map(is_there, started)), "workers end with their first process")
        else:
            was_running = kill(started[-1])
            analysis.wait(120)
    return was_running


def test_a_worker_that_is_killed_is_told(watch: Callable[..., Watch]) -> None:
    watched = watch("told", 1, 60)
    watched.finish("crawl")
    command = watched.command("analyse", "--processes", "2")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as analysis:
        until(lambda: len(below(analysis.pid)) >= 3, "workers start")
        kill(max(below(analysis.pid)))
        told = analysis.communicate(timeout=120)[1]
    assert analysis.returncode == 1
    assert told.startswith("brouhaha: a process was lost while analysing") and told.count("\n") == 1
    watched.finish("analyse")
    watched.check()
