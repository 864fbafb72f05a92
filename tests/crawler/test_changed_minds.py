"""A site that changes its mind between two visits, or two cycles, is obeyed at the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from storage.revisits import RETRIES, RIGHTS, next_visit

FORBIDDEN: tuple[tuple[dict[str, Any], str], ...] = (
    ({"body": b"User-agent: *\nDisallow: /a", "kind": "text/plain"}, "robots.txt forbids it"),
    ({"status": 503}, "robots.txt cannot be read, so nothing may be: "
                      "HTTP 503 Service Unavailable"),
)  # fmt: skip
RESERVED = b'[{"location": "/a", "tdm-reservation": 1}]'


@pytest.fixture
def visit(press: Any, crawled: Any, outlet: Callable[..., Any]) -> Callable[[], list[str]]:
    """A cycle in which every address is due; what was asked for in it."""
    for path, place in (("/a", "Leeds"), ("/b", "Hull"), ("/c", "York"), ("/d", "Bath")):
        press.page(path, place)
    press.feed("/feed", "/a", "/b", "/c", "/d")

    def go() -> list[str]:
        press.asked.clear()
        crawled.write("UPDATE addresses SET next_visit = '2023-01-01'")
        crawled.crawl(outlet(press))
        return list(press.asked)

    return go


def held(crawled: Any) -> list[tuple[str, int]]:
    """The latest title and the number of versions of each article, by address."""
    sql = "SELECT a.title, COUNT(*) FROM articles a JOIN revisions r ON r.article_id = a.id "
    return list(crawled.rows(f"{sql} GROUP BY a.id ORDER BY a.url"))


def read_once(asked: list[str]) -> bool:
    return [asked.count(p) for p in ("/robots.txt", "/.well-known/tdmrep.json")] == [1, 1]


def state(crawled: Any, url: str) -> tuple[str, str]:
    sql = f"SELECT verdict, detail FROM addresses WHERE url = '{url}'"
    return tuple(crawled.rows(sql)[0])


def test_what_robots_forbids_is_not_asked_until_it_is_allowed_again(
    visit: Callable[[], list[str]], press: Any, crawled: Any
) -> None:
    visit()
    press.page("/a", "Leeds, edited")
    for robots, detail in FORBIDDEN:
        press.put("/robots.txt", **robots)
        assert "/a" not in visit()
        assert state(crawled, f"{press.url}/a") == ("robots", detail)
        assert held(crawled)[0] == ("Leeds", 1)
    press.put("/robots.txt", b"", kind="text/plain")
    assert "/a" in visit()
    assert held(crawled)[0] == ("Leeds, edited", 2)


def test_rights_that_are_reserved_later_keep_the_later_text_out(
    visit: Callable[[], list[str]], press: Any, crawled: Any
) -> None:
    """In the site's file (a), in a header (b), as a word of a header (c).

    Each cycle reads anew what the site says, once.
    """
    assert read_once(visit())
    press.put("/.well-known/tdmrep.json", RESERVED, kind="application/json")
    for path, headers in (("/a", {}), ("/b", {"TDM-Reservation": "1"}),
                          ("/c", {"X-Robots-Tag": "noai"})):  # fmt: skip
        press.page(path, f"{path}, edited")
        press.answers[path].headers = headers
    asked = visit()
    assert read_once(asked)
    assert [path in asked for path in ["/a", "/b", "/c", "/d"]] == [False, True, True, True]
    for path in ("/a", "/b", "/c"):
        assert state(crawled, f"{press.url}{path}")[0] == "tdm"
        sql = f"SELECT next_visit FROM addresses WHERE url = '{press.url}{path}'"
        [(again,)] = crawled.rows(sql)
        assert datetime.fromisoformat(again) > datetime.now(UTC) + RIGHTS - timedelta(days=1)
    # what was lawfully taken is kept
    assert held(crawled) == [("Leeds", 1), ("Hull", 1), ("York", 1), ("Bath", 1)]
    assert crawled.rows("SELECT COUNT(*) FROM fetches WHERE verdict = 'tdm' AND warc_file <> ''"
                        ) == [(0,)]  # fmt: skip
    press.put("/.well-known/tdmrep.json", status=404)
    for path in ("/a", "/b", "/c"):
        press.page(path, f"{path}, edited")
    assert read_once(visit())
    assert held(crawled) == [("/a, edited", 2), ("/b, edited", 2), ("/c, edited", 2), ("Bath", 1)]


def test_what_stays_forbidden_is_looked_at_again_once_a_month() -> None:
    moment = "2026-03-01T10:00:00+00:00"
    found = next_visit("robots", None, len(RETRIES) + 30, "2023-07-14", moment)
    assert found == "2026-03-31T10:00:00+00:00"
