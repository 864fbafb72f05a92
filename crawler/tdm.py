"""Rights reserved against text and data mining, and opt-outs from AI: what is said, and where.

The TDM Reservation Protocol (W3C community group, final report of 10 May 2024) lets a site say it
in a file, in a header of the answer and in the page; what is nearer to the page counts. `noai` in
`X-Robots-Tag` or `<meta name="robots">` is a convention without a standard, obeyed all the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from crawler.lists import terms
from crawler.markup import read

NAME = "brouhaha"  # what directives for this crawler alone are addressed to
FIELD = "tdm-reservation"
HEAD = 2**19  # bytes of a page in which its meta tags are looked for
ARCHIVED = "X-Archive-Orig-"  # what web archives put before the names of the headers they kept
MOST_METAS = 500  # and each is short, so that no page can hold up those who look at its head
_META = re.compile(rb"<meta\s[^<>]{1,1000}>", re.IGNORECASE)
_SAYS = (b"tdm-reservation", b"noai", b"noimageai", b"noml", b"notrain")  # in small letters


class Headers(Protocol):
    """Headers as Scrapy keeps them."""

    def getlist(self, key: str) -> Sequence[bytes]: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A path pattern of `tdmrep.json`, and whether rights to what it matches are reserved."""

    location: str
    reserved: bool


@dataclass(frozen=True, slots=True)
class Signals:
    """What an answer says of its use: what is obeyed, and what is only recorded."""

    reserved: str = ""
    noted: str = ""

    def words(self) -> str:
        return "; ".join(filter(None, (self.reserved, self.noted)))


def rules(body: bytes) -> tuple[Rule, ...]:
    """The rules of a `tdmrep.json`; none where it is no such file."""
    try:
        entries = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    return tuple(_rules(entries if isinstance(entries, list) else [entries]))


def _rules(entries: Iterable[object]) -> Iterator[Rule]:
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        location, reserved = entry.get("location"), _flag(str(entry.get(FIELD, "")))
        if isinstance(location, str) and location and reserved is not None:
            yield Rule(unquote(location), reserved)


def of_file(found: Sequence[Rule], url: str) -> bool:
    """Whether the first rule that matches an address reserves its rights."""
    parts = urlsplit(url)
    path = unquote(parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return next((rule.reserved for rule in found if _matches(rule.location, path)), False)


def _matches(pattern: str, path: str) -> bool:
    """`*` stands for anything and `$` for the end, as in robots.txt.

    >>> _matches("/a/*.html$", "/a/b/c.html"), _matches("/a", "/b/a")
    (True, False)
    """
    first, *others = pattern.removesuffix("$").split("*")
    last = others.pop() if others and pattern.endswith("$") else None
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if last is not None:
        return len(path) - at >= len(last) and path.endswith(last)
    return at == len(path) or not pattern.endswith("$")


def of_page(headers: Headers, body: bytes, content_type: str) -> Signals:
    """What the header of an answer and the page in it say."""
    metas = _metas(body, content_type)
    said = dict(_directives(headers, metas))
    reserved = [_reservation(headers, metas)]
    reserved += [words for name, words in said.items() if name in terms("tdm", "opt_outs")]
    noted = [words for name, words in said.items() if name in terms("tdm", "noted")]
    return Signals(", ".join(filter(None, reserved)), ", ".join(noted))


def _reservation(headers: Headers, metas: dict[str, list[str]]) -> str:
    """Where rights are reserved: what the page says counts before what the header says."""
    for place, values in (
        ("a meta tag", metas.get(FIELD, [])),
        ("a header", _values(headers, FIELD)),
    ):
        flags = [flag for value in values if (flag := _flag(value)) is not None]
        if flags:
            return f"{FIELD} in {place}" if any(flags) else ""
    return ""


def _flag(value: str) -> bool | None:
    """The protocol has two values; others count as none."""
    return {"1": True, "0": False}.get(value.strip())


def _values(headers: Headers, name: str) -> list[str]:
    found = (*headers.getlist(name), *headers.getlist(ARCHIVED + name))
    return [value.decode("latin-1") for value in found]


def _metas(body: bytes, content_type: str) -> dict[str, list[str]]:
    """The meta tags of a page that may say something; nothing else of it is parsed here."""
    head = body[:HEAD]
    small = head.lower()
    if not any(word in small for word in _SAYS):
        return {}
    markup = read(b"".join(_META.findall(head)[:MOST_METAS]), content_type)
    return markup.metas if markup else {}


def _directives(headers: Headers, metas: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Each directive for all crawlers or for this one, and the words that say where it stood."""
    for value in _values(headers, "X-Robots-Tag"):
        for directive in _addressed(value):
            yield directive, f"{directive} in X-Robots-Tag"
    for name in ("robots", NAME):
        for value in metas.get(name, ()):
            for directive in re.split(r"[\s,;]+", value.lower()):
                yield directive, f"{directive} in a meta tag"


def _addressed(value: str) -> Iterator[str]:
    """The directives of one header that are not for another crawler.

    >>> list(_addressed("noindex, otherbot: noai, nofollow"))
    ['noindex']
    """
    ours = True
    for part in value.lower().split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in terms("tdm", "valued"):
            ours, part = name.strip() == NAME, rest
        if ours:
            yield part.strip()
