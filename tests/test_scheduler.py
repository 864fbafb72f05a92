"""The timetable: what cron calls, what the daemon runs and how it stops."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scheduler import Daemon
from storage.lock import writing
from topics import Topic, load

HOME = Path(__file__).resolve().parent.parent


def scheduler(*arguments: str | Path) -> list[str]:
    return [sys.executable, str(HOME / "scheduler.py"), *map(str, arguments)]


@contextmanager
def running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A daemon that no failing test leaves behind."""
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as daemon:
        try:
            yield daemon
        finally:
            daemon.kill()


def test_once_is_a_run(topic_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROUHAHA_CONTACT", "tests@loaf.example")
    command = scheduler("--once", "--db", tmp_path / "a.db", "--topic", topic_folder)
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "crawled: nothing new" in ended.stdout


def test_once_leaves_with_3_while_another_run_is_going(topic_folder: Path, tmp_path: Path) -> None:
    command = scheduler("--once", "--db", tmp_path / "a.db", "--topic", topic_folder)
    with writing(tmp_path / "a.db"):
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 3


def test_the_daemon_has_a_job_for_each_group_that_a_source_uses(
    topic: Topic, tmp_path: Path
) -> None:
    assert Daemon(tmp_path / "a.db", topic, "bakers").groups() == {
        "daily": "cron[month='*', day='*', day_of_week='*', hour='5', minute='0']"
    }


def test_a_group_without_a_time_is_a_mistake(topic_folder: Path) -> None:
    sources = topic_folder / "sources.toml"
    sources.write_text(sources.read_text("utf-8").replace("daily", "hourly"), "utf-8")
    with pytest.raises(Exception, match=r"source\(the-loaf\)\.group: no time for 'hourly'"):
        load(str(topic_folder))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_daemon_stops_when_told(topic_folder: Path, tmp_path: Path, number: int) -> None:
    command = scheduler("--db", tmp_path / "a.db", "--topic", topic_folder)
    with running(command) as daemon:
        assert daemon.stderr
        for line in daemon.stderr:
            if "Scheduler started" in line:
                break
        daemon.send_signal(number)
        assert daemon.wait(30) == 0


def test_the_daemon_runs_what_is_due_and_stops_it_cleanly(
    topic_folder: Path, tmp_path: Path
) -> None:
    """A cycle started by the clock is asked to stop with its daemon, and frees the lock."""
    settings = topic_folder / "topic.toml"
    settings.write_text(settings.read_text("utf-8").replace("0 5 * * *", "* * * * *"), "utf-8")
    db = tmp_path / "a.db"
    command = scheduler("--db", db, "--topic", topic_folder)
    with running(command) as daemon:
        assert daemon.stderr
        seen = ""
        for line in daemon.stderr:
            seen += line
            if "a cycle starts" in line:
                break
        daemon.send_signal(signal.SIGTERM)
        seen += daemon.communicate(timeout=60)[1]
        assert daemon.returncode == 0
    assert "the cycle ended" in seen
    with writing(db):
        pass
