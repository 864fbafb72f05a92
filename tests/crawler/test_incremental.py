"""The second crawl and later ones: what is asked for again, and what is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.crawl import CrawlReport

TAG = {"ETag": '"v1"'}


@pytest.fixture
def filled(press: Any) -> Any:
    """A press with articles in a feed, in a sitemap of an index, and on two pages of a section."""
    for path in ("/a", "/b", "/c", "/d"):
        press.page(path, f"Mill{path}")
    press.feed("/feed", "/a", "/b")
    press.put("/map.xml", f"<sitemapindex><sitemap><loc>{press.url}/part.xml</loc></sitemap>"
              "</sitemapindex>".encode())  # fmt: skip
    press.put("/part.xml", f"<urlset><url><loc>{press.url}/b</loc></url></urlset>".encode())
    press.put("/tag", b'<h2><a href="/c">C</a></h2><a rel="next" href="/tag2">More</a>')
    press.put("/tag2", b'<h2><a href="/d">D</a><a href="/a">A</a></h2>')
    for path, answer in press.answers.items():
        if path != "/tag2":  # one that has nothing to recognise a version by
            answer.headers = dict(TAG)
    return press


@pytest.fixture
def visit(crawled: Any, outlet: Callable[..., Any]) -> Callable[[Any], CrawlReport]:
    def crawl(press: Any) -> CrawlReport:
        tell: CrawlReport = crawled.crawl(
            outlet(press, sitemaps=[f"{press.url}/map.xml"], sections=[{"url": f"{press.url}/tag"}])
        )
        return tell

    return crawl


LISTS = ["/feed", "/map.xml", "/part.xml", "/tag", "/tag2"]


def test_a_crawl_with_nothing_new_asks_for_no_article_and_one_with_some_only_for_it(
    filled: Any, visit: Callable[[Any], CrawlReport], crawled: Any
) -> None:
    assert visit(filled).tally.counts == {"listed": 5, "fetched": 4}
    before = len(filled.sent)
    assert visit(filled).tally.counts == {"unchanged": 5}
    lists = [(path, status) for path, status in filled.sent[before:] if path in LISTS]
    assert sorted(lists) == [(path, 200 if path == "/tag2" else 304) for path in LISTS]
    others = {path for path, _ in filled.sent[before:]} - set(LISTS)
    assert others <= {"/robots.txt", "/.well-known/tdmrep.json"}
    assert crawled.rows("SELECT COUNT(*) FROM revisions") == [(4,)]
    assert crawled.rows("SELECT DISTINCT next_visit FROM addresses") == [(None,)]  # of years ago

    filled.page("/e", "Mill/e")
    filled.put("/part.xml", f"<urlset><url><loc>{filled.url}/e</loc></url></urlset>".encode())
    assert visit(filled).tally.counts == {"unchanged": 4, "listed": 1, "fetched": 1}
    ways = crawled.rows("SELECT url, found_by, listing FROM ways ORDER BY 1, 2, 3")
    assert [tuple(part.replace(filled.url, "") for part in way) for way in ways] == [
        ("/a", "feed", "/feed"), ("/a", "section", "/tag2"), ("/b", "feed", "/feed"),
        ("/b", "sitemap", "/part.xml"), ("/c", "section", "/tag"), ("/d", "section", "/tag2"),
        ("/e", "sitemap", "/part.xml"),
    ]  # fmt: skip


def test_what_was_found_is_asked_for_though_no_list_names_it_any_more(
    press: Any, crawled: Any, outlet: Callable[..., Any]
) -> None:
    press.page("/a", "Millbrook")
    press.page("/b", "Riverside")
    press.feed("/feed", "/a", "/b")
    crawled.crawl(outlet(press))
    pending = "UPDATE addresses SET verdict = 'pending', next_visit = found_at"
    crawled.write(f"{pending} WHERE url LIKE '%/b'")
    press.page("/c", "Newtown")
    press.feed("/feed", "/c")
    before = len(press.asked)
    crawled.crawl(outlet(press))
    asked = [path for path in press.asked[before:] if path in ("/a", "/b", "/c")]
    assert sorted(asked) == ["/b", "/c"]


def test_a_young_article_is_visited_again_and_each_edit_is_a_revision(
    press: Any, crawled: Any, outlet: Callable[..., Any]
) -> None:
    day = datetime.now(UTC).date()
    press.page("/a", "Millbrook", day=f'{day}T00:00:00Z" data-x="')
    press.answers["/a"].headers = dict(TAG)
    press.feed("/feed", "/a")
    crawled.crawl(outlet(press))
    [(due,)] = crawled.rows("SELECT next_visit FROM addresses")
    assert datetime.fromisoformat(due) - datetime.now(UTC) <= timedelta(days=1)

    crawled.write("UPDATE addresses SET next_visit = '2001-01-01'")
    assert crawled.crawl(outlet(press)).tally.counts == {"unchanged": 2}
    assert ("/a", 304) in press.sent
    crawled.write("UPDATE addresses SET next_visit = '2001-01-01'")
    press.page("/a", "Millbrook, corrected", day=f'{day}T00:00:00Z" data-x="')
    assert crawled.crawl(outlet(press)).tally.counts == {"fetched": 1, "unchanged": 1}

    found = crawled.rows("SELECT revision, title FROM revisions ORDER BY revision")
    assert found == [(1, "Millbrook"), (2, "Millbrook, corrected")]
    log = crawled.rows(
        "SELECT found_by, verdict, status, revision FROM fetches WHERE url LIKE '%/a' ORDER BY id"
    )
    assert log == [("feed", "fetched", 200, 1), ("revisit", "unchanged", 304, 1),
                   ("revisit", "fetched", 200, 2)]  # fmt: skip
