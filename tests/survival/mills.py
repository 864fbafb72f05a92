"""Sites that grow: what they have published, and whether a database has it whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from crawler.evidence import folder
from crawler.spiders.warc import captures
from storage.status import status
from tests.press import Server

ON_TOPIC = (
    "<p>Ovens went cold in Crumb that night. “We shall bake by hand,” the Bakers Union said. "
    "Crumb &amp; Co, which spent 40 million euros on machines, is against it.</p></article>"
)


@dataclass
class Mills:
    """Hosts whose articles stand in a feed and in the sitemaps of an index."""

    presses: list[Server]
    articles: int = 0  # on each host
    wait: float = 0.0  # seconds until an article is sent
    odd: dict[str, str] = field(default_factory=dict)  # verdict by address

    def open(self, articles: int) -> None:
        self.grow(articles)
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
                page = press.article(self.title(press, n)).decode()
                page = page.replace("</article>", ON_TOPIC)
                press.put(f"/a{n}", page.encode(), wait=self.wait)
            press.feed("/feed", *(f"/a{n}" for n in range(0, self.articles, 2)))
            for part in (0, 1):
                _sitemap(press, f"/map{part}.xml", range(part, self.articles, 2))
            index = "".join(f"<sitemap><loc>{press.url}/map{p}.xml</loc></sitemap>" for p in (0, 1))
            press.put("/map.xml", f"<sitemapindex>{index}</sitemapindex>".encode())

    @staticmethod
    def title(press: Server, number: int) -> str:
        return f"Mill {number} of {press.url.rpartition('.')[2].replace(':', ' at ')}"

    def titles(self) -> list[str]:
        return sorted(self.title(p, n) for p in self.presses for n in range(self.articles))

    def asked(self) -> int:
        """Articles that somebody asked for so far."""
        paths = {(p.url, path) for p in self.presses for path in p.asked if path.startswith("/a")}
        return len(paths)

    def sources(self, delay: float = 0.0) -> str:
        """What sources.toml says of them."""
        return "".join(
            f'[[source]]\nid = "mill-{n}"\nname = "Mill {n}"\ncountry = "GB"\nlanguage = "en"\n'
            f'kind = "newspaper"\nhome = "{press.url}/"\ngroup = "daily"\ndelay = {delay}\n'
            f'allow_private = true\nfeeds = ["{press.url}/feed"{_odd(press, n)}]\n'
            f'sitemaps = ["{press.url}/map.xml"]\n'
            for n, press in enumerate(self.presses)
        )

    def check(self, db: Database) -> None:
        """No article is missing, none is there twice, and each address has its one verdict."""
        assert sorted(t for (t,) in db.execute("SELECT title FROM articles")) == self.titles()
        count = len(self.titles())
        assert db.table("revisions").count == db.table("texts").count == count
        verdicts = dict(db.execute("SELECT url, verdict FROM addresses").fetchall())
        expected = {f"{p.url}/a{n}": "fetched" for p in self.presses for n in range(self.articles)}
        assert verdicts == {**expected, **self.odd}
        last = (
            "SELECT url, verdict FROM fetches WHERE id IN (SELECT MAX(id) FROM fetches "
            "GROUP BY url) AND found_by <> 'source' AND verdict NOT IN ('listed', 'unchanged')"
        )
        assert dict(db.execute(last).fetchall()) == verdicts
        ways = db.execute("SELECT found_by, COUNT(*) FROM ways GROUP BY 1 ORDER BY 1").fetchall()
        in_feeds = (self.articles + 1) // 2 * len(self.presses)
        assert ways == [("feed", in_feeds + len(self.odd)), ("sitemap", count)]
        assert status(db).total.adds_up
        assert sum(status(db).total.verdicts.values()) == count + len(self.odd)


def check_archive(db: Path) -> None:
    """Every record of the archive is whole, and none of its ends is torn."""
    for file in folder(db).iterdir():
        assert all(capture.notes for capture in captures(str(file), 10**7))


def _sitemap(press: Server, path: str, numbers: range) -> None:
    urls = "".join(f"<url><loc>{press.url}/a{n}</loc></url>" for n in numbers)
    press.put(path, f"<urlset>{urls}</urlset>".encode(), kind="application/xml")


def _odd(press: Server, number: int) -> str:
    return "" if number else f', "{press.url}/odd"'
