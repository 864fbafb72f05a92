"""The text of an article: what trafilatura finds, as paragraphs."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from importlib.metadata import version

from lxml import html
from trafilatura import bare_extraction
from trafilatura.settings import Document

BLOCKS = frozenset({"p", "head", "quote", "item", "row", "code", "list", "table", "div"})


@cache
def extractor() -> str:
    """Name and version of what finds the text."""
    return f"trafilatura {version('trafilatura')}"


def paragraphs(tree: html.HtmlElement) -> list[str]:
    """The paragraphs, headings, quotations and list items of the article, in order."""
    found = bare_extraction(deepcopy(tree), include_comments=False)
    if not isinstance(found, Document) or not found.text:
        return []
    lines = (" ".join(line.split()) for line in found.text.split("\n"))
    return [line for line in lines if line]
