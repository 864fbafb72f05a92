"""Two that are started at once: one works, the other waits or leaves with 3."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.survival.watch import Watch, ended, until


@pytest.mark.parametrize("kinds", [("", ""), ("", "--once")], ids=["daemons", "daemon and cron"])
def test_of_two_one_works(
    kinds: tuple[str, str], watch: Callable[..., Watch], tmp_path: Path
) -> None:
    watched, logs = watch("two", 2, 8), [tmp_path / "one", tmp_path / "other"]
    both = [
        watched.start("scheduler", *filter(None, [kind]), log=log)
        for kind, log in zip(kinds, logs, strict=True)
    ]
    with ended(*both):
        until(lambda: settled(watched), "the one run that is due ends")
        for process, kind in zip(both, kinds, strict=True):
            if not kind:
                process.send_signal(signal.SIGTERM)
        codes = [process.wait(60) for process in both]
    told = [log.read_text("utf-8") for log in logs]
    assert set(codes) <= ({0, 3} if "--once" in kinds else {0}), told
    assert codes.count(3) < 2 and not any("Traceback" in each for each in told)
    waited = [each for each in told if "another run is" in each]
    assert len(waited) == 1 or "--once" in kinds, told
    assert watched.rows("SELECT outcome FROM runs WHERE kind = 'schedule daily'") == [("done",)]
    asked = [path for press in watched.mills.presses for path in press.asked]
    assert all(asked.count(path) <= len(watched.mills.presses) for path in asked)
    watched.check()


def settled(watch: Watch) -> bool:
    there = "SELECT 1 FROM sqlite_master WHERE name = 'runs'"
    done = "SELECT 1 FROM runs WHERE kind = 'schedule daily' AND outcome = 'done'"
    return watch.db.is_file() and bool(watch.rows(there)) and bool(watch.rows(done))
