"""The hyperlinks in the running text of an article: where its author points for more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import html

from crawler.urls import canonical
from storage.records import Link


class Anchor(NamedTuple):
    """The words of a link, with single spaces, and where it leads, as the page has it."""

    words: str
    href: str


def anchors(tree: html.HtmlElement) -> list[Anchor]:
    """The anchors of a page's content, in order."""
    return [
        Anchor(" ".join(link.text_content().split()), link.get("href") or "")
        for link in tree.iter("a")
    ]


def links(found: Iterable[Anchor], paragraphs: Iterable[str], url: str) -> tuple[Link, ...]:
    """Those whose words stand within a sentence of the text, with their place in it.

    What is a paragraph of its own is a teaser or a menu, and what leads to the page itself no link.
    Offsets index the paragraphs joined by line ends.
    """
    return tuple(_placed(found, "\n".join(paragraphs), url))


def _placed(found: Iterable[Anchor], text: str, url: str) -> Iterator[Link]:
    place, own = 0, canonical(url)
    for anchor in found:
        if not anchor.words or anchor.words not in text or anchor.href.startswith("#"):
            continue
        if (target := canonical(anchor.href, url)) in ("", own):
            continue
        words = re.compile(rf"(?<!\w){re.escape(anchor.words)}(?!\w)")
        match = words.search(text, place)
        if match and not _alone(text, match.start(), match.end()):
            place = match.end()
            yield Link(target, match.start(), match.end())


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a stretch of text is a line of its own."""
    before, after = text[:start].rpartition("\n")[2], text[end:].partition("\n")[0]
    return not before.strip() and not after.strip(" .…»”\"'")
