"""The places on a page that look like the byline of its article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from lxml import html

from crawler.lists import words_of

LONGEST = 300  # characters of an element that is a byline and little else
NEAR = 80  # elements after a heading, in which "By …" can be its byline


def bylines(tree: html.HtmlElement) -> Iterator[list[str]]:
    """The lines of text of each such place: those after a heading first, in the page's order."""
    before: list[list[str]] = []
    since_heading: int | None = None
    for element in tree.iter():
        if element.tag == "h1":
            since_heading = 0
        elif since_heading is not None:
            since_heading += 1
        if not isinstance(element.tag, str) or not _is_byline(element, since_heading):
            continue
        if since_heading is None:
            before.append(_lines(element))
        else:
            yield _lines(element)
    yield from before


def _is_byline(element: html.HtmlElement, since_heading: int | None) -> bool:
    if not (_is_marked(element) or (_is_near(since_heading) and _says_by(element))):
        return False
    return not _is_elsewhere(element)


def _is_marked(element: html.HtmlElement) -> bool:
    if element.get("itemprop") == "author" or "author" in (element.get("rel") or "").split():
        return True
    if element.tag == "a" and _among("author_pages").search(element.get("href") or ""):
        return True
    marks = f"{element.get('class', '')} {element.get('id', '')} {element.get('data-testid', '')}"
    return _mark_byline(marks)


@lru_cache(maxsize=10_000)  # a page uses the same classes again and again
def _mark_byline(marks: str) -> bool:
    return bool(_among("byline").search(marks)) and not _among("not_byline").search(marks)


def _is_near(since_heading: int | None) -> bool:
    return since_heading is not None and since_heading <= NEAR


def _says_by(element: html.HtmlElement) -> bool:
    """Whether a text starts with what stands before names: "By", "Par", "Written by" …"""
    return element.tag not in ("script", "style") and bool(_by().match(element.text or ""))


def _is_elsewhere(element: html.HtmlElement) -> bool:
    """Whether the element is of a comment, a quotation, another article or the like."""
    for above in element.iterancestors():
        if above.tag in ("aside", "nav", "blockquote"):
            return True
        if above.tag not in ("body", "html") and _among("elsewhere").search(
            f"{above.get('class', '')} {above.get('id', '')}"
        ):
            return True
    return False


def _lines(element: html.HtmlElement) -> list[str]:
    """The element's texts, a line each; what "and" or a comma joins is one line."""
    texts = [" ".join(text.split()) for text in element.itertext() if text.strip()]
    texts += element.xpath(".//meta[@itemprop='name']/@content")
    if sum(map(len, texts)) > LONGEST:
        return []
    joined = re.sub(
        r"\n(?=(?:and|et|&|,)\s)|(?<=[,&])\n|(?<=\sand)\n|(?<=\set)\n", " ", "\n".join(texts)
    )
    return joined.split("\n")


@cache
def _among(table: str) -> re.Pattern[str]:
    return re.compile(words_of("authors", table), re.IGNORECASE)


@cache
def _by() -> re.Pattern[str]:
    return re.compile(
        rf"\s*(?:{words_of('authors', 'before')})\s*:?(?=\s|$|[A-ZÀ-Ý])", re.IGNORECASE
    )
