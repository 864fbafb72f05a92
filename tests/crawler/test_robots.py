"""robots.txt by RFC 9309: what is read of it, and what a crawl asks for afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest

from crawler.origins import Answer
from crawler.robots import LARGEST, rules

PAGE = "https://loaf.example/news/a"
LONG = b"User-agent: *\n" + b"#" * (LARGEST - 20) + b"\n"


@pytest.mark.parametrize(
    ("body", "forbidden"),
    [
        (b"User-agent: *\nDisallow: /news", True),
        (b"User-agent: *\nDisallow: /\nUser-agent: Brouhaha\nAllow: /", False),
        (b"User-agent: *\nAllow: /\n\nUser-agent: brouhaha\nDisallow: /news/*$", True),
        (b"User-agent: Otherbot\nDisallow: /", False),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", True),
        (b"User-agent: *\nDisallow: /\nAllow: /news/", False),
        (b"<html><body>Not found</body></html>", False),
        (b"\x00\xff" * 1000, False),
        (LONG + b"Disallow: /news", False),  # past what is read, in the middle of a line
        (LONG[:-1000] + b"\nDisallow: /news\n" + b"#" * 5000, True),
    ],
)
def test_a_file_is_read(body: bytes, forbidden: bool) -> None:
    assert bool(rules(Answer(200, body)).forbid(PAGE)) == forbidden


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(404), ""),
        (Answer(403), ""),
        (Answer(error=IgnoreRequest("max redirections reached")), ""),
        (Answer(429), "HTTP 429 Too Many Requests"),
        (Answer(503), "HTTP 503 Service Unavailable"),
        (Answer(error=DownloadTimeoutError()), "no answer in time"),
    ],
)
def test_a_file_that_is_not_there_allows_and_one_out_of_reach_forbids(
    answer: Answer, words: str
) -> None:
    reason = rules(answer).forbid(PAGE)
    assert reason == (f"robots.txt cannot be read, so nothing may be: {words}" if words else "")


@pytest.mark.parametrize(
    ("line", "delay"), [("7.5", 7.5), ("86400", 60.0), ("soon", 0.0), ("-3", 0.0)]
)
def test_a_crawl_delay_has_bounds(line: str, delay: float) -> None:
    body = f"User-agent: *\nCrawl-delay: {line}\nDisallow:"
    assert rules(Answer(200, body.encode())).delay() == delay


def test_each_origin_is_asked_once_and_obeyed(
    crawled: Any, outlet: Callable[..., Any], other_press: Callable[[], Any]
) -> None:
    broken, moved, absent, lost = (other_press() for _ in range(4))
    for press in (broken, moved, absent, lost):
        press.feed("/feed", "/a", "/b")
        press.page("/a", "Millbrook")
        press.page("/b", "Riverside")
    broken.put("/robots.txt", status=500)
    moved.put("/robots.txt", status=301, location="/r1")
    moved.put("/r1", status=302, location=f"{absent.url}/r2")
    absent.put("/r2", b"User-agent: *\nDisallow: /b", kind="text/plain")
    for number in range(7):
        lost.put(f"/loop{number}", status=302, location=f"/loop{number + 1}")
    lost.put("/robots.txt", status=302, location="/loop0")
    # The feed of another press leads to a page of the broken one.
    absent.feed("/feed", "/a", "/b")
    absent.answers["/feed"].body = absent.answers["/feed"].body.replace(
        f"{absent.url}/b".encode(), f"{broken.url}/b".encode()
    )

    crawled.crawl(*(outlet(press) for press in (broken, moved, absent, lost)))

    found = crawled.verdicts()
    reason = "robots.txt cannot be read, so nothing may be: HTTP 500 Internal Server Error"
    assert found[f"{broken.url}/feed"] == ("robots", reason)
    assert found[f"{broken.url}/b"] == ("robots", reason)
    assert set(broken.asked) == {"/robots.txt"}
    assert found[f"{moved.url}/a"][0] == "fetched"
    assert found[f"{moved.url}/b"] == ("robots", "robots.txt forbids it")
    assert found[f"{absent.url}/a"][0] == "duplicate" or found[f"{absent.url}/a"][0] == "fetched"
    assert found[f"{lost.url}/a"][0] in ("fetched", "duplicate")
    assert [press.asked.count("/robots.txt") for press in (moved, absent, lost)] == [1, 1, 1]
    assert "/b" not in moved.asked
