"""The check of sources, as a person or cron meets it: one press with all that can be wrong."""

from __future__ import annotations

import json
import multiprocessing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commands.front import cli
from crawler.check import Checked, SourceCheck, age, problems, row

HOME = '<html><head>{}</head><body><h2><a href="/a">A</a></h2></body></html>'
OUTLET = """
[[source]]
id = "{name}"
name = "{name}"
country = "FR"
language = "fr"
kind = "newspaper"
home = "{home}"
delay = 0
allow_private = true
{lists}
"""


NOW = datetime.now(UTC)  # one moment: midnight may pass between a feed and what is told of it


def _feed(press: Any, path: str, *links: str, days: float) -> None:
    day = format_datetime(NOW - timedelta(days=days))
    press.feed(path, *links, extra=f"<pubDate>{day}</pubDate>")


@pytest.fixture
def listed(press: Any, tmp_path: Path) -> Path:
    """A press and the list of its sources: `good` is the only one that is well."""
    link = '<link rel="alternate" type="application/rss+xml" href="/good/feed">'
    press.put("/robots.txt", b"User-agent: *\nDisallow: /secret\n", kind="text/plain")
    rights = b'[{"location": "/rights/*", "tdm-reservation": 1}]'
    press.put("/.well-known/tdmrep.json", rights, kind="application/json")
    for path in ("/a", "/b", "/rights/a"):
        press.page(path, "Millbrook")
    _feed(press, "/good/feed", "/a", "/b", days=2)
    month = (datetime.now(UTC) - timedelta(days=1)).date()
    index = f"<sitemapindex><sitemap><loc>{press.url}/map</loc></sitemap></sitemapindex>"
    entry = f"<url><loc>{press.url}/b</loc><lastmod>{month}</lastmod></url>"
    press.put("/maps", index.encode(), kind="text/xml")
    press.put("/map", f"<urlset>{entry}</urlset>".encode(), kind="text/xml")
    press.put("/page", HOME.format("").encode())
    _feed(press, "/secret/feed", "/a", days=2)
    _feed(press, "/closed", "/secret/a", "/secret/b", days=2)
    _feed(press, "/rights", "/rights/a", days=2)
    _feed(press, "/old", "/a", days=800)
    elsewhere = press.url.replace("127.0.0.1", "localhost")
    press.put("/new", status=301, location="/good/feed")
    press.put("/sold", status=301, location=f"{elsewhere}/good/feed")
    press.put("/wall", status=403)
    lists = {
        "good": 'feeds = ["{0}/good/feed"]\nsitemaps = ["{0}/maps"]\n'
        'sections = [{{ url = "{0}/page" }}]',
        "rotten": 'feeds = ["{0}/gone", "{0}/page"]\nsitemaps = ["{0}/old"]',
        "shut": 'feeds = ["{0}/secret/feed", "{0}/closed"]',
        "reserved": 'feeds = ["{0}/rights"]',
        "stale": 'feeds = ["{0}/old"]',
        "moved": 'feeds = ["{0}/new", "{0}/sold", "{0}/wall"]\nsitemaps = ["{1}/maps"]',
    }
    for name in lists:
        press.put(f"/{name}", HOME.format(link).encode())
    outlets = [
        OUTLET.format(
            name=name, home=f"{press.url}/{name}", lists=text.format(press.url, elsewhere)
        )
        for name, text in lists.items()
    ]
    dead = "http://127.0.0.1:9"
    outlets.append(OUTLET.format(name="dead", home=f"{dead}/", lists=f'feeds = ["{dead}/feed"]'))
    path = tmp_path / "sources.toml"
    path.write_text("".join(outlets), encoding="utf-8")
    return path


def _check(listed: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["sources", "check", "--sources", str(listed), *arguments])


def _states(found: dict[str, Any]) -> list[tuple[str, str, int, str]]:
    """What, state, items and detail of all but robots.txt and home where these are well."""
    return [
        (one["what"], one["state"], one["items"], one["detail"])
        for one in found["checked"]
        if one["what"] not in ("robots.txt", "home") or one["state"] != "works"
    ]


def test_everything_that_can_be_wrong_is_told(listed: Path, press: Any) -> None:
    ended = _check(listed, "--json")
    assert ended.exit_code == 1, ended.output
    checks = {found["source"]: found for found in json.loads(ended.stdout)}
    assert [name for name, found in checks.items() if found["well"]] == ["good"]
    other = press.url.replace("127.0.0.1", "localhost")
    refused = "robots.txt cannot be read, so nothing may be: connection refused"
    old = (NOW - timedelta(days=800)).date()
    assert {name: _states(found) for name, found in checks.items()} == {
        "good": [
            ("feed", "works", 2, ""), ("sitemap", "works", 1, ""), ("section", "works", 1, ""),
            ("article", "works", 0, ""),
        ],
        "rotten": [
            ("feed", "rotten", 0, "HTTP 404 Not Found"), ("feed", "rotten", 0, "not a feed"),
            ("sitemap", "rotten", 0, "not a sitemap but <rss>"),
        ],
        "shut": [
            ("feed", "forbidden", 0, "robots.txt forbids it"),
            ("feed", "forbidden", 2, "robots.txt forbids the articles that it names"),
        ],
        "reserved": [
            ("feed", "works", 1, ""), ("article", "forbidden", 0, "tdm-reservation in tdmrep.json"),
        ],
        "stale": [("feed", "stale", 1, f"nothing newer than {old}"), ("article", "works", 0, "")],
        "moved": [
            ("feed", "works", 2, f"moved to {press.url}/good/feed"),
            ("feed", "rotten", 0, f"redirected elsewhere: {other}/good/feed"),
            ("feed", "refused", 0, "HTTP 403 Forbidden"), ("sitemap", "works", 1, ""),
            ("article", "works", 0, ""),
        ],
        "dead": [(what, "unreachable", 0, refused) for what in ("robots.txt", "home", "feed")],
    }  # fmt: skip
    assert checks["rotten"]["offers"] == [f"{press.url}/good/feed"]
    assert press.asked.count("/robots.txt") == 2  # once for each name of the host
    assert not any(path.startswith(("/secret", "/rights/a")) for path in press.asked)


def test_the_table_in_a_log(listed: Path, press: Any) -> None:
    ended = _check(listed, *(f"--source={name}" for name in ("good", "rotten", "dead")))
    assert ended.exit_code == 1
    lines = [line.split("│")[1:-1] for line in ended.stdout.splitlines() if "│" in line]
    assert [[cell.strip() for cell in line] for line in lines] == [
        ["good", "3 of 3", "4", "1 day", ""],
        ["rotten", "0 of 3", "0", "", "rotten: feed, sitemap"],
        ["dead", "0 of 1", "0", "", "unreachable: robots.txt, home, feed"],
    ]
    assert "\x1b" not in ended.output
    assert "checked: 1 well, 2 wrong" in ended.stdout
    assert f"brouhaha: rotten: feed {press.url}/gone: rotten: HTTP 404 Not Found" in ended.stderr
    assert f"brouhaha: rotten: the site names {press.url}/good/feed" in ended.stderr
    assert "brouhaha: dead: 3 of 3 addresses unreachable: robots.txt cannot" in ended.stderr


def test_a_list_that_is_well_leaves_with_0(listed: Path) -> None:
    ended = _check(listed, "--source", "good")
    assert (ended.exit_code, ended.stderr) == (0, ""), ended.output


def test_wrong_use_leaves_with_2(listed: Path) -> None:
    ended = _check(listed, "--source", "nobody")
    assert ended.exit_code == 2
    assert "no source 'nobody'; known are good, rotten" in ended.stderr


def test_a_slow_source_takes_no_more_than_its_time(listed: Path, press: Any) -> None:
    press.put("/good/feed", wait=600)
    ended = _check(listed, "--source", "good", "--source", "stale", "--timeout", "3", "--json")
    assert ended.exit_code == 1
    good, stale = json.loads(ended.stdout)
    late = {one["what"]: one["detail"] for one in good["checked"] if one["state"] != "works"}
    assert {"feed", "sitemap", "section"} <= late.keys()
    assert set(late.values()) == {"the time was over after 3 seconds"}
    assert stale["source"] == "stale"


def test_a_check_that_dies_is_told(listed: Path, press: Any) -> None:
    press.put("/good/feed", wait=600)

    def kill_once_stuck() -> None:
        end = monotonic() + 60
        while "/good/feed" not in press.asked and monotonic() < end:
            sleep(0.05)
        for child in multiprocessing.active_children():
            if child.name == "check":
                child.kill()

    Thread(target=kill_once_stuck, daemon=True).start()
    ended = _check(listed, "--source", "good")
    assert ended.exit_code == 1 and "0 well, 1 wrong" in ended.stdout
    assert ended.stderr == f"brouhaha: good: home {press.url}/good: missed: the check died\n"


def test_one_line_for_each_problem_and_one_for_the_network() -> None:
    gone = Checked("feed", "https://a.example/feed", "rotten", detail="HTTP 410 Gone")
    home = Checked("home", "https://a.example/", "works")
    dead = Checked("home", "https://b.example/", "unreachable", detail="no such host")
    assert list(problems([SourceCheck("a", False, (home, gone), ("https://a.example/rss",))])) == [
        "a: feed https://a.example/feed: rotten: HTTP 410 Gone",
        "a: the site names https://a.example/rss",
    ]
    assert list(problems([SourceCheck("b", False, (dead, dead))])) == [
        "b: 2 of 2 addresses unreachable: no such host",
        "nothing could be reached: is this machine connected to the network?",
    ]


@pytest.mark.parametrize(
    ("hours", "words"),
    [(-3, "now"), (0.5, "now"), (1, "1 hour"), (47, "1 day"), (72, "3 days"), (9000, "1 year")],
)
def test_ages_are_told_in_words(hours: float, words: str) -> None:
    now = datetime(2023, 11, 9, tzinfo=UTC)
    assert age(now - timedelta(hours=hours), now) == words
    newest = (now - timedelta(hours=hours)).isoformat()
    found = SourceCheck("a", True, (Checked("feed", "https://a.example/f", "works", 3, newest),))
    assert row(found, now) == ("a", "1 of 1", 3, words, "")
