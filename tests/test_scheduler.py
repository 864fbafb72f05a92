"""The timetable: what cron calls, what the daemon runs, how it stops and what it survives."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from types import MappingProxyType

import pytest
from click.testing import CliRunner

from commands.front import cli
from scheduler import Daemon
from storage.lock import writing
from storage.store import opened, save_topic
from tests.clock import Clock
from topics import Topic, load

HOME = Path(__file__).resolve().parent.parent
FEED = """<rss version="2.0"><channel><title>The Loaf</title>{items}</channel></rss>"""
ITEM = "<item><title>Ovens go cold</title><link>{home}/ovens</link></item>"
PAGE = """<html lang="en"><head><title>Ovens go cold</title>
<meta property="article:published_time" content="2023-03-04T05:06:00Z"></head><body><article>
<h1>Ovens go cold</h1><p>The ovens of Crumb went cold on Monday, when the Bakers Union closed every
shop here. People who had never kneaded dough stood in their kitchens and did what they could.</p>
<p>By the evening most of them had given up, and the last flour of the week lay on the floor. The
mill said that it would grind again as soon as somebody was there to bake.</p></article></body>"""
LONG_AGO = "2024-05-01T05:00:00+00:00"


@dataclass
class Site:
    """A feed and its article on loopback; the article may wait until it is let go."""

    home: str = ""
    asked: list[str] = field(default_factory=list)
    held: Event = field(default_factory=Event)  # somebody waits for the article
    free: Event = field(default_factory=Event)
    lists: bool = True  # its article, in the feed

    def feed(self) -> str:
        return FEED.format(items=ITEM.format(home=self.home) if self.lists else "")


@pytest.fixture
def site(topic_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    found = Site()
    found.free.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            if self.path == "/ovens":
                found.held.set()
                found.free.wait(120)
            pages = {"/feed": found.feed(), "/ovens": PAGE, "/ping": "heard",
                     "/failed": "heard"}  # fmt: skip
            body = pages.get(self.path, "").encode()
            try:
                self.send_response(200 if body else 404)
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:  # a crawl that was ended
                pass

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    Thread(target=server.serve_forever, daemon=True).start()
    found.home = f"http://127.0.0.1:{server.server_port}"
    change(topic_folder / "sources.toml", "https://loaf.example/", f"{found.home}/")
    with (topic_folder / "sources.toml").open("a", encoding="utf-8") as sources:
        sources.write(f'\nfeeds = ["{found.home}/feed"]\ndelay = 0\nallow_private = true\n')
    monkeypatch.setenv("BROUHAHA_CONTACT", "tests@loaf.example")
    yield found
    found.free.set()
    server.shutdown()
    server.server_close()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def scheduler(*arguments: str | Path) -> list[str]:
    return [sys.executable, str(HOME / "scheduler.py"), *map(str, arguments)]


def once(db: Path, topic: Path) -> subprocess.CompletedProcess[str]:
    command = scheduler("--once", "--db", db, "--topic", topic)
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


class Running:
    """A daemon whose log is read as it comes."""

    def __init__(self, db: Path, topic: Path, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            scheduler("--db", db, "--topic", topic), stderr=subprocess.PIPE, text=True,
            env={**os.environ, **environment},
        )  # fmt: skip
        self.seen = ""

    def until(self, words: str) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.seen += line
            if words in line:
                return
        raise AssertionError(f"the daemon ended without saying {words!r}:\n{self.seen}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        self.seen += self.process.communicate(timeout=60)[1]
        return self.process.returncode


@contextmanager
def running(
    db: Path, topic: Path, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Running]:
    """A daemon that no failing test leaves behind."""
    daemon = Running(db, topic, environment)
    try:
        yield daemon
    finally:
        daemon.process.kill()
        daemon.process.wait(60)  # not for its log to end: a cycle that outlives it writes there too


def rows(db: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(db)) as reading:
        return reading.execute(sql).fetchall()


def cycles(db: Path) -> list[object]:
    """How each run of the group ended."""
    return [row[0] for row in rows(db, "SELECT outcome FROM runs WHERE kind = 'schedule daily'")]


def articles(db: Path) -> list[tuple[object, ...]]:
    return rows(db, "SELECT title, analysis_version <> '' FROM articles")


def ran(db: Path, began: str, outcome: str | None = "done") -> None:
    """Have the group run at some time in the past."""
    with opened(db) as store:
        store.table("runs").insert(
            {"kind": "schedule daily", "started_at": began, "finished_at": began,
             "outcome": outcome}
        )  # fmt: skip


def wait_for(event: Event) -> None:
    assert event.wait(60), "nobody asked for the article"


def show(db: Path, topic: Path, *more: str) -> str:
    command = ["schedule", "show", *more, "--db", str(db), "--topic", str(topic)]
    shown = CliRunner().invoke(cli, command)
    assert shown.exit_code == 0, shown.output
    return shown.stdout


def test_once_does_what_is_due_tells_that_it_ended_and_then_says_that_nothing_is(
    site: Site, topic_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "a.db"
    monkeypatch.setenv("BROUHAHA_PING", f"{site.home}/ping")
    (before,) = json.loads(show(db, topic_folder, "--json"))
    assert (before["name"], before["when"], before["sources"]) == ("daily", "0 5 * * *", 1)
    assert (before["is_due"], before["last"]) == (True, None)
    assert not db.exists()
    first = once(db, topic_folder)
    assert (first.returncode, first.stderr) == (0, "")
    assert "1 fetched" in first.stdout and "1 relevant" in first.stdout
    assert (site.asked[-1], site.asked.count("/ping")) == ("/ping", 1)
    (after,) = json.loads(show(db, topic_folder, "--json"))
    assert (after["is_due"], after["last"]["outcome"]) == (False, "done")
    assert after["next"][10:16] == "T05:00" and after["next"] > after["last"]["started_at"]
    assert "done" in show(db, topic_folder)
    second = once(db, topic_folder)
    assert (second.returncode, second.stderr) == (0, "")
    assert "nothing is due" in second.stdout
    assert site.asked.count("/feed") == 1
    assert (cycles(db), articles(db)) == (["done"], [("Ovens go cold", 1)])


def test_a_run_that_cannot_begin_tells_that_it_failed(
    site: Site, topic_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROUHAHA_PING", f"{site.home}/ping")
    monkeypatch.setenv("BROUHAHA_PING_FAILED", f"{site.home}/failed")
    with opened(tmp_path / "b.db") as db:
        save_topic(db, load(str(topic_folder)))
    change(topic_folder / "topic.toml", '"bakers"', '"millers"')
    assert once(tmp_path / "b.db", topic_folder).returncode == 2
    assert site.asked == ["/failed"]


def test_without_a_contact_nothing_is_asked_and_all_stays_due(
    site: Site, topic_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db, sources = tmp_path / "c.db", topic_folder / "sources.toml"
    change(sources, f"{site.home}/feed", "https://loaf.example/feed")
    monkeypatch.delenv("BROUHAHA_CONTACT")
    for _ in range(2):
        refused = once(db, topic_folder)
        assert (refused.returncode, "BROUHAHA_CONTACT" in refused.stderr) == (2, True)
        assert (cycles(db), site.asked) == ([], [])
    change(sources, "https://loaf.example/feed", f"{site.home}/feed")
    monkeypatch.setenv("BROUHAHA_CONTACT", "tests@loaf.example")
    assert once(db, topic_folder).returncode == 0
    assert (cycles(db), articles(db)) == (["done"], [("Ovens go cold", 1)])


def test_however_many_times_were_missed_one_cycle_makes_up_for_them(
    site: Site, topic_folder: Path, tmp_path: Path
) -> None:
    db = tmp_path / "a.db"
    ran(db, LONG_AGO)
    site.lists = False
    assert once(db, topic_folder).returncode == 0
    assert "nothing is due" in once(db, topic_folder).stdout
    assert (cycles(db), site.asked.count("/feed")) == (["done", "done"], 1)


def test_once_leaves_with_3_while_another_run_is_going(topic_folder: Path, tmp_path: Path) -> None:
    with writing(tmp_path / "a.db"):
        assert once(tmp_path / "a.db", topic_folder).returncode == 3


def test_a_crawl_that_never_ends_is_stopped_at_its_limit(
    site: Site, topic_folder: Path, tmp_path: Path
) -> None:
    settings = topic_folder / "topic.toml"
    change(settings, '"0 5 * * *"', '{ when = "0 5 * * *", minutes = 0.05 }')
    site.free.clear()
    ended = once(tmp_path / "a.db", topic_folder)
    assert ended.returncode == 1
    assert "daily: the crawl was stopped at its time limit" in ended.stderr
    assert cycles(tmp_path / "a.db") == ["partly"]
    with writing(tmp_path / "a.db"):
        pass


def test_the_daemon_has_a_job_for_each_time_that_has_a_source(topic: Topic, tmp_path: Path) -> None:
    times = Daemon(tmp_path / "a.db", topic, "bakers").times()
    assert times == {"daily": "cron[month='*', day='*', day_of_week='*', hour='5', minute='0']"}


def test_a_group_without_a_time_is_a_mistake(topic_folder: Path) -> None:
    change(topic_folder / "sources.toml", "daily", "hourly")
    with pytest.raises(Exception, match=r"source\(the-loaf\)\.group: no time for 'hourly'"):
        load(str(topic_folder))


@pytest.mark.parametrize(("db", "known", "told"), [
    ("a.db", False, "no topic"), ("bakers/topic.toml", True, "is not a database"),
])  # fmt: skip
def test_the_daemon_says_what_is_wrong(
    topic_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    db: str,
    known: bool,
    told: str,
) -> None:
    monkeypatch.setenv("BROUHAHA_CONTACT", "tests@loaf.example")
    command = scheduler("--db", tmp_path / db, "--topic", topic_folder if known else tmp_path)
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert told in ended.stderr and "Traceback" not in ended.stderr


def test_a_time_that_comes_while_the_daemon_runs(
    site: Site, topic_folder: Path, tmp_path: Path
) -> None:
    clock, today = Clock(tmp_path / "clock"), datetime.now()
    clock.set(today.replace(hour=4, minute=59, second=50) - today)
    with running(tmp_path / "a.db", topic_folder, clock.environment) as daemon:
        daemon.until("the start: the cycle ended")
        daemon.until("daily: the cycle ended with exit code 0")
        clock.set(timedelta(0))
        assert daemon.stop(signal.SIGINT) == 0
    assert cycles(tmp_path / "a.db") == ["done", "done"]
    assert articles(tmp_path / "a.db") == [("Ovens go cold", 1)]


def test_what_sigterm_stops_is_done_after_the_next_start(
    site: Site, topic_folder: Path, tmp_path: Path
) -> None:
    """A cycle that waits for a site ends with its daemon, frees the lock, and is due again."""
    db = tmp_path / "a.db"
    site.free.clear()
    with running(db, topic_folder) as daemon:
        wait_for(site.held)
        assert daemon.stop() == 0
    with writing(db):
        pass
    assert (cycles(db), articles(db)) == ([None], [])
    site.free.set()
    with running(db, topic_folder) as daemon:
        daemon.until("the cycle ended with exit code 0")
        assert daemon.stop() == 0
    assert (cycles(db), articles(db)) == ([None, "done"], [("Ovens go cold", 1)])


def test_a_killed_daemon_leaves_a_cycle_that_the_next_one_waits_for(
    site: Site, topic_folder: Path, tmp_path: Path
) -> None:
    db = tmp_path / "a.db"
    site.free.clear()
    with running(db, topic_folder) as daemon:
        wait_for(site.held)
        daemon.process.kill()
    with running(db, topic_folder) as daemon:
        daemon.until("another run is going")
        site.free.set()
        finished(db)
        assert daemon.stop() == 0
    assert (cycles(db), articles(db)) == (["done"], [("Ovens go cold", 1)])
    assert site.asked.count("/ovens") == 1


def test_a_cycle_that_is_killed_too_is_done_again(
    site: Site, topic_folder: Path, tmp_path: Path
) -> None:
    """As after a power cut: no process is left, and no row says how it ended."""
    db = tmp_path / "a.db"
    site.free.clear()
    with running(db, topic_folder) as daemon:
        wait_for(site.held)
        daemon.process.kill()
        os.killpg(int(Path(f"{db}.lock").read_text("ascii")), signal.SIGKILL)
    site.free.set()
    with running(db, topic_folder) as daemon:
        daemon.until("the cycle ended with exit code 0")
        assert daemon.stop() == 0
    assert (cycles(db), articles(db)) == ([None, "done"], [("Ovens go cold", 1)])
    assert rows(db, "SELECT COUNT(*) FROM runs WHERE finished_at IS NULL") == [(0,)]


def finished(db: Path) -> None:
    """Wait until the cycle of a daemon that is gone has ended."""
    deadline = monotonic() + 60
    while cycles(db) != ["done"]:
        assert monotonic() < deadline, cycles(db)
        sleep(0.2)
