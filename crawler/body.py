"""The text of an article: what trafilatura finds, without what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

from lxml import etree, html
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
# A second, slower opinion is asked for where the first text has fewer words in sentences,
SHORT = 200
SENTENCE = 12  # words from which a line is taken for running text
# a paragraph of more words,
SHAPELESS = 400
# or less than this share of the telling words of title and description.
ABOUT = 0.5
TELLING = 5  # letters
FRAME = etree.XPath(
    "//footer[not(ancestor::article | ancestor::main)]"
    "|//nav[not(ancestor::article | ancestor::main)]|/html/body/header"
)


@cache
def extractor() -> str:
    """Name and version of what finds the text."""
    return f"trafilatura {version('trafilatura')}"


def paragraphs(markup: Markup, title: str, authors: Sequence[str]) -> tuple[list[str], bool]:
    """The paragraphs, headings, quotations and list items of the article, in order.

    And whether they end where the closed part of the article begins.
    """
    lines = _extracted(markup.tree, fast=True)
    if _is_doubtful(lines, f"{title} {' '.join(markup.meta('description', 'og:description')[:1])}"):
        lines = _extracted(markup.tree, fast=False)
    stated = _stated(markup)
    if len(" ".join(stated).split()) >= LONG and _shared(stated, lines) < SHARED:
        lines = stated
    links = frozenset(" ".join(link.text_content().split()) for link in markup.tree.iter("a"))
    frame = _frame(markup.tree)
    lines, walled = open_part([line for line in lines if line not in frame])
    return article_lines(lines, title, authors, links), walled


def _is_doubtful(lines: list[str], summary: str) -> bool:
    """Whether a text has few sentences, no paragraphs, or says little of what it is about."""
    sizes = [len(line.split()) for line in lines]
    if sum(size for size in sizes if size >= SENTENCE) < SHORT or max(sizes) > SHAPELESS:
        return True
    about = {word for word in words(summary) if len(word) >= TELLING}
    return len(about & set(words(" ".join(lines)))) < ABOUT * len(about)


def _extracted(tree: html.HtmlElement, *, fast: bool) -> list[str]:
    found = bare_extraction(tree, fast=fast, include_comments=False)
    if not isinstance(found, Document) or not found.text:
        return []
    lines = (re.sub(r"^- |\s+", " ", line).strip() for line in found.text.split("\n"))
    return [line for line in lines if line]


def _frame(tree: html.HtmlElement) -> set[str]:
    """What stands in the page's own head, foot and navigation, in its pieces."""
    return {
        " ".join(element.text_content().split())
        for part in FRAME(tree)
        for element in part.iter("*")
        if isinstance(element.tag, str)
    }


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
