"""Addresses in a sitemap, an index or a news sitemap; gzip or not, XML or plain text."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from crawler.addresses import Found, Hints, Listing, More, UnreadableError
from crawler.urls import canonical
from topics.model import Window

LARGEST = 52_428_800  # bytes, what the protocol allows
# A year, with a month and a day where they follow, between marks: sitemap-2023-07.xml,
# /2023/07/14/sitemap.xml, /sitemap.xml?yyyy=2023&mm=07&dd=14
_PERIOD = re.compile(
    r"(?<!\d)((?:19|20)\d\d)"
    r"(?:[-_/.]?(0[1-9]|1[0-2])(?:[-_/.]?(?:0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)


def addresses(listing: Listing) -> Iterator[Found | More]:
    """The articles in it, or the sitemaps of an index that can hold some of the window.

    :raises UnreadableError: it is no sitemap.
    """
    body = unpacked(listing.body)
    if not body.lstrip().startswith((b"<", b"\xef\xbb\xbf<")):
        yield from _plain(body, listing)
        return
    root = _root(body)
    entries = (child for child in root if isinstance(child.tag, str))
    if _name(root) == "sitemapindex":
        yield from _index(entries, listing)
    elif _name(root) == "urlset":
        yield from filter(None, (_article(entry, listing.url) for entry in entries))
    else:
        raise UnreadableError(f"not a sitemap but <{_name(root)}>")


def unpacked(body: bytes) -> bytes:
    """The content of a gzip file, other content as it is.

    :raises UnreadableError: the file is damaged, or larger than a sitemap may be.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.open(BytesIO(body)) as file:
            content = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableError(f"damaged gzip: {error}") from None
    if len(content) > LARGEST:
        raise UnreadableError("larger than a sitemap may be (50 MiB)")
    return content


def _root(body: bytes) -> etree._Element:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(body, parser)
    if root is None:
        raise UnreadableError("not XML")
    return root


def _index(entries: Iterator[etree._Element], listing: Listing) -> Iterator[More]:
    for entry in entries:
        fields = _fields(entry)
        url = canonical(fields.get("loc", ""), listing.url)
        if url and _can_hold(url, fields.get("lastmod", ""), listing.window):
            yield More(url)


def _can_hold(url: str, modified: str, window: Window) -> bool:
    """Whether a sitemap can name articles of the window: by its last change, by its own name."""
    if modified and modified[:10] < window.start.isoformat():
        return False
    parts = urlsplit(url)
    periods = _PERIOD.findall("/".join([parts.path, *(v for _, v in parse_qsl(parts.query))]))
    if not periods:
        return True
    year, month = periods[-1]
    first, last = f"{year}-{month or '01'}-01", f"{year}-{month or '12'}-31"
    return last >= window.start.isoformat() and not (window.end and first > str(window.end))


def _article(entry: etree._Element, base: str) -> Found | None:
    fields = _fields(entry)
    url = canonical(fields.get("loc", ""), base)
    if not url:
        return None
    modified = fields.get("lastmod", "")
    published = fields.get("publication_date", "")
    hints = Hints(
        title=fields.get("title", ""),
        published=published,
        modified=modified or published,
        language=fields.get("language", ""),
    )
    return Found(url, hints)


def _fields(entry: etree._Element) -> dict[str, str]:
    """Texts by name, of the entry and of its news; images, videos and twins do not count."""
    fields: dict[str, str] = {}
    for element in _relevant(entry):
        text = " ".join((element.text or "").split())
        if text:
            fields.setdefault(_name(element), text)
    return fields


def _relevant(entry: etree._Element) -> Iterator[etree._Element]:
    for child in entry:
        if not isinstance(child.tag, str):
            continue
        if _name(child) == "news":
            yield from (e for e in child.iter() if isinstance(e.tag, str))
        elif _name(child) in ("loc", "lastmod"):
            yield child


def _name(element: etree._Element) -> str:
    """The tag without its namespace, which many files get wrong."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _plain(body: bytes, listing: Listing) -> Iterator[Found]:
    """A sitemap in plain text: one address a line, and nothing else."""
    lines = body.decode("utf-8-sig", "replace").split()
    urls = [canonical(line) for line in lines]
    if not urls or not all(urls):
        raise UnreadableError("not a sitemap")
    for url in urls:
        yield Found(url)
