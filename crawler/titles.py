"""The title of an article as its reader sees it, without the name of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from w3lib.html import remove_tags

from crawler.markup import Markup
from crawler.names import SHORTEST, site_names
from crawler.words import words

# How much each place counts when they disagree, tuned on real pages: the heading says what the
# reader sees, but only one that another place knows is the article's and not a logo's.
WEIGHTS = {"h1": 1.5, "json-ld": 1.0, "og": 1.2, "twitter": 0.3, "title": 1.0, "hint": 0.8}
UNKNOWN_HEADING = 0.4
SITE = -2.0
SITE_WORDS = 5  # at most, in a part that only names the site
_BETWEEN = re.compile(r"\s+[|\-–—·•»«‹›]+\s+|\s*\|\s*|\s+::\s+|^\s*»\s*")


@dataclass(frozen=True)
class _Claim:
    """A title that one place gives, and what it may be without the parts around it."""

    place: str
    text: str
    forms: frozenset[tuple[str, ...]]


def title(markup: Markup, url: str, hint: str = "") -> str:
    """The title that the most places agree on; empty where there is none."""
    sites = site_names(markup, url)
    claims = [_claim(place, text, sites) for place, text in _places(markup, hint) if text]
    best = max(claims, key=lambda claim: _score(claim, claims, sites), default=None)
    return best.text if best else ""


def plain(text: str) -> str:
    """One line without markup or entities.

    >>> plain("Grève &amp;amp; accord \\n <i>signé</i>")
    'Grève & accord signé'
    """
    return re.sub(r"\s+", " ", remove_tags(unescape(unescape(text)))).strip()


def _places(markup: Markup, hint: str) -> Iterator[tuple[str, str]]:
    """In the order in which they win where they count alike."""
    for heading in markup.tree.iter("h1"):
        yield "h1", re.sub(r"\s+", " ", heading.text_content()).strip()
    for node in markup.articles():
        if isinstance(node.get("headline"), str):
            yield "json-ld", plain(node["headline"])
            break
    yield "title", plain(markup.tree.findtext(".//title") or "")
    for place, name in (("og", "og:title"), ("twitter", "twitter:title")):
        yield from ((place, plain(text)) for text in markup.meta(name)[:1])
    yield "hint", plain(hint)


def _claim(place: str, text: str, sites: frozenset[str]) -> _Claim:
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if place == "h1" or len(parts) < 2:
        return _Claim(place, text, frozenset({words(text)}))
    kept = _without_site(parts, sites)
    forms = {words(text), words(" ".join(kept)), *(words(part) for part in parts)}
    if place == "title" and len(kept) > 1:
        return _Claim(place, max(kept, key=len), frozenset(forms))
    start, end = text.index(kept[0]), text.rindex(kept[-1]) + len(kept[-1])
    return _Claim(place, text[start:end], frozenset(forms))


def _without_site(parts: list[str], sites: frozenset[str]) -> list[str]:
    """The parts without those at either end that name the site; at least one stays."""
    first, last = 0, len(parts)
    while last - first > 1 and _is_site(parts[last - 1], sites):
        last -= 1
    while last - first > 1 and _is_site(parts[first], sites):
        first += 1
    return parts[first:last]


def _is_site(part: str, sites: frozenset[str]) -> bool:
    """Whether some words are the site's name, or hold it and little else."""
    found = words(part)
    joined = "".join(found)
    if joined in sites or len(found) > SITE_WORDS:
        return joined in sites
    return any(
        (len(name) > SHORTEST and name in joined) or (len(joined) > SHORTEST and joined in name)
        for name in sites
    )


def _score(claim: _Claim, claims: list[_Claim], sites: frozenset[str]) -> float:
    """The weights of the places that say the same; far less for the site's own name."""
    said = words(claim.text)
    if not said:
        return SITE * 2
    weight = 0.0
    for place in {other.place for other in claims if said in other.forms}:
        weight += WEIGHTS[place] if place != "h1" or _is_known(said, claims) else UNKNOWN_HEADING
    return weight + (SITE if _is_site(claim.text, sites) else 0.0)


def _is_known(said: tuple[str, ...], claims: list[_Claim]) -> bool:
    """Whether another place than a heading shares half of the words."""
    return any(
        len(set(said) & set(form)) >= 0.5 * max(len(set(said)), 1)
        for claim in claims
        if claim.place != "h1"
        for form in claim.forms
    )
