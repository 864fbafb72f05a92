"""Addresses in one spelling."""

from __future__ import annotations

import pytest

from crawler.urls import canonical, preferred, site


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("HTTP://WWW.Example.ORG/A?b=1&utm_source=x#frag", "http://www.example.org/A?b=1"),
        ("https://example.org:443", "https://example.org/"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        ("https://example.org/a?fbclid=1", "https://example.org/a"),
        ("https://example.org/a?model=2&mod=rss", "https://example.org/a?model=2"),
        ("https://user:secret@example.org/a", "https://example.org/a"),
        (" https://example.org/é ", "https://example.org/%C3%A9"),
        ("mailto:a@example.org", ""),
        ("http://[::1", ""),
        ("http://example.org:port/", ""),
    ],
)
def test_an_address_has_one_spelling(given: str, expected: str) -> None:
    assert canonical(given) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("https://www.example.org/story", "https://www.example.org/story"),
        ("/story?utm_medium=amp", "https://amp.example.org/story"),
        ("https://www.example.org/", "https://amp.example.org/story/amp"),
        ("https://elsewhere.example.net/story", "https://amp.example.org/story/amp"),
        ("javascript:void(0)", "https://amp.example.org/story/amp"),
        ("", "https://amp.example.org/story/amp"),
    ],
)
def test_a_declared_address_is_believed_where_it_can_be_true(declared: str, expected: str) -> None:
    assert preferred("https://amp.example.org/story/amp#top", declared) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.bbc.co.uk/1", "bbc.co.uk"),
        ("http://127.0.0.1:8000/a", "127.0.0.1:8000"),
        ("http://localhost:9/a", "localhost:9"),
        ("https://news.loaf.example/a", "loaf.example"),
    ],
)
def test_the_site_of_an_address(url: str, expected: str) -> None:
    assert site(url) == expected
