"""The ways to the articles, gone for real: GDELT, lists of addresses, feeds that have moved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler import services
from crawler.crawl import CrawlJob, CrawlReport, crawl
from crawler.periods import halves, span, with_query
from crawler.queries import gdelt_queries
from crawler.routes import Routes, routes_of, visits
from crawler.spiders import gdelt
from storage.store import opened
from topics import Topic
from topics.model import Source, Way

FIRST, LAST = date(2023, 7, 1), date(2023, 7, 31)


@pytest.fixture
def gather(
    press: Any, tmp_path: Path, topic_folder: Path
) -> Iterator[Callable[..., tuple[CrawlReport, list[Any]]]]:
    """Crawl by some ways; the report, and each address with its source, verdict and ways."""
    file = tmp_path / "services.toml"
    file.write_text(f'[gdelt]\napi = "{press.url}/gdelt"\ndelay = 0\n[wayback]\ndelay = 0')

    def run(*sources: Source, **ways: Any) -> tuple[CrawlReport, list[Any]]:
        routes = Routes(first=FIRST, last=LAST, services=services.load(file), **ways)
        job = CrawlJob(tmp_path / "r.db", str(topic_folder), sources, routes=routes, processes=1)
        report = crawl(job, lambda tally: None)
        with opened(job.db) as db:
            rows = db.execute(
                "SELECT replace(a.url, ?, ''), a.source_id, a.verdict, group_concat(w.found_by) "
                "FROM addresses a JOIN ways w USING (url) GROUP BY a.url ORDER BY a.url",
                [press.url],
            ).fetchall()
        return report, rows

    yield run


def outlet(press: Any, **lists: Any) -> Source:
    return Source(id="loaf", name="Loaf", country="GB", language="en", kind="newspaper",
                  home=press.url, delay=0, allow_private=True, **lists)  # fmt: skip


def answers(press: Any, topic: Topic) -> list[str]:
    """The paths under which the press answers as GDELT does, one a query of the topic."""
    urls = (gdelt.url(f"{press.url}/gdelt", query, FIRST, LAST) for query in gdelt_queries(topic))
    return [url.removeprefix(press.url) for url in urls]


def rows(*urls: str) -> bytes:
    return json.dumps({"articles": [{"url": url, "title": "T"} for url in urls]}).encode()


def test_gdelt_names_articles_of_listed_and_other_outlets(
    press: Any, topic: Topic, gather: Callable[..., Any]
) -> None:
    press.page("/a", "Millbrook")
    first, *others = answers(press, topic)
    press.put(first, rows(f"{press.url}/a", "http://elsewhere.invalid/b"), kind="application/json")
    for path in others:
        press.put(path, rows(f"{press.url}/a"), kind="application/json")
    report, found = gather(outlet(press), gdelt=True)
    assert ("/a", "loaf", "fetched", "gdelt") in [
        (url, source, verdict, ",".join(sorted(set(ways.split(",")))))
        for url, source, verdict, ways in found
    ]
    assert [(source, verdict) for url, source, verdict, _ in found if "elsewhere" in url] == [
        ("elsewhere-invalid", "robots")  # a host that does not answer is not asked for pages
    ]
    assert report.tally.counts["listed"] == 1 + len(others)

    _, found = gather(outlet(press), gdelt=True, listed_only=True)
    assert len(found) == 2


def test_lists_of_days_long_past_are_read_once(
    press: Any, topic: Topic, gather: Callable[..., Any]
) -> None:
    press.page("/a", "Millbrook")
    path, *others = answers(press, topic)
    for each in (path, *others):
        press.put(each, rows(), kind="application/json")
    press.put(path, rows(*[f"{press.url}/a"] * 250), kind="application/json")
    for start, end in halves(*span(FIRST, LAST)):
        half = with_query(path, {"startdatetime": start, "enddatetime": end})
        press.put(half, rows(), kind="application/json")
    gather(outlet(press), gdelt=True)
    asked = [each for each in press.asked if each.startswith("/gdelt")]
    assert len(asked) == len({path, *others}) + 2
    report, _ = gather(outlet(press), gdelt=True)
    assert not report.failures
    assert [each for each in press.asked if each.startswith("/gdelt")] == asked


def test_a_busy_service_is_asked_again_and_then_told(
    press: Any, topic: Topic, gather: Callable[..., Any]
) -> None:
    path, *others = answers(press, topic)
    press.put(path, b"Please limit requests to one every 5 seconds", kind="text/html")
    for other in others:
        press.put(other, rows(), kind="application/json")
    report, _ = gather(outlet(press), gdelt=True)
    assert press.asked.count(path) == 3
    assert report.failures == (
        f"gdelt: {press.url}{path}: "
        "the service answered: Please limit requests to one every 5 seconds",
    )


def test_a_list_of_addresses(press: Any, gather: Callable[..., Any]) -> None:
    press.page("/a", "Millbrook")
    urls = (f"{press.url}/a", f"{press.url}/gone")
    _, found = gather(outlet(press), urls=urls)
    assert found == [
        ("/a", "loaf", "fetched", "urls"), ("/gone", "loaf", "http_error", "urls"),
    ]  # fmt: skip
    gather(outlet(press), urls=urls)
    assert press.asked.count("/a") == 1


def test_a_feed_that_has_gone_is_found_again_on_the_home_page(
    press: Any, gather: Callable[..., Any]
) -> None:
    press.page("/a", "Millbrook")
    press.put("/", b'<link rel="alternate" type="application/atom+xml" href="/new"><p>Loaf')
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/a"/></entry></feed>'
    press.put("/new", atom.encode(), kind="application/atom+xml")
    report, found = gather(outlet(press, feeds=[f"{press.url}/old"]))
    assert found == [("/a", "loaf", "fetched", "feed")]
    assert report.failures == (
        f"loaf: {press.url}/old: HTTP 404 Not Found; "
        "the address has rotted, the home page is asked for another",
    )


def test_ways_that_are_named_take_the_place_of_the_lists(press: Any, topic: Topic) -> None:
    source = outlet(press, feeds=[f"{press.url}/feed"])
    kinds = {
        way: {visit.kind for visit in visits([source], Routes(**ways), topic)}
        for way, ways in {
            "none": {}, "urls": {"urls": ("https://loaf.example/1",)}, "gdelt": {"gdelt": True},
            "both": {"gdelt": True, "wayback": True}, "month": {"common_crawl": ("2023-10",)},
        }.items()
    }  # fmt: skip
    assert kinds == {
        "none": {"feed"}, "urls": {"urls"}, "gdelt": {"gdelt"}, "both": {"gdelt", "wayback"},
        "month": set(),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "window"),
    [
        (None, None, ("2023-01-01", "None")),
        (date(2022, 1, 1), date(2023, 7, 31), ("2023-01-01", "2023-07-31")),
        (date(2023, 7, 1), None, ("2023-07-01", "None")),
    ],
)
def test_days_narrow_the_window_of_the_topic(
    topic: Topic, first: date | None, last: date | None, window: tuple[str, str]
) -> None:
    found = Routes(first=first, last=last).window(topic)
    assert (str(found.start), str(found.end)) == window


@pytest.mark.parametrize(
    ("ways", "first", "revisits"),
    [
        (("feeds",), ["feed"], False),
        (("sitemaps", "sections", "revisits"), ["sitemap", "section"], True),
        (("revisits",), [], True),
        (("wayback",), ["wayback"], False),
        (("feeds", "wayback"), ["wayback", "feed"], False),
    ],
)
def test_the_ways_of_a_schedule(
    topic: Topic, ways: tuple[Way, ...], first: list[str], revisits: bool
) -> None:
    source = Source(
        id="loaf", name="Loaf", country="GB", language="en", kind="newspaper",
        home="https://loaf.example/", feeds=["https://loaf.example/feed"],
        sitemaps=["https://loaf.example/map"], sections=[{"url": "https://loaf.example/tag"}],
    )  # fmt: skip
    routes = routes_of(ways)
    assert [visit.kind for visit in visits([source], routes, topic)] == first
    assert routes.revisits == revisits
