"""Who wrote an article: names of people, without credits, addresses or the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from crawler.bylines import bylines
from crawler.lists import terms, words_of
from crawler.markup import Markup, Node
from crawler.names import site_names
from crawler.words import words

MOST_WORDS = 5  # in a name
_SPLIT = re.compile(
    r"\s*[,;|/•·&+\n]\s*|\s+(?:and|et|und|y)\s+|\s+[-–—]\s+|\s*[()\[\]]\s*", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"https?:|www\.|\S@\S|^@|\.(?:be|ca|ch|com|co|fr|html?|info|net|org|uk)\b", re.IGNORECASE
)


def authors(markup: Markup, url: str) -> tuple[str, ...]:
    """The names that the first place with any gives, in its order."""
    sites = site_names(markup, url)
    for place in (_json_ld(markup), _metas(markup)):
        if found := [name for text in place for name in people(text, sites)]:
            return _distinct(found)
    for lines in bylines(markup.tree):
        for line in lines:
            # what is no more than looks like a byline has to give a name and surname
            if found := [name for name in people(line, sites) if " " in name]:
                return _distinct(found)
    # who publishes alone may call the site by the own name
    return _distinct(name for text in _json_ld(markup) for name in people(text) if " " in name)


def people(text: str, sites: frozenset[str] = frozenset()) -> list[str]:
    """The names in a byline.

    >>> people("Par Anne Roux et Marc Vidal, journaliste, avec agences")
    ['Anne Roux', 'Marc Vidal']
    >>> people("Vidal, Marc")
    ['Marc Vidal']
    """
    if "".join(words(text)) in sites:
        return []
    parts = [name for part in _SPLIT.split(text) if (name := _name(part))]
    if len(parts) == 2 and text.count(",") == 1 and all(len(part.split()) == 1 for part in parts):
        parts = [" ".join(reversed(parts))]
    kept = [part for part in parts if _is_name(part) and "".join(words(part)) not in sites]
    named = [part for part in kept if " ".join(words(part)) not in _agencies()]
    return named or kept


def _name(part: str) -> str:
    """A part of a byline without what stands before and after a name."""
    part = re.sub(r"\s+", " ", part).strip(" .:*\u200b'\"“”")
    while match := _before().match(part):
        part = part[match.end() :].strip(" :")
    if match := _after().search(part):
        part = part[: match.start()].strip()
    return part


def _is_name(part: str) -> bool:
    found = part.split()
    if not 0 < len(found) <= MOST_WORDS or _ADDRESS.search(part) or re.search(r"\d|[_?!…%]", part):
        return False
    if any(word in _not_names() for word in words(part)) or words(part) in _degrees():
        return False
    if len(found) == 1:
        return len(part) > 1 and part[0].isupper() and "." not in part
    particles = terms("authors", "particles")
    return all(word[0].isupper() or word.lower() in particles or "'" in word for word in found)


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    """Each name once, whatever its letters' case and accents."""
    return tuple({words(name): name for name in reversed(list(found))}.values())[::-1]


def _json_ld(markup: Markup) -> Iterator[str]:
    """Of the first article node that has authors."""
    for node in markup.articles():
        found = [text for key in ("author", "creator") for text in _named(node.get(key), markup)]
        if found:
            yield from found
            return


def _named(value: Any, markup: Markup) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            full: Node = {**markup.ids.get(str(item.get("@id")), {}), **item}
            yield from _named(full.get("name") or full.get("byline"), markup)
        elif isinstance(item, str) and item.strip():
            yield item


def _metas(markup: Markup) -> Iterator[str]:
    """Of the first meta tag that gives a name and no address."""
    labels = [label.lower() for label in markup.meta("twitter:label1")]
    if labels and labels[0] in terms("authors", "labels"):
        yield from markup.meta("twitter:data1")[:1]
        return
    for name in terms("authors", "meta"):
        values = [text for text in markup.meta(name) if not _ADDRESS.search(text)]
        if any(people(text) for text in values):
            yield from values
            return


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?:{words_of('authors', 'before')})(?=[\s:]|$)\s*:?", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{words_of('authors', 'after')})(?=\s|$)", re.IGNORECASE)


@cache
def _not_names() -> frozenset[str]:
    return frozenset(word for term in terms("authors", "not_names") for word in words(term))


@cache
def _degrees() -> frozenset[tuple[str, ...]]:
    return frozenset(words(term) for term in terms("authors", "degrees"))


@cache
def _agencies() -> frozenset[str]:
    return frozenset(" ".join(words(term)) for term in terms("authors", "agencies"))
