"""Addresses in a JSON Feed, version 1 or 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crawler.addresses import Found, Hints, Listing, UnreadableError
from crawler.urls import canonical

VERSION = "https://jsonfeed.org/version/"


def addresses(listing: Listing) -> Iterator[Found]:
    """Each item's article, in the order of the feed.

    :raises UnreadableError: it is no JSON Feed.
    """
    feed = _feed(listing.body)
    language = _text(feed.get("language"))
    items = feed.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and (url := _url(item, listing.url)):
            published, modified = (
                _text(item.get("date_published")),
                _text(item.get("date_modified")),
            )
            yield Found(
                url,
                Hints(
                    title=_text(item.get("title")),
                    published=published,
                    modified=modified or published,
                    language=_text(item.get("language")) or language,
                ),
            )


def _feed(body: bytes) -> dict[str, Any]:
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not a feed: {error}") from None
    if not isinstance(feed, dict) or not (
        _text(feed.get("version")).startswith(VERSION) or isinstance(feed.get("items"), list)
    ):
        raise UnreadableError("not a feed")
    return feed


def _url(item: dict[str, Any], base: str) -> str:
    """The item's own page; its identifier where that is an address; never what it points to."""
    for key in ("url", "id"):
        text = _text(item.get(key))
        if text and (key == "url" or "://" in text) and (url := canonical(text, base)):
            return url
    return ""


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
