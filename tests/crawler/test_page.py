"""Saved pages, each with an oddity, and what must be made of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from crawler.page import Page, read
from topics.model import Window

PAGES = Path(__file__).parents[1] / "pages"
WINDOW = Window(start=date(2023, 1, 1))


@pytest.mark.parametrize("saved", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_a_saved_page_gives_what_is_expected(saved: Path) -> None:
    expected = json.loads(saved.with_suffix(".json").read_text(encoding="utf-8"))
    reading = read(Page(expected["url"], saved.read_bytes()), WINDOW)
    assert reading.verdict == expected["verdict"], reading.detail
    if "canonical" not in expected:
        assert reading.article is None
        return
    article = reading.article
    assert article is not None
    assert article.url == expected["canonical"]
    assert article.access == ("paywall" if expected["verdict"] == "paywall" else "open")
    for field in ("lang", "title", "published", "published_from"):
        assert getattr(article, field) == expected[field], field
    assert list(article.authors) == expected["authors"]
    assert article.text.startswith(expected["opens"]), article.text[:200]
    assert all(part in article.text for part in expected["holds"]), article.text
    assert not any(part in article.text for part in expected["lacks"]), article.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe\x00" * 50,
        b"<" * 20_000,
        b"<div>" * 20_000,
        b"<p>" + b"a" * 200_000,
        b'<script type="application/ld+json">' + b"[" * 100_000,
    ],
    ids=["empty", "binary", "brackets", "deep", "one-word", "deep-json"],
)
def test_a_hostile_page_is_no_article(body: bytes) -> None:
    assert read(Page("https://a.example/", body), WINDOW).verdict in ("too_short", "language")


def test_what_is_no_html_is_no_article() -> None:
    page = Page("https://a.example/report.pdf", b"%PDF-1.7 " * 500, "application/pdf")
    assert read(page, WINDOW).detail == "application/pdf"
