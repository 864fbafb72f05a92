"""Addresses in a feed: RSS of all versions, Atom, JSON; broken ones as far as they can be read."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import feedparser

from crawler.addresses import Found, Hints, Listing, UnreadableError
from crawler.spiders import jsonfeed
from crawler.urls import canonical


def addresses(listing: Listing) -> Iterator[Found]:
    """Each entry's article, in the order of the feed.

    :raises UnreadableError: it is no feed.
    """
    if listing.body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        yield from jsonfeed.addresses(listing)
        return
    headers = {"content-type": listing.content_type, "content-location": listing.url}
    feed = feedparser.parse(
        BytesIO(listing.body),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not feed.get("version") and not feed.entries:
        raise UnreadableError("not a feed")
    language = str(feed.feed.get("language", ""))
    for entry in feed.entries:
        if url := _url(entry, listing.url):
            yield Found(url, _hints(entry, language, str(feed.get("version"))))


def _url(entry: Any, base: str) -> str:
    """The link, else the identifier where that is an address."""
    for candidate in (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id")):
        if candidate and (url := canonical(candidate, base)):
            return url
    return ""


def _hints(entry: Any, language: str, version: str) -> Hints:
    published, updated = _text(entry.get("published")), ""
    if "updated" in entry:
        updated = _text(entry["updated"])
    if version.startswith("rss"):
        published = published or updated  # its one date is that of the publication
    return Hints(
        title=_text(entry.get("title")),
        published=published,
        modified=updated or published,
        language=_text(entry.get("language")) or language,
    )


def _text(value: Any) -> str:
    return " ".join(str(value or "").split())
