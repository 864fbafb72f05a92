"""Atom feeds: valid by RFC 4287, with ids that stay, and nothing sent twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import httpx
import pytest

from datasette_config import atom

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("/feed.atom", "/entity/echo-works.atom", "/issue/imitation.atom", "/search.atom?q=machine",
         "/search.atom?q=nowhere", "/search.atom?q=owned", "/search.atom?entity=ada-brandt&in=en",
         "/search.atom", "/entity/img-src-x.atom")  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
TAG = re.compile(r"tag:[\w.-]+,\d{4}(-\d\d){0,2}:[^\s#]*")


def one(parent: ET.Element, name: str) -> ET.Element:
    [found] = parent.findall(ATOM + name)
    return found


def check_common(element: ET.Element) -> None:
    """What RFC 4287 wants of a feed and of an entry alike."""
    assert TAG.fullmatch(one(element, "id").text or "")
    assert (one(element, "title").text or "").strip()
    assert MOMENT.fullmatch(one(element, "updated").text or "")
    assert all(MOMENT.fullmatch(p.text or "") for p in element.findall(f"{ATOM}published"))
    names = [one(author, "name").text or "" for author in element.findall(f"{ATOM}author")]
    assert names and all(name.strip() for name in names)
    links = [(link.get("rel"), link.get("type")) for link in element.findall(f"{ATOM}link")]
    assert len(links) == len(set(links)) and ("alternate", "text/html") in links
    for link in element.findall(f"{ATOM}link"):
        assert urlsplit(link.get("href") or "").scheme in ("http", "https")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", FEEDS)
def test_feeds_are_valid(http: httpx.Client, path: str, lang: str) -> None:
    answer = http.get(path, headers={"Accept-Language": lang})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.content)
    assert root.tag == f"{ATOM}feed"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    check_common(root)
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        check_common(entry)
        assert one(entry, "summary").text
    ids = [one(entry, "id").text for entry in entries]
    assert len(set(ids)) == len(ids) <= 50
    read: Any = feedparser.parse(answer.content)
    assert not read.bozo and read.version == "atom10" and len(read.entries) == len(entries)


def test_a_feed_of_everything_has_the_newest_first(http: httpx.Client, address: str) -> None:
    read: Any = feedparser.parse(http.get("/feed.atom").content)
    days = [entry.get("published", "") for entry in read.entries]
    assert days == sorted(days, reverse=True) and len(days) > 30
    launch = next(e for e in read.entries if e.title == "A machine that borrows voices")
    assert launch.link == f"{address}/article/1"
    assert [author.name for author in launch.authors] == ["June Marlow", "Pat O’Neil"]
    assert {link.rel: link.href for link in launch.links}["via"].startswith("https://harbour.")
    assert "High tides this week" not in {entry.title for entry in read.entries}


def test_what_comes_from_the_web_is_text(http: httpx.Client) -> None:
    root = ET.fromstring(http.get("/search.atom?q=owned").content)
    [entry] = root.findall(f"{ATOM}entry")
    assert (one(entry, "title").text or "").startswith("<script>")
    assert one(entry, "title").get("type") in (None, "text")
    assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]


def test_links_are_those_of_the_host_that_was_asked(http: httpx.Client) -> None:
    answer = http.get("/entity/echo-works.atom?lang=fr", headers={"Host": "voices.localhost"})
    read: Any = feedparser.parse(answer.content)
    links = {link.rel: link.href for link in read.feed.links}
    assert links["alternate"] == "http://voices.localhost/entity/echo-works"
    assert links["self"] == "http://voices.localhost/entity/echo-works.atom?lang=fr"
    assert read.feed.id == feedparser.parse(http.get("/entity/echo-works.atom").content).feed.id


def test_nothing_is_sent_twice(http: httpx.Client) -> None:
    first = http.get("/feed.atom")
    for headers in (
        {"If-None-Match": first.headers["etag"]},
        {"If-None-Match": f'"other", W/{first.headers["etag"]}'},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        again = http.get("/feed.atom", headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    for headers in (
        {"If-None-Match": '"other"', "If-Modified-Since": first.headers["last-modified"]},
        {"If-Modified-Since": "Sat, 01 Jul 2000 00:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
    ):
        assert http.get("/feed.atom", headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/entity/nobody.atom", "/issue/x.atom", "/story/x.atom"])
def test_no_feed_of_what_there_is_not(http: httpx.Client, path: str) -> None:
    assert http.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("/entity/echo-works", "/entity/echo-works.atom"),
        ("/issue/imitation", "/issue/imitation.atom"),
        ("/search?q=machine&in=fr&page=2", "/search.atom?q=machine&amp;in=fr"),
    ],
)
def test_pages_name_their_feed(http: httpx.Client, path: str, feed: str) -> None:
    page = http.get(path).text
    found = re.findall(
        r'<link rel="alternate" type="application/atom\+xml"[^>]*href="([^"]*)"', page
    )
    assert found == ["/feed.atom", feed]
    assert http.get(feed.replace("&amp;", "&")).status_code == 200


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path) -> None:
    entry = atom.Entry("tag:x,2026:a", "a\x00b\x0bc\ufffe", "en", "http://x/", "", "", "2023", (),
                       "s", "\x1b")  # fmt: skip
    feed = atom.Feed("tag:x,2026:f", "f", "en", "http://x/", "http://x/", "2023-01-01", (entry,))
    read: Any = feedparser.parse(atom.xml(feed))
    assert read.entries[0].title == "abc"


def test_a_search_for_nothing_names_no_feed_of_its_own(http: httpx.Client) -> None:
    assert http.get("/search").text.count("application/atom+xml") == 1
