"""Search as readers type: accents, phrases, prefixes, and what makes no sense."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import httpx
import pytest

ODD = (
    "()",
    "jean-luc", "l'hopital", '"', "", "*", "AND OR", "NEAR(", "a OR", "title:", "-", "^x", "{x}",
    '"unclosed', "'; DROP TABLE articles; --", "\x00", "é" * 400, "a " * 400, "<b>", "%", "\\",
)  # fmt: skip


def found(http: httpx.Client, **args: object) -> tuple[httpx.Response, list[int]]:
    page = http.get(f"/search?{urlencode(args)}")
    assert page.status_code == 200, args
    return page, [int(n) for n in re.findall(r'<h3><a href="/article/(\d+)"', page.text)]


@pytest.mark.parametrize("typed", ODD)
def test_whatever_is_typed_a_page_answers(http: httpx.Client, typed: str) -> None:
    page, _ = found(http, q=typed)
    assert "Traceback" not in page.text


@pytest.mark.parametrize("args", ["page=0", "page=x", "page=99999", "page=-1", "order=x", "in=xx"])
def test_odd_choices_are_left_aside(http: httpx.Client, args: str) -> None:
    assert http.get(f"/search?q=machine&{args}").status_code == 200


@pytest.mark.parametrize(
    ("typed", "articles"),
    [
        ("oeuvre", [2]),
        ("œuvre", [2]),
        ("manteau ferrand", [2]),
        ('"coat that one lends"', [1]),
        ("imitat*", [1, 2]),
        ("HIGH tides", [4]),
        ("nowhere at all", []),
    ],
)
def test_words_are_found(http: httpx.Client, typed: str, articles: list[int]) -> None:
    assert sorted(found(http, q=typed)[1]) == articles


def test_a_language_can_be_asked_for(http: httpx.Client) -> None:
    assert found(http, q="machine imite encore", **{"in": "fr"})[1] == [5]
    assert found(http, q="Ferrand", **{"in": "en"})[1] == [1]


def test_the_newest_come_first_or_the_best(http: httpx.Client) -> None:
    assert found(http, q="Ferrand")[1] == [2, 1]
    assert set(found(http, q="Ferrand", order="rank")[1]) == {1, 2}


def test_pages_follow_one_another(http: httpx.Client) -> None:
    first, one = found(http, q="machine")
    assert len(one) == 20 and 'rel="next"' in first.text
    second, two = found(http, q="machine", page=2)
    assert two and not set(one) & set(two) and 'rel="prev"' in second.text


def test_what_matched_is_marked_and_the_rest_escaped(http: httpx.Client) -> None:
    page, _ = found(http, q="owned")
    assert '<mark class="hit">owned</mark>' in page.text
    assert "<script" not in page.text and "&lt;script&gt;" in page.text


def test_what_is_typed_is_shown_as_text(http: httpx.Client) -> None:
    page, _ = found(http, q='"><script>alert(1)</script>')
    assert "<script" not in page.text
