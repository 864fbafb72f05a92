"""Hyperlinks in the text of an article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml import html

from crawler.links import anchors, links
from crawler.page import Page, extract

URL = "https://harbour.example/2024/keepers"
TEXT = ("The keepers signed, as the Gull reported on Monday.", "Read more", "A letter says so.")


def found(markup: str) -> list[tuple[str, str]]:
    tree = html.fromstring(f"<div>{markup}</div>")
    whole = "\n".join(TEXT)
    return [(link.url, whole[link.start : link.end]) for link in links(anchors(tree), TEXT, URL)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<a href="https://gull.example/a?utm_source=x#b">the Gull</a>',
         [("https://gull.example/a", "the Gull")]),
        ('<a href="/2024/other">signed</a>', [("https://harbour.example/2024/other", "signed")]),
        ('<a href="/x">A</a> <a href="/y">letter</a>',
         [("https://harbour.example/x", "A"), ("https://harbour.example/y", "letter")]),
        ('<a href="/x">Read more</a>', []),
        ('<a href="/x">Home</a>', []),
        ('<a href="#top">letter</a>', []),
        ('<a href="mailto:a@b.example">letter</a>', []),
        ('<a href="javascript:void(0)">letter</a>', []),
        (f'<a href="{URL}">letter</a>', []),
        ('<a>letter</a>', []),
        ('<a href="/x"></a>', []),
        ('<a href="http://[broken">letter</a>', []),
    ],
)  # fmt: skip
def test_links(markup: str, expected: list[tuple[str, str]]) -> None:
    assert found(markup) == expected


def test_the_links_of_a_page_stand_in_its_text() -> None:
    text = "The keepers of the harbour signed the letter that lights and boats had waited for. "
    page = (
        "<html lang=en><body><nav><a href=/home>Home</a></nav><article><h1>The keepers sign</h1>"
        f"<p>{text * 3} As <a href='https://gull.example/a'>the Gull wrote first</a>, they did.</p>"
        f"<p>{text * 3}</p></article></body></html>"
    )
    result = extract(Page(URL, page.encode()), datetime(2024, 5, 1, tzinfo=UTC))
    assert result is not None
    [link] = result.links
    assert "\n".join(result.paragraphs)[link.start : link.end] == "the Gull wrote first"
    assert link.url == "https://gull.example/a"
