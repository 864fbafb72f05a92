"""Addresses in an article list of GDELT's DOC 2.0 API, its span halved until none is cut off."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from crawler.addresses import BusyError, Found, Hints, Listing, More, Notice, UnreadableError
from crawler.periods import halves, query, span, with_query
from crawler.urls import canonical

ROWS = 250  # what one answer holds at most
_WRONG_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')


def url(api: str, words: str, first: date, last: date) -> str:
    """The address of what was first seen on these days."""
    start, end = span(first, last)
    values = {
        "query": words,
        "mode": "ArtList",
        "format": "json",
        "maxrecords": str(ROWS),
        "sort": "DateAsc",
        "startdatetime": start,
        "enddatetime": end,
    }
    return with_query(api, values)


def addresses(listing: Listing) -> Iterator[Found | More | Notice]:
    """The articles of the list; then, where it is full, the two halves of its span.

    :raises BusyError: the service refused, as it does with a line of text and status 200.
    :raises UnreadableError: the answer is no such list.
    """
    rows = _rows(listing.body)
    for row in rows:
        if isinstance(row, dict) and (found := _found(row)):
            yield found
    if len(rows) < ROWS:
        return
    asked = query(listing.url)
    parts = halves(asked.get("startdatetime", ""), asked.get("enddatetime", ""))
    for start, end in parts:
        yield More(with_query(listing.url, {"startdatetime": start, "enddatetime": end}))
    if not parts:
        yield Notice(f"{ROWS} articles within an hour: GDELT may know of more")


def _rows(body: bytes) -> list[Any]:
    text = body.decode("utf-8-sig", "replace").strip()
    if not text.startswith("{"):
        raise BusyError(f"the service answered: {' '.join(text.split())[:120] or 'nothing'}")
    try:
        rows = json.loads(_WRONG_ESCAPE.sub(r"\\\\", text), strict=False).get("articles") or []
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"not JSON: {error}") from None
    if not isinstance(rows, list):
        raise UnreadableError("no list of articles")
    return rows


def _found(row: dict[str, Any]) -> Found | None:
    address = canonical(str(row.get("url") or ""))
    if not address:
        return None
    title = " ".join(str(row.get("title") or "").split())
    # its languages are named in English: the first two letters are the code of the two wanted
    return Found(address, Hints(title=title, language=str(row.get("language") or "")))
