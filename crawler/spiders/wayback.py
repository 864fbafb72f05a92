"""Addresses that a web archive holds captures of, from its CDX server; both its JSON forms."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from crawler.addresses import BusyError, Found, Hints, Item, Listing, More, UnreadableError
from crawler.periods import halves, iso, query, span, with_query
from crawler.urls import canonical

ROWS = 20_000  # asked for at once
Row = dict[str, str]


def url(index: str, home: str, first: date, last: date) -> str:
    """The address of the captures made on these days of all pages of a host, or below a path."""
    parts = urlsplit(home)
    start, end = span(first, last)
    values = {
        "url": parts.netloc + parts.path,
        "matchType": "prefix" if parts.path.strip("/") else "host",
        "output": "json",
        "collapse": "urlkey",
        "limit": str(ROWS),
        "showResumeKey": "true",
        "from": start,
        "to": end,
    }
    asked = with_query(index, values)
    return f"{asked}&filter=statuscode:200&filter=mimetype:text/html"


def of_page(index: str, page: str, first: date) -> str:
    """The address of the first whole capture of one page from a day on."""
    start, _ = span(first, first)
    values = {"url": page, "output": "json", "limit": "1", "from": start}
    return f"{with_query(index, values)}&filter=statuscode:200&filter=mimetype:text/html"


def addresses(listing: Listing) -> Iterator[Item]:
    """The first capture of each page that may be wanted; then the list where it goes on.

    A server that gives no key to go on with is asked for the halves of the span.

    :raises BusyError: the answer is a line of text.
    :raises UnreadableError: it is no list of captures.
    """
    rows, key = _rows(listing.body)
    yield from _captures(rows, listing)
    asked = query(listing.url)
    if key:
        yield More(with_query(listing.url, {"resumeKey": key}))
    elif "to" in asked and len(rows) >= int(asked.get("limit", ROWS)):
        for start, end in halves(asked.get("from", ""), asked["to"]):
            yield More(with_query(listing.url, {"from": start, "to": end}))


def _captures(rows: list[Row], listing: Listing) -> Iterator[Found]:
    replay, seen = listing.replay, set()
    if replay is None:
        raise UnreadableError("no web archive")
    for row in rows:
        stamp, original = row.get("timestamp", ""), row.get("original") or row.get("url", "")
        address, when = canonical(original), iso(stamp)
        if when and address and address not in seen and replay.wanted.holds(address):
            seen.add(address)
            yield Found(address, Hints(modified=when), f"{replay.captures}{stamp}id_/{original}")


def _rows(body: bytes) -> tuple[list[Row], str]:
    """The captures by field, and the key with which to go on.

    The Internet Archive gives one array of arrays, the names of the fields first and the key last,
    after an empty one; pywb gives an object a line.
    """
    text = body.decode("utf-8", "replace").strip()
    if text and text[0] not in "[{":
        raise BusyError(f"the service answered: {' '.join(text.split())[:120]}")
    try:
        if text.startswith("{"):
            return [json.loads(line) for line in text.splitlines() if line.strip()], ""
        table: list[list[str]] = json.loads(text or "[]")
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not JSON: {error}") from None
    key = table[-1][0] if len(table) > 2 and table[-2] == [] and len(table[-1]) == 1 else ""
    lines = table[1:-2] if key else table[1:]
    return [dict(zip(table[0], line, strict=False)) for line in lines], key
