"""The text of an article: what trafilatura finds, without what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from crawler.access import open_part
from crawler.boilerplate import article_lines
from crawler.content import content, running
from crawler.links import Anchor, anchors
from crawler.markup import Markup
from crawler.titles import plain
from crawler.words import words

LONG = 150  # words of a text in JSON-LD from which it can be the whole article
SHARED = 0.6  # of its words' sequences that a good extraction of the page has
GRAM = 4
FILLED = 0.83  # of an extraction that the whole text in JSON-LD accounts for, unless it is more
# A second, slower opinion is asked for where the first text has fewer words in sentences,
SHORT = 200
SENTENCE = 12  # words from which a line is taken for running text
# or less than this share of the telling words of title and description,
ABOUT = 0.5
TELLING = 5  # letters
# and the page has this many times as much text.
MORE = 1.5


@cache
def extractor() -> str:
    """Names and versions of what finds the text: our own rules, and what they work on."""
    return f"brouhaha {version('brouhaha')}, trafilatura {version('trafilatura')}"


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs, headings, quotations and list items of an article, in order.

    `walled` where they end because the closed part of the article begins.
    """

    paragraphs: tuple[str, ...]
    walled: bool
    anchors: tuple[Anchor, ...]


def body(markup: Markup, title: str, authors: Sequence[str]) -> Body:
    """The text of the article on a page."""
    page = content(markup.tree)
    lines = _extracted(page, fast=True)
    stated = _stated(markup)
    if len(" ".join(stated).split()) >= LONG:
        lines = _better(lines, stated)
    elif running(page) > MORE * sum(map(len, lines)) and _is_doubtful(
        lines, [title, *markup.meta("description", "og:description")[:1]]
    ):
        lines = _extracted(page, fast=False)
    found = anchors(page)
    lines, walled = open_part(lines)
    kept = article_lines(lines, title, authors, frozenset(anchor.words for anchor in found))
    return Body(tuple(kept), walled, tuple(found))


def _is_doubtful(lines: list[str], summary: list[str]) -> bool:
    """Whether a text has few sentences, or says little of what it is about."""
    sizes = [len(line.split()) for line in lines]
    if sum(size for size in sizes if size >= SENTENCE) < SHORT:
        return True
    about = {word for word in words(" ".join(summary)) if len(word) >= TELLING}
    return len(about & set(words(" ".join(lines)))) < ABOUT * len(about)


def _better(lines: list[str], stated: list[str]) -> list[str]:
    """The text in JSON-LD where the extraction misses much of it, or is much more than it."""
    found, said = (_grams(words(" ".join(text))) for text in (lines, stated))
    shared = len(found & said)
    return stated if shared < SHARED * len(said) or shared < FILLED * len(found) else lines


def _extracted(tree: html.HtmlElement, *, fast: bool) -> list[str]:
    found = bare_extraction(tree, fast=fast, include_comments=False)
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


def _grams(said: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {said[start : start + GRAM] for start in range(len(said) - GRAM + 1)}
