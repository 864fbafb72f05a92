"""Titles where places disagree."""

from __future__ import annotations

import pytest

from crawler.markup import read
from crawler.titles import title


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<title>Ovens go cold - The Loaf</title><h1>The Loaf</h1>", "Ovens go cold"),
        ("<title>Ovens go cold | News | The Loaf</title><h1>Menu</h1><h1>Ovens go cold</h1>",
         "Ovens go cold"),
        ('<title>x</title><meta property="og:title" content="Ovens &amp;amp; mills">',
         "Ovens & mills"),
        ("<title>Ovens go cold – The Loaf</title><h1>Ovens go cold <b>Subscribers</b></h1>"
         '<meta property="og:title" content="Ovens go cold"/>', "Ovens go cold"),
        ("<title>Grève : les fours s'éteignent - The Loaf</title>",
         "Grève : les fours s'éteignent"),
        ("<p>Nothing</p>", ""),
    ],
)  # fmt: skip
def test_the_title_is_what_most_places_agree_on(page: str, expected: str) -> None:
    markup = read(f'<meta property="og:site_name" content="The Loaf">{page}'.encode(), "")
    assert markup is not None
    assert title(markup, "https://loaf.example/a") == expected


def test_a_feed_gives_the_title_where_the_page_has_none() -> None:
    markup = read(b"<p>Nothing</p>", "")
    assert markup is not None
    assert title(markup, "https://loaf.example/a", "Ovens go cold") == "Ovens go cold"
