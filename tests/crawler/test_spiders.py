"""Feeds, sitemaps and sections as they are met, broken ones too."""

from __future__ import annotations

import gzip
from datetime import date
from html import escape
from typing import Any

import pytest

from crawler.addresses import Found, Listing, More, UnreadableError
from crawler.spiders import addresses
from topics.model import Section, Window

WINDOW = Window(start=date(2023, 5, 1), end=date(2023, 12, 31))
HOME = "https://loaf.example/"


def read(kind: Any, body: str | bytes, **more: Any) -> list[Found | More]:
    content = body.encode() if isinstance(body, str) else body
    return addresses(Listing(kind, HOME + "list", content, "", WINDOW, **more))


def urls(found: list[Found | More]) -> list[str]:
    return [item.url.removeprefix(HOME) for item in found]


FEEDS = {
    "rss 2.0": """<?xml version="1.0"?><rss version="2.0"><channel><language>fr</language><item>
        <title>Un</title><link>https://loaf.example/1?utm_medium=rss</link>
        <pubDate>Fri, 14 Jul 2023 10:00:00 GMT</pubDate></item></channel></rss>""",
    "rss 1.0": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/>
        <item><title>Un</title><link>/1</link><dc:date>2023-07-14T10:00:00Z</dc:date></item>
        </rdf:RDF>""",
    "rss 0.91": """<rss version="0.91"><channel><item><title>Un</title>
        <link>https://loaf.example/1</link><pubDate>2023-07-14</pubDate></item></channel></rss>""",
    "atom": """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><entry><title>Un</title>
        <link rel="alternate" href="/1"/>
        <published>2023-07-14T10:00:00Z</published></entry></feed>""",
    "json 1.1": """{"version": "https://jsonfeed.org/version/1.1", "language": "fr", "items": [
        {"id": "7", "url": "/1?utm_source=json", "title": "Un", "content_text": "a\tb",
        "external_url": "https://elsewhere.example/",
        "date_published": "2023-07-14T10:00:00Z"}]}""",
    "json 1": """\ufeff {"version": "https://jsonfeed.org/version/1", "items": ["?",
        {"title": " Un ", "id": "https://loaf.example/1", "date_published": "2023-07-14"},
        {"id": "8"}]}""",
    "broken": """<rss version="2.0"><channel><title>A & B</title><item><title>Un</title>
        <link>https://loaf.example/1</link><pubDate>2023-07-14</pubDate></item>""",
    "no link": """<rss version="2.0"><channel><item><title>Un</title>
        <guid>https://loaf.example/1</guid><pubDate>2023-07-14</pubDate></item></channel></rss>""",
}  # fmt: skip


@pytest.mark.parametrize("body", FEEDS.values(), ids=FEEDS)
def test_a_feed_gives_its_entries_with_hints(body: str) -> None:
    (found,) = read("feed", body)
    assert isinstance(found, Found)
    assert found.url == "https://loaf.example/1"
    assert found.hints.title == "Un"
    assert "2023" in found.hints.published
    assert found.hints.modified


def test_an_update_in_a_feed_is_told_from_the_publication() -> None:
    (found,) = read("feed", """<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/1"/>
        <published>2023-07-14T10:00:00Z</published><updated>2023-07-20T10:00:00Z</updated>
        </entry></feed>""")  # fmt: skip
    assert isinstance(found, Found)
    assert (found.hints.published[:10], found.hints.modified[:10]) == ("2023-07-14", "2023-07-20")


MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
NEWS = """<url><loc>https://loaf.example/1</loc><lastmod>2023-07-20</lastmod>
    <image:image xmlns:image="i"><image:loc>https://loaf.example/1.jpg</image:loc></image:image>
    <news:news xmlns:news="n"><news:publication><news:name>Loaf</news:name>
    <news:language>en</news:language></news:publication><news:title>One</news:title>
    <news:publication_date>2023-07-14T10:00:00Z</news:publication_date></news:news></url>"""


@pytest.mark.parametrize("pack", [str.encode, lambda body: gzip.compress(body.encode())])
def test_a_news_sitemap_gives_addresses_with_hints(pack: Any) -> None:
    (found,) = read("sitemap", pack(MAP.format(NEWS)))
    assert isinstance(found, Found)
    assert (found.url, found.hints.title, found.hints.language) == (HOME + "1", "One", "en")
    assert (found.hints.published[:10], found.hints.modified) == ("2023-07-14", "2023-07-20")


def test_an_index_is_followed_only_where_it_can_lead_into_the_window() -> None:
    entries = {
        "a.xml": "", "map-2022.xml": "2024-01-01", "map-2023-07.xml": "", "map-2023-04.xml": "",
        "map-2024.xml": "", "old.xml": "2020-01-01", "new.xml": "2023-06-01",
        "d-20230714.xml": "", "d-20190503.xml": "2024-02-02", "2019/05/03.xml": "",
        "s.xml?yyyy=2023&mm=07&dd=14": "", "s.xml?yyyy=2019&mm=05&dd=03": "", "id-1201905.xml": "",
    }  # fmt: skip
    body = "".join(f"<sitemap><loc>{HOME}{escape(name)}</loc>" +
                   (f"<lastmod>{day}</lastmod>" if day else "") + "</sitemap>"
                   for name, day in entries.items())  # fmt: skip
    found = read("sitemap", f"<sitemapindex>{body}</sitemapindex>")
    assert all(isinstance(item, More) for item in found)
    assert urls(found) == [
        "a.xml", "map-2023-07.xml", "new.xml", "d-20230714.xml", "s.xml?yyyy=2023&mm=07&dd=14",
        "id-1201905.xml",
    ]  # fmt: skip


def test_a_sitemap_in_plain_text() -> None:
    assert urls(read("sitemap", f"{HOME}1\n{HOME}2\n")) == ["1", "2"]


def test_no_entity_of_a_sitemap_is_expanded() -> None:
    bomb = '<!DOCTYPE u [<!ENTITY a "https://loaf.example/x">]>' + MAP.format(
        "<url><loc>&a;</loc></url>"
    )
    assert read("sitemap", bomb) == []


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        ("feed", "<html><body>Hello</body></html>", "not a feed"),
        ("feed", "", "not a feed"),
        ("feed", '{"error": "gone"}', "not a feed"),
        ("feed", '{"items": [', "not a feed"),
        ("home", "<html><head><title>Loaf</title></head></html>", "announces no feed"),
        ("home", "", "not an HTML page"),
        ("sitemap", "<html><body>Hello</body></html>", "not a sitemap but <html>"),
        ("sitemap", "hello world", "not a sitemap"),
        ("sitemap", gzip.compress(b"<urlset/>")[:-6], "damaged gzip"),
        ("sitemap", gzip.compress(b" " * 60_000_000), "larger than a sitemap may be"),
    ],
)
def test_what_is_no_list_is_told(kind: Any, body: str | bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read(kind, body)


def section(**more: Any) -> Section:
    return Section(url=HOME + "list", **more)


PAGE = """<article><h2><a href="/1">One</a></h2><time datetime="{0}-07-14">14 July</time></article>
    <article><h2><a href="/2">Two</a></h2><a href="/2"><img></a></article>
    <h2><a href="https://elsewhere.example/3">Ad</a></h2><a rel="next" href="?page=2">Next</a>"""


def test_a_section_gives_its_articles_and_its_next_page() -> None:
    found = read("section", PAGE.format(2023), section=section())
    assert urls(found) == ["1", "2", "list?page=2"]
    assert isinstance(found[0], Found)
    assert (found[0].hints.title, found[0].hints.published) == ("One", "2023-07-14")


def test_a_section_ends_at_the_edge_of_the_window() -> None:
    assert urls(read("section", PAGE.format(2021), section=section())) == ["1", "2"]


def test_a_home_page_announces_its_feeds() -> None:
    found = read("home", """<head><base href="https://loaf.example/en/">
        <link rel="alternate" type="application/rss+xml" href="rss" title="News">
        <link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="/atom">
        <link rel="alternate" type="application/feed+json" href="/feed.json">
        <link rel="alternate" type="application/rss+xml" href="rss" title="The same">
        <link rel="alternate" type="application/rss+xml" href="/c" title="Loaf: Comments Feed">
        <link rel="alternate" hreflang="fr" href="/fr"><link rel="stylesheet" href="/s.css">
        </head>""")  # fmt: skip
    assert found == [More(HOME + path, "feed") for path in ("en/rss", "atom", "feed.json")]
