"""Names of people out of bylines."""

from __future__ import annotations

import pytest

from crawler.authors import authors, people
from crawler.markup import read


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Joan Hill", ["Joan Hill"]),
        ("Joan Hill and Peter Oak", ["Joan Hill", "Peter Oak"]),
        ("Par Anne Roux, avec AFP", ["Anne Roux"]),
        ("Anne Roux (avec Reuters)", ["Anne Roux"]),
        ("Propos recueillis par Anne Roux et Marc Vidal", ["Anne Roux", "Marc Vidal"]),
        ("Joan Hill, Staff Writer", ["Joan Hill"]),
        ("Oak, Peter", ["Peter Oak"]),
        ("Jean de La Rive", ["Jean de La Rive"]),
        ("https://loaf.example/people/joan-hill", []),
        ("joan@loaf.example", []),
        ("La rédaction", []),
        ("AFP", ["AFP"]),
        ("The Loaf", []),
        ("", []),
    ],
)
def test_a_byline_gives_people(byline: str, expected: list[str]) -> None:
    assert people(byline, frozenset({"theloaf"})) == expected


def page(head: str = "", body: str = "") -> tuple[str, ...]:
    markup = read(f"<html><head>{head}</head><body><h1>T</h1>{body}</body></html>".encode(), "")
    assert markup is not None
    return authors(markup, "https://loaf.example/a")


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ('<meta name="author" content="Joan Hill">', "", ("Joan Hill",)),
        ('<meta property="article:author" content="https://x.example/j">'
         '<meta name="parsely-author" content="Joan Hill">', "", ("Joan Hill",)),
        ('<meta name="twitter:label1" content="Écrit par">'
         '<meta name="twitter:data1" content="Anne Roux">', "", ("Anne Roux",)),
        ("", '<a rel="author" href="/j">Joan Hill</a>', ("Joan Hill",)),
        ("", "<div>By <span>Joan Hill</span></div>", ("Joan Hill",)),
        ("", '<p class="auteur">Par <b>Anne Roux</b> et <b>Marc Vidal</b></p>',
         ("Anne Roux", "Marc Vidal")),
        ("", '<div class="comment"><p class="author">Troll Person</p></div>', ()),
        ("", '<a href="/staff/joan-hill">Joan Hill</a><p class="role">Senior Reporter</p>',
         ("Joan Hill",)),
    ],
)  # fmt: skip
def test_the_first_place_that_names_people_is_believed(
    head: str, body: str, expected: tuple[str, ...]
) -> None:
    assert page(head, body) == expected
