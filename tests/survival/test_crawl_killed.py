"""A crawl that is killed at any moment loses nothing and doubles nothing: one more run has all."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from crawler.evidence import folder
from crawler.spiders.warc import captures
from crawler.verify import verify
from storage.status import status
from storage.store import opened

ROUNDS, KILLS = 3, 10
HOSTS, ARTICLES = 4, 15  # 60 articles
SITES = Path(sys.executable).with_name("brouhaha")


@dataclass
class Site:
    """Four hosts whose articles stand in a feed, in sitemaps of an index and on section pages."""

    presses: list[Any]
    articles: int = 0  # on each host
    odd: dict[str, str] = field(default_factory=dict)  # verdict by address

    def open(self) -> None:
        self.grow(ARTICLES)
        press = self.presses[0]
        press.page("/old", "Oldtown", day="2019-01-01")
        press.put("/empty", b"<html><body><p>Nothing</p></body></html>")
        verdicts = {"/old": "off_window", "/empty": "too_short", "/gone": "http_error"}
        press.feed("/odd", *verdicts)
        self.odd = {f"{press.url}{path}": verdict for path, verdict in verdicts.items()}

    def grow(self, number: int) -> None:
        """Publish more on each host, half of it in the feed, all of it in the sitemaps."""
        first, self.articles = self.articles, self.articles + number
        for press in self.presses:
            for n in range(first, self.articles):
                press.page(f"/a{n}", self.title(press, n))
                press.answers[f"/a{n}"].wait = 0.05
            press.feed("/feed", *(f"/a{n}" for n in range(0, self.articles, 2)))
            for part in (0, 1):
                _sitemap(press, f"/map{part}.xml", range(part, self.articles, 2))
            index = "".join(f"<sitemap><loc>{press.url}/map{p}.xml</loc></sitemap>" for p in (0, 1))
            press.put("/map.xml", f"<sitemapindex>{index}</sitemapindex>".encode())

    @staticmethod
    def title(press: Any, number: int) -> str:
        return f"Mill {number} of {press.url.rpartition('.')[2].replace(':', ' at ')}"

    def titles(self) -> list[str]:
        return sorted(self.title(p, n) for p in self.presses for n in range(self.articles))

    def asked(self) -> int:
        """Articles that somebody asked for so far."""
        paths = {(p.url, path) for p in self.presses for path in p.asked if path.startswith("/a")}
        return len(paths)

    def sources(self) -> str:
        return "".join(
            f'[[source]]\nid = "mill-{n}"\nname = "Mill {n}"\ncountry = "GB"\nlanguage = "en"\n'
            f'kind = "newspaper"\nhome = "{press.url}/"\ndelay = 0.25\nallow_private = true\n'
            f'feeds = ["{press.url}/feed"{_odd(press, n)}]\nsitemaps = ["{press.url}/map.xml"]\n'
            for n, press in enumerate(self.presses)
        )


def _sitemap(press: Any, path: str, numbers: range) -> None:
    urls = "".join(f"<url><loc>{press.url}/a{n}</loc></url>" for n in numbers)
    press.put(path, f"<urlset>{urls}</urlset>".encode(), kind="application/xml")


def _odd(press: Any, number: int) -> str:
    return "" if number else f', "{press.url}/odd"'


class Round:
    """One database, crawled and killed again and again."""

    def __init__(self, site: Site, home: Path, topic: Path, seed: int) -> None:
        self.site, self.db, self.random = site, home / "killed.db", random.Random(seed)
        self.killed = 0
        sources = home / "sources.toml"
        sources.write_text(site.sources(), "utf-8")
        self.command = [str(SITES), "crawl", "--db", str(self.db), "--topic", str(topic),
                        "--sources", str(sources)]  # fmt: skip

    def kill_all(self) -> None:
        while self.killed < KILLS:
            if not self.kill():
                self.site.grow(3)  # the crawl was done before its moment had come

    def kill(self) -> bool:
        """Kill a crawl and all its processes when its turn has come; false where it had ended."""
        share = ARTICLES * HOSTS / KILLS
        moment = share * (self.killed + self.random.random())
        crawl = subprocess.Popen(self.command, start_new_session=True, stderr=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL)  # fmt: skip
        end = monotonic() + 60
        while self.site.asked() < moment and crawl.poll() is None and monotonic() < end:
            sleep(0.01)
        sleep(self.random.uniform(0, 0.4))
        was_running = crawl.poll() is None
        if was_running:
            os.killpg(crawl.pid, signal.SIGKILL)
            self.killed += 1
        crawl.wait()
        return was_running

    def finish(self) -> None:
        done = subprocess.run(self.command, capture_output=True, text=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, "")


def test_thirty_kills_lose_nothing(
    other_press: Callable[[], Any], tmp_path: Path, topic_folder: Path
) -> None:
    rounds = []
    for number in range(ROUNDS):
        site = Site([other_press() for _ in range(HOSTS)])
        site.open()
        home = tmp_path / f"round{number}"
        home.mkdir()
        rounds.append(Round(site, home, topic_folder, seed=number))
    with ThreadPoolExecutor(ROUNDS) as pool:
        list(pool.map(Round.kill_all, rounds))
        list(pool.map(Round.finish, rounds))
    assert sum(each.killed for each in rounds) == ROUNDS * KILLS
    for each in rounds:
        check_tables(each)
        check_archive(each)


def check_tables(done: Round) -> None:
    """No article is missing, none is there twice, and each address has its one verdict."""
    with opened(done.db) as db:
        assert sorted(t for (t,) in db.execute("SELECT title FROM articles")) == done.site.titles()
        count = len(done.site.titles())
        assert db.table("revisions").count == db.table("texts").count == count
        verdicts = dict(db.execute("SELECT url, verdict FROM addresses").fetchall())
        expected = {
            f"{press.url}/a{n}": "fetched"
            for press in done.site.presses
            for n in range(done.site.articles)
        }
        assert verdicts == {**expected, **done.site.odd}
        last = (
            "SELECT url, verdict FROM fetches WHERE id IN (SELECT MAX(id) FROM fetches "
            "GROUP BY url) AND found_by <> 'source' AND verdict NOT IN ('listed', 'unchanged')"
        )
        assert dict(db.execute(last).fetchall()) == verdicts
        ways = db.execute("SELECT found_by, COUNT(*) FROM ways GROUP BY 1 ORDER BY 1").fetchall()
        per_host = (done.site.articles + 1) // 2
        assert ways == [("feed", per_host * HOSTS + len(done.site.odd)), ("sitemap", count)]
        assert status(db).total.adds_up
        assert sum(status(db).total.verdicts.values()) == count + len(done.site.odd)


def check_archive(done: Round) -> None:
    """Every record is whole, and each stored article comes out of its record again."""
    found = verify(done.db, 1, lambda tally, total: None)
    assert found.differences == ()
    assert found.tally.counts["revisions"] == len(done.site.titles())
    for file in folder(done.db).iterdir():
        assert all(capture.notes for capture in captures(str(file), 10**7))
