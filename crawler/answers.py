"""What is kept of a site's answer: a row for the log, and a record for the archive."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy.http import Headers, Response

from crawler.addresses import Hints
from crawler.evidence import Exchange, Notes
from crawler.reservations import RIGHTS
from crawler.routes import Visit
from storage.records import Fetch, FoundBy, Verdict
from storage.store import now

UNCHANGED = 304


def conditions(etag: str, last_modified: str) -> dict[str, str]:
    """Headers that ask for a page only where it is no longer the version that is held.

    >>> conditions('"a1"', "")
    {'If-None-Match': '"a1"'}
    """
    headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in headers.items() if value}


def fetch(
    visit: Visit,
    verdict: Verdict,
    response: Response | None = None,
    detail: str = "",
    modified: str = "",
    moment: str = "",
) -> Fetch:
    """The row for a request, with what the answer says of its version and of its rights."""
    rights = response.meta.get(RIGHTS, "") if response else ""
    return Fetch(
        url=visit.url,
        source_id=visit.source,
        found_by=visit.found_by,
        verdict=verdict,
        fetched_at=moment or now(),
        status=response.status if response else None,
        detail="; ".join(filter(None, (detail, rights))),
        modified=modified,
        sha256=digest(response) if response and response.status != UNCHANGED else "",
        at=visit.at,
        etag=_version(response, "ETag", "If-None-Match"),
        last_modified=_version(response, "Last-Modified", "If-Modified-Since"),
    )


def exchange(response: Response, fetch: Fetch, read_as: FoundBy, hints: Hints) -> Exchange:
    """What the archive keeps of a request and its answer; `read_as` is the list's kind."""
    host, request = urlsplit(response.url).netloc, response.request
    return Exchange(
        url=response.url,
        asked=(("Host", host), *(_pairs(request.headers) if request else ())),
        status=f"{response.status} {_phrase(response.status)}".strip(),
        answered=_pairs(response.headers),
        body=response.body,
        notes=Notes(fetch.url, fetch.source_id, read_as, fetch.fetched_at, fetch.at, hints),
        address=str(response.ip_address or ""),
    )


def digest(response: Response) -> str:
    """SHA-256 of the body, hexadecimal."""
    return hashlib.sha256(response.body).hexdigest()


def content_type(response: Response) -> str:
    return header(response.headers, "Content-Type")


def header(headers: Headers, name: str) -> str:
    return (headers.get(name) or b"").decode("latin-1")


def _version(response: Response | None, name: str, sent: str) -> str:
    """What the server calls this version; where it only confirms one, what that was called."""
    if response is None:
        return ""
    told = header(response.headers, name)
    if response.status == UNCHANGED and not told and response.request:
        return header(response.request.headers, sent)
    return told


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
