"""Atom (RFC 4287): a feed as values, as XML, and as an answer that says when nothing changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

from datasette.utils.asgi import Response

from datasette_config.pages import web

NAMESPACE = "http://www.w3.org/2005/Atom"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPE = "application/atom+xml; charset=utf-8"
MINTED = "brouhaha,2026"  # who made the tags and since when (RFC 4151), the same on every host
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
AUTHORS = 10

ET.register_namespace("", NAMESPACE)


@dataclass(frozen=True)
class Entry:
    """An article; addresses are whole, moments as they are stored."""

    id: str
    title: str
    lang: str
    page: str
    original: str
    published: str
    updated: str
    authors: tuple[str, ...]
    source: str
    summary: str


@dataclass(frozen=True)
class Feed:
    id: str
    title: str
    lang: str
    page: str
    itself: str
    since: str  # when it is said to have changed while it is empty
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        return max((moment(e.updated) for e in self.entries), default=moment(self.since))


def tag(subject: str, key: str) -> str:
    """An id that stays, wherever the database is served.

    >>> tag("strike", "issue:ai use")
    'tag:brouhaha,2026:strike:issue:ai%20use'
    """
    return f"tag:{MINTED}:{quote(subject)}:{quote(key, safe=':')}"


def digest(text: str) -> str:
    """A short name for a text, the same in every database."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def authors(stored: str) -> tuple[str, ...]:
    """The names in a JSON list."""
    try:
        return tuple(str(name) for name in json.loads(stored) if str(name).strip())[:AUTHORS]
    except (ValueError, TypeError):
        return ()


def moment(stored: str) -> datetime:
    """A stored moment or day, in UTC where no zone is given.

    >>> moment("2023-07-14").isoformat()
    '2023-07-14T00:00:00+00:00'
    """
    try:
        found = datetime.fromisoformat(stored)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def xml(feed: Feed) -> bytes:
    """The feed as a document."""
    root = ET.Element(f"{{{NAMESPACE}}}feed", {LANG: feed.lang})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", feed.updated.isoformat())
    _add(_add(root, "author"), "name", "Brouhaha")
    _link(root, "self", feed.itself, "application/atom+xml")
    _link(root, "alternate", feed.page, "text/html")
    for entry in feed.entries:
        _entry(_add(root, "entry"), entry)
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _entry(parent: ET.Element, entry: Entry) -> None:
    parent.set(LANG, entry.lang)
    _add(parent, "id", entry.id)
    _add(parent, "title", entry.title)
    _add(parent, "updated", moment(entry.updated).isoformat())
    if entry.published:
        _add(parent, "published", moment(entry.published).isoformat())
    for name in entry.authors:
        _add(_add(parent, "author"), "name", name)
    _link(parent, "alternate", entry.page, "text/html")
    if web(entry.original):
        _link(parent, "via", entry.original, "text/html")
    _add(parent, "summary", f"{entry.source} — {entry.summary}")


def _add(parent: ET.Element, name: str, text: str = "") -> ET.Element:
    child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    child.text = FORBIDDEN.sub("", text)
    return child


def _link(parent: ET.Element, rel: str, href: str, kind: str) -> None:
    _add(parent, "link").attrib.update(rel=rel, href=FORBIDDEN.sub("", href), type=kind)


def answer(feed: Feed, headers: Mapping[str, str]) -> Response:
    """The feed, or 304 where the reader has it already (RFC 9110)."""
    body = xml(feed)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    told = {
        "ETag": etag,
        "Last-Modified": format_datetime(feed.updated.astimezone(UTC), usegmt=True),
        "Cache-Control": "max-age=300",
        "Vary": "Accept-Language, Cookie",
        "Content-Language": feed.lang,
    }
    if _known(feed, etag, headers):
        return Response("", status=304, headers=told)
    return Response(body.decode(), headers=told, content_type=TYPE)


def _known(feed: Feed, etag: str, headers: Mapping[str, str]) -> bool:
    if wanted := headers.get("if-none-match"):
        return any(one.strip().removeprefix("W/") in (etag, "*") for one in wanted.split(","))
    try:
        since = parsedate_to_datetime(headers.get("if-modified-since", ""))
    except (ValueError, TypeError):
        return False
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return feed.updated.replace(microsecond=0) <= since
