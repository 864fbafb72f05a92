"""The part of a page in which its article stands: all later passes over it cost less."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy

from lxml import etree, html

from crawler.lists import terms

RUNNING = 80  # characters from which a paragraph is running text
MOST = 0.8  # of the running text of a page, from which an element holds its article
_HOLDERS = ("article", "main")
_NO_TEXT = terms("markup", "no_text")
_FRAME = etree.XPath(
    "body/header[not(.//h1)] | .//footer[not(ancestor::article | ancestor::main)]"
    "| .//nav[not(ancestor::article | ancestor::main)]"
)


def content(tree: html.HtmlElement) -> html.HtmlElement:
    """A new page with the article's element in the elements that it stands in, and nothing else.

    Where no element holds nearly all of the running text, it is the page without its head, foot
    and navigation.
    """
    body = tree.find("body")
    part = _holder(tree) if body is not None else None
    page = deepcopy(tree) if part is None else _alone(part)
    etree.strip_elements(page, *_NO_TEXT, with_tail=False)
    for element in _FRAME(page):
        if not any(True for _ in element.iter("article", "main")):
            element.drop_tree()
    return page


def running(page: html.HtmlElement) -> int:
    """Characters of running text; half of all text where it is not in paragraphs."""
    size = sum(size for p in page.iter("p") if (size := len(p.text_content())) >= RUNNING)
    return size or len(" ".join(page.text_content().split())) // 2


def _holder(tree: html.HtmlElement) -> html.HtmlElement | None:
    """The innermost `article` or `main` with most of the running text, if there is one."""
    sizes: Counter[html.HtmlElement] = Counter()
    total = 0
    for paragraph in tree.iter("p"):
        if (size := len(paragraph.text_content())) >= RUNNING:
            total += size
            for above in paragraph.iterancestors(*_HOLDERS):
                sizes[above] += size
    holders = [element for element, size in sizes.items() if size >= MOST * total]
    return min(holders, key=lambda element: (sizes[element], -_depth(element)), default=None)


def _depth(element: html.HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors())


def _alone(part: html.HtmlElement) -> html.HtmlElement:
    """A copy in copies of the elements around it, which have their attributes but no text."""
    page = deepcopy(part)
    page.tail = None
    for above in part.iterancestors():
        around = above.makeelement(above.tag, dict(above.attrib))
        around.append(page)
        page = around
    return page
