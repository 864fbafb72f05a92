"""A source that is paused is asked for nothing, by whatever way, also in a crawl that runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from commands.front import cli
from crawler.routes import Routes
from storage.retention.pauses import paused
from storage.store import opened


@pytest.fixture
def filled(press: Any) -> Any:
    press.page("/a", "Leeds")
    press.feed("/feed", "/a")
    return press


def command(db: Path, *arguments: str) -> tuple[int, str]:
    ended = CliRunner().invoke(cli, ["sources", *arguments, "--db", str(db)])
    return ended.exit_code, ended.output


def test_a_list_that_pauses_a_source_has_nothing_asked_of_it(
    filled: Any, crawled: Any, outlet: Callable[..., Any]
) -> None:
    crawled.crawl(outlet(filled, paused="their server is down"))
    assert filled.asked == []
    [(source, reason)] = crawled.rows("SELECT source_id, reason FROM paused")
    assert (source, reason) == (outlet(filled).id, "their server is down")
    crawled.crawl(outlet(filled))
    assert "/a" in filled.asked
    assert crawled.rows("SELECT * FROM pauses") == []


def test_an_operator_pauses_and_resumes(
    filled: Any, crawled: Any, outlet: Callable[..., Any]
) -> None:
    source = outlet(filled)
    crawled.crawl(source)
    crawled.write("UPDATE addresses SET next_visit = '2023-01-01'")
    filled.asked.clear()
    assert command(crawled.db, "pause", source.id, "--reason", "they asked")[0] == 0
    filled.page("/b", "Hull")
    filled.feed("/feed", "/a", "/b")
    crawled.crawl(source)
    crawled.crawl(source, routes=Routes(urls=(f"{filled.url}/b",)))
    assert filled.asked == []
    assert crawled.rows("SELECT verdict, COUNT(*) FROM addresses GROUP BY 1 ORDER BY 1") == [
        ("fetched", 1), ("pending", 1)]  # fmt: skip
    assert command(crawled.db, "resume", source.id)[0] == 0
    crawled.crawl(source)
    assert {"/a", "/b"} <= set(filled.asked)
    assert crawled.rows("SELECT COUNT(*) FROM articles") == [(2,)]


def test_a_redirect_leads_to_no_paused_source(
    filled: Any, crawled: Any, outlet: Callable[..., Any], other_press: Callable[[], Any]
) -> None:
    other = other_press()
    other.page("/far", "Bath")
    filled.put("/a", status=302, location=f"{other.url}/far")
    crawled.crawl(outlet(filled), outlet(other, paused="not now"))
    assert other.asked == []
    assert crawled.verdicts()[f"{filled.url}/a"] == ("paused", "not now")


def test_a_pause_holds_at_once_in_a_crawl_that_runs(
    press: Any, crawled: Any, outlet: Callable[..., Any]
) -> None:
    source = outlet(press, delay=0.25)
    paths = [f"/{number}" for number in range(25)]
    for path in paths:
        press.page(path, f"Leeds {path}")
    press.feed("/feed", *paths)
    crawl = Thread(target=crawled.crawl, args=(source,))
    crawl.start()
    while "/2" not in press.asked:
        crawl.join(0.05)
        assert crawl.is_alive()
    assert command(crawled.db, "pause", source.id, "--reason", "they asked")[0] == 0
    crawl.join(60)
    assert not crawl.is_alive()
    assert set(paths) - set(press.asked)
    waiting = set(paths) - set(press.asked)
    assert command(crawled.db, "resume", source.id)[0] == 0
    press.asked.clear()
    crawled.crawl(outlet(press))
    assert waiting <= set(press.asked)
    assert crawled.rows("SELECT COUNT(*) FROM articles") == [(25,)]


def test_a_pause_ends_on_its_day(filled: Any, crawled: Any, outlet: Callable[..., Any]) -> None:
    source = outlet(filled)
    crawled.crawl(source)
    day = ("pause", source.id, "--reason", "they asked", "--until")
    assert command(crawled.db, *day, "2020-01-01")[0] == 2
    code, said = command(crawled.db, *day, "2199-01-01")
    assert (code, said) == (0, f"paused: {source.id}: they asked (until 2199-01-01)\n")
    with opened(crawled.db) as db:
        assert list(paused(db)) == [source.id]
    crawled.write("UPDATE pauses SET until = date('now')")
    with opened(crawled.db) as db:
        assert paused(db) == {}


def test_what_cannot_be_is_said(filled: Any, crawled: Any, outlet: Callable[..., Any]) -> None:
    crawled.crawl(outlet(filled))
    for wrong in (("pause", "nobody", "--reason", "x"), ("resume", "nobody")):
        code, said = command(crawled.db, *wrong)
        assert (code, "no source 'nobody'; known are" in said) == (2, True)
    assert command(crawled.db, "resume", outlet(filled).id)[0] == 2
    crawled.crawl(outlet(filled, paused=True))
    code, said = command(crawled.db, "resume", outlet(filled).id)
    assert (code, "stays paused" in said) == (1, True)
