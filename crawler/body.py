"""The text of an article: what trafilatura finds, without what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from crawler.access import open_part
from crawler.boilerplate import article_lines
from crawler.markup import Markup
from crawler.titles import plain
from crawler.words import words

LONG = 150  # words of a text in JSON-LD from which it can be the whole article
SHARED = 0.6  # of its words' sequences that a good extraction of the page has
GRAM = 4


@cache
def extractor() -> str:
    """Name and version of what finds the text."""
    return f"trafilatura {version('trafilatura')}"


def paragraphs(markup: Markup, title: str, authors: Sequence[str]) -> tuple[list[str], bool]:
    """The paragraphs, headings, quotations and list items of the article, in order.

    And whether they end where the closed part of the article begins.
    """
    lines = _extracted(markup.tree)
    stated = _stated(markup)
    if len(words(" ".join(stated))) >= LONG and _shared(stated, lines) < SHARED:
        lines = stated
    links = frozenset(words(link.text_content()) for link in markup.tree.iter("a"))
    lines, walled = open_part(lines)
    return article_lines(lines, title, authors, links - {()}), walled


def _extracted(tree: html.HtmlElement) -> list[str]:
    found = bare_extraction(tree, include_comments=False)
    if not isinstance(found, Document) or not found.text:
        return []
    lines = (re.sub(r"^- |\s+", " ", line).strip() for line in found.text.split("\n"))
    return [line for line in lines if line]


def _stated(markup: Markup) -> list[str]:
    """The text that the page's JSON-LD gives of the article; often cut, or none."""
    for node in markup.articles():
        if isinstance(text := node.get("articleBody"), str):
            lines = (plain(line) for line in re.split(r"\n+|</p>|<br ?/?>", text))
            return [line for line in lines if line]
    return []


def _shared(one: list[str], other: list[str]) -> float:
    """The share of the first text's word sequences that the second has too."""
    first, second = (_grams(words(" ".join(lines))) for lines in (one, other))
    return len(first & second) / len(first) if first else 0.0


def _grams(said: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {said[start : start + GRAM] for start in range(len(said) - GRAM + 1)}
