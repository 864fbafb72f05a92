"""Feeds that a home page announces, for where the listed ones have gone."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.addresses import Listing, More, UnreadableError
from crawler.lists import terms
from crawler.markup import decode, parse
from crawler.urls import canonical

MOST = 10  # feeds of one home page


def addresses(listing: Listing) -> Iterator[More]:
    """The feeds in the page's head, without those of comments.

    :raises UnreadableError: it is no HTML page, or announces no feed.
    """
    tree = parse(decode(listing.body, listing.content_type))
    if tree is None:
        raise UnreadableError("not an HTML page")
    bases = tree.xpath("//base/@href")
    base = canonical(bases[0], listing.url) if bases else listing.url
    feeds = dict.fromkeys(
        url
        for link in tree.xpath("//link[@rel and @href]")
        if _is_feed(link.get("rel"), link.get("type") or "")
        and not _of_comments(f"{link.get('title') or ''} {link.get('href')}")
        and (url := canonical(link.get("href"), base or listing.url))
    )
    if not feeds:
        raise UnreadableError("the home page announces no feed")
    for url in list(feeds)[:MOST]:
        yield More(url, "feed")


def _is_feed(rel: str, kind: str) -> bool:
    plain = kind.partition(";")[0].strip().lower()
    return "alternate" in rel.lower().split() and plain in terms("feeds", "types")


def _of_comments(text: str) -> bool:
    return any(word in text.lower() for word in terms("feeds", "comments"))
