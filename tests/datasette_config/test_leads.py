"""Numbers lead to as many rows as they say, and links to other pages keep the days asked for."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

import httpx
import pytest
from lxml import html

from datasette_config.pages import DATABASE

DAYS = "from=2023-07-12&to=2023-09-28"  # two weeks are cut by them
PAGES = (
    "/",
    "/entity/echo-works",
    "/issue/imitation",
    "/compare?entity=echo-works&entity=ada-brandt",
)
LANGUAGES = re.compile(r"French (\d+), English (\d+)$")


@pytest.fixture(scope="module")
def aside(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample where an article off the topic names somebody too."""
    path = tmp_path_factory.mktemp("aside") / "voices.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as db:
        source.backup(db)
        article = db.execute("SELECT MAX(id) FROM articles").fetchone()[0]
        db.execute("UPDATE articles SET relevant = 0 WHERE id = ?", (article,))
        db.execute(
            'INSERT INTO mentions (article_id, revision, "start", "end", entity_id, kind, rule,'
            " confidence, day, lang) SELECT id, 1, 0, 4, 'ada-brandt', 'name', 'test', 0.9,"
            " '2023-08-02', lang FROM articles WHERE id = ?",
            (article,),
        )
        db.commit()
    return path


@pytest.fixture(scope="module")
def http(aside: Path, served: type) -> Iterator[httpx.Client]:
    with (
        served(aside) as (where, _),
        httpx.Client(base_url=where, timeout=30, trust_env=False) as client,
    ):
        yield client


def dated(path: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{DAYS}"


def count(http: httpx.Client, href: str) -> int:
    """The rows of an address of Datasette."""
    path, _, query = href.partition("?")
    return int(http.get(f"{path}.json?{query}").json()["filtered_table_rows_count"])


@pytest.mark.parametrize("path", PAGES)
def test_links_keep_the_days(http: httpx.Client, path: str) -> None:
    page = html.fromstring(http.get(dated(path)).text)
    links = page.xpath(
        "//main//*[self::table or contains(@class, 'ranking') or contains(@class, 'others')]"
        "//a[starts-with(@href, '/entity/') or starts-with(@href, '/issue/')"
        " or starts-with(@href, '/source/')]/@href"
    )
    assert links
    assert [href for href in links if "from=" not in href and "#first" not in href] == []


@pytest.mark.parametrize("path", [*PAGES, "/search?q=voix&in=fr", "/nothing?a=%C3%A9&b=%26"])
def test_the_switch_of_language_keeps_the_address(http: httpx.Client, path: str) -> None:
    page = html.fromstring(http.get(dated(path), headers={"Accept-Language": "en"}).text)
    [switch] = page.xpath("//p[@class = 'switch']/a/@href")
    there = httpx.URL(switch)
    asked = [pair for pair in there.params.multi_items() if pair[0] != "lang"]
    assert (there.path, asked) == (
        httpx.URL(path).path, httpx.URL(dated(path)).params.multi_items()
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/entity/echo-works", "/issue/imitation"])
def test_json_of_a_page_is_about_the_same_days(http: httpx.Client, path: str) -> None:
    page = html.fromstring(http.get(dated(path)).text)
    for href in page.xpath("//main//a[text() = 'JSON']/@href"):
        if not href.startswith(f"/{DATABASE}/"):
            told = http.get(href).json()
            assert (told["from"], told["to"]) == ("2023-07-12", "2023-09-28")


@pytest.mark.parametrize("path", ["/", "/?copies=out", "/source/harbour-post"])
def test_bars_lead_to_as_many_articles(http: httpx.Client, path: str) -> None:
    page = html.fromstring(http.get(dated(path)).text)
    bars = page.xpath("//a[@class = 'bar'][starts-with(@href, '/brouhaha/articles')]")
    assert len(bars) > 5
    for bar in bars:
        told = LANGUAGES.search(bar.get("aria-label"))
        assert told
        assert count(http, bar.get("href")) == sum(int(n) for n in told.groups())


@pytest.mark.parametrize("show", ["articles", "counted"])
def test_bars_of_a_name_lead_to_as_many_articles(http: httpx.Client, show: str) -> None:
    page = html.fromstring(http.get(dated(f"/entity/echo-works?show={show}")).text)
    bars = page.xpath("//a[@class = 'bar'][contains(@href, '#latest')]")
    assert len(bars) > 5
    for bar in (bars[0], bars[-1]):  # those that the days cut
        told = LANGUAGES.search(bar.get("aria-label"))
        assert told
        there = html.fromstring(http.get(bar.get("href")).text)
        listed = there.xpath("//section[@id = 'latest']//ol[@class = 'articles']/li[h3]")
        assert len(listed) == sum(int(n) for n in told.groups())


def test_the_most_named_lead_to_as_many_articles(http: httpx.Client) -> None:
    page = html.fromstring(http.get(dated("/")).text)
    links = page.xpath("//section[@aria-labelledby = 'named-heading']//a[@class = 'n']")
    assert len(links) > 3
    for link in links:
        there = html.fromstring(http.get(link.get("href")).text)
        listed = there.xpath("//section[@id = 'latest']//ol[@class = 'articles']/li[h3]")
        assert len(listed) == int(link.text.split()[0])


def test_figures_side_by_side_lead_to_as_many_articles(http: httpx.Client) -> None:
    page = html.fromstring(http.get(dated("/compare?entity=echo-works&show=counted")).text)
    links = page.xpath("//main//table//a[contains(@href, 'show=counted')]")
    assert len(links) > 5
    for link in (links[0], links[-2], links[-1]):
        there = html.fromstring(http.get(link.get("href")).text)
        listed = there.xpath("//section[@id = 'latest']//ol[@class = 'articles']/li[h3]")
        assert len(listed) == int(link.text)


@pytest.mark.parametrize(
    ("path", "cells", "place"),
    [
        ("/issue/imitation", "//section[@id = 'camps']//li/a[@class = 'n']", "sentences"),
        ("/compare?entity=ada-brandt&entity=louis-ferrand",
         "//section[@aria-labelledby = 'stands-heading']//td/a", "held"),
        ("/", "//table[@class = 'holders']//td/a", "evidence"),
    ],
)  # fmt: skip
def test_positions_of_whole_months_lead_to_those_of_whole_months(
    http: httpx.Client, path: str, cells: str, place: str
) -> None:
    few = f"{path}{'&' if '?' in path else '?'}from=2023-07-30&to=2023-07-31"
    links = html.fromstring(http.get(few).text).xpath(cells)
    assert links
    for link in links:
        there = html.fromstring(http.get(link.get("href")).text)
        assert there.xpath(f"//section[@id = '{place}']//article[@class = 'finding']")


def test_mentions_counted_are_those_on_the_topic(http: httpx.Client) -> None:
    page = http.get("/entity/ada-brandt").text
    links = re.findall(r'<a href="(/brouhaha/[^"]*entity_id=ada-brandt[^"]*)">(\d+)</a>', page)
    assert links
    for href, told in links:
        assert count(http, unescape(href)) == int(told) < 99


def test_whom_an_outlet_quotes_leads_to_these_articles(http: httpx.Client) -> None:
    page = http.get("/source/harbour-post").text
    for heading in ("quoted", "silent"):
        part = page.split(f'aria-labelledby="{heading}-heading"')[1].split("</section>")[0]
        assert "/brouhaha/voices" not in part
        for href in re.findall(r'href="(/entity/[^"]+#latest)"', part):
            assert "outlet=harbour-post" in href
            assert "<ol" in http.get(unescape(href)).text.split('id="latest"')[1]


def test_articles_without_copies_lead_to_as_many(http: httpx.Client) -> None:
    page = html.fromstring(http.get("/coverage?by=published&from=2023-07-01").text)
    cells = page.xpath("//table[@class = 'watched']//td[contains(@class, 'counted')]/a")
    assert cells
    for cell in cells:
        assert "articles_counted" in cell.get("href")
        assert count(http, cell.get("href")) == int(cell.text)
