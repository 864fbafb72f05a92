"""A clock that jumps: what was missed is done once, nothing storms, nothing is stalled for long."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.revisits import EDITS
from tests.clock import Clock
from tests.survival.watch import Watch, ended, until

DONE = "the cycle ended with exit code 0"


@pytest.mark.parametrize("days", [400, -400])
def test_a_clock_that_is_wrong_for_one_run_stalls_nothing(
    days: int, watch: Callable[..., Watch], tmp_path: Path
) -> None:
    """What failed under a wrong clock is asked for again under the right one, nothing each time."""
    watched = watch("wrong", 1, 6)
    press = watched.mills.presses[0]
    press.put("/broken", status=500)
    press.feed("/odd", "/old", "/empty", "/gone", "/broken")
    watched.mills.odd[f"{press.url}/broken"] = "http_error"
    clock = Clock(tmp_path / "clock")
    watched.environment = clock.environment
    clock.set(timedelta(days=days))
    watched.finish("crawl")
    clock.set(timedelta(0))
    before = press.asked.count("/broken")
    watched.finish("crawl")
    assert press.asked.count("/broken") > before
    watched.finish("crawl")
    assert all(press.asked.count(f"/a{n}") <= 2 for n in range(6)), press.asked
    latest = f"{datetime.now(UTC) + max(EDITS):%Y-%m-%dT%H:%M}"
    assert not watched.rows(f"SELECT url FROM addresses WHERE next_visit > '{latest}'")
    watched.check(analysed=False)


def test_a_daemon_whose_clock_is_set_does_what_was_missed_once(
    watch: Callable[..., Watch], tmp_path: Path
) -> None:
    watched, log = watch("jumped", 1, 4), tmp_path / "log"
    clock = Clock(tmp_path / "clock")
    watched.environment = clock.environment
    daemon = watched.start("scheduler", log=log)
    with ended(daemon):
        until(lambda: log.read_text("utf-8").count(DONE) == 1, "what is due at the start is done")
        clock.set(timedelta(days=3))
        until(lambda: log.read_text("utf-8").count(DONE) == 2, "three days are made up for")
        clock.set(timedelta(0))
        until(lambda: log.read_text("utf-8").count("the clock jumped") == 2, "it is seen")
        until(lambda: log.read_text("utf-8").count(DONE) == 3, "the moment ahead counts as none")
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(60) == 0
    cycles = watched.rows("SELECT outcome FROM runs WHERE kind = 'schedule daily'")
    assert cycles == [("done",)] * 3
    watched.check()
