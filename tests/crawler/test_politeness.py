"""The pace at a host, measured at the host: no request comes sooner than was promised."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from crawler.politeness import LONGEST_PAUSE, retry_after

NOW = datetime(2023, 7, 14, 10, tzinfo=UTC)
GRAIN = 0.016  # seconds by which two clocks of one machine may differ, at the coarsest


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("999999999999", LONGEST_PAUSE),
        ("Fri, 14 Jul 2023 10:02:00 GMT", 120.0),
        ("Fri, 14 Jul 2023 12:00:00 +0200", 0.0),
        ("Thu, 13 Jul 2023 10:00:00 GMT", 0.0),
        ("Fri, 14 Jul 2099 10:00:00 GMT", LONGEST_PAUSE),
        ("-5", None),
        ("soon", None),
        ("²", None),
    ],
)
def test_a_server_says_how_long_to_wait(said: str, seconds: float | None) -> None:
    assert retry_after(said, NOW) == seconds


def gaps(press: Any) -> list[float]:
    return [after - before for before, after in pairwise(press.times)]


def test_delays_hold_for_all_that_is_asked_of_a_host(
    crawled: Any, outlet: Callable[..., Any], other_press: Callable[[], Any]
) -> None:
    usual, asking, slow = other_press(), other_press(), other_press()
    for press in (usual, asking, slow):
        press.feed("/feed", "/a", "/b")
        press.page("/a", press.url)
        press.page("/b", f"{press.url} again")
    usual.put("/map.xml", f"<urlset><url><loc>{usual.url}/c</loc></url></urlset>".encode())
    usual.put("/c", status=302, location=f"{asking.url}/c")  # it waits its turn at the other host
    asking.put("/robots.txt", b"User-agent: *\nCrawl-delay: 0.7", kind="text/plain")
    asking.page("/c", "Redirected")
    slow.put("/a", slow.article("Slow"), wait=1.5)

    crawled.crawl(
        outlet(usual, delay=0.4, sitemaps=[f"{usual.url}/map.xml"]),
        outlet(asking, delay=0.1),
        outlet(slow),
    )

    found = crawled.verdicts()
    assert found[f"{usual.url}/c"][0] == "fetched"
    assert len(usual.asked) == 7  # robots.txt, tdmrep.json, two lists, three pages
    assert min(gaps(usual)) >= 0.4 - GRAIN
    assert len(asking.asked) == 6
    assert min(gaps(asking)) >= 0.7 - GRAIN
    after = slow.asked.index("/a") + 1
    assert slow.times[after] - slow.times[after - 1] >= 2 * 1.5 - GRAIN


def test_a_host_that_asks_for_patience_is_left_alone(
    crawled: Any, outlet: Callable[..., Any], other_press: Callable[[], Any]
) -> None:
    busy, shut, free = other_press(), other_press(), other_press()
    for press in (busy, shut, free):
        press.feed("/feed", "/a", "/b")
        press.page("/a", press.url)
        press.page("/b", f"{press.url} again")
    busy.put("/a", status=429, headers={"Retry-After": "1"})
    shut.put("/a", status=503)

    report = crawled.crawl(outlet(busy), outlet(shut, delay=0.02), outlet(free))

    found = crawled.verdicts()
    assert found[f"{busy.url}/a"] == ("http_error", "HTTP 429 Too Many Requests")
    assert found[f"{shut.url}/a"] == ("http_error", "HTTP 503 Service Unavailable")
    assert busy.asked.count("/a") == shut.asked.count("/a") == 3
    assert found[f"{busy.url}/b"][0] == found[f"{shut.url}/b"][0] == "fetched"
    for place, path in enumerate(busy.asked[:-1]):
        if path == "/a":
            assert busy.times[place + 1] - busy.times[place] >= 1 - GRAIN
    refused = [place for place, path in enumerate(shut.asked[:-1]) if path == "/a"]
    waits = [shut.times[place + 1] - shut.times[place] for place in refused]
    assert all(wait >= 0.2 - GRAIN for wait in waits)
    assert not report.error
