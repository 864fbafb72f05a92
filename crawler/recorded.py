"""The records of an archive file one by one, and the page that each of them holds."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawler.ending import torn
from crawler.evidence import NOTES, Notes, notes_of
from crawler.page import Page
from crawler.urls import canonical

BROKEN = (ArchiveLoadFailed, zlib.error, OSError, EOFError, ValueError)


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a file, its body decoded; `problems` are of its digests."""

    kind: str  # response, request, metadata ...
    offset: int
    length: int
    url: str
    date: str
    content_type: str
    body: bytes
    notes: Notes | None
    problems: tuple[str, ...]


def why(error: Exception) -> str:
    """What a library says of a damage, without the bytes that it shows of it."""
    return str(error).partition("first line:")[0].strip(" ,")


def records(path: Path, named: list[int], tell: Callable[[str], None]) -> Iterator[Record]:
    """Each record of a file; after a damage, from the next one that a row names.

    A torn end that no row names is what a kill left behind: the next crawl cuts it off.
    """
    rest, start = list(named), 0
    end = _end(path, named[-1] if named else 0)
    with path.open("rb") as file:
        while True:
            good = start
            file.seek(start)
            try:
                for record in _from(file):
                    good = record.offset
                    if good not in named and good >= end:
                        return
                    rest = [offset for offset in rest if offset > good]
                    yield record
                return
            except BROKEN as error:
                if rest:
                    tell(f"{path.name}: damaged after byte {good}: {why(error)}")
            rest = [offset for offset in rest if offset > start]
            if not rest:
                return
            start = rest[0]


def _end(path: Path, start: int) -> float:
    """Where a torn end begins that is looked for from this record on; beyond all without one."""
    with path.open("rb") as file:
        file.seek(start)
        found = torn(file)
    return math.inf if found is None else found


def _from(file: Any) -> Iterator[Record]:
    records = ArchiveIterator(file, check_digests=True)
    notes: dict[str, Notes] = {}
    for record in records:
        headers, body = record.rec_headers, record.content_stream().read()
        concurrent = headers.get_header("WARC-Concurrent-To") or ""
        if record.content_type == NOTES:
            notes = {concurrent: notes_of(body)}
        http = record.http_headers
        offset, length = records.get_record_offset(), records.get_record_length()
        yield Record(
            kind=record.rec_type,
            offset=offset,
            length=length,
            url=headers.get_header("WARC-Target-URI") or "",
            date=_date(headers.get_header("WARC-Date") or ""),
            content_type=(http.get_header("Content-Type") if http else "") or "",
            body=body,
            notes=notes.get(headers.get_header("WARC-Record-ID") or ""),
            problems=tuple(record.digest_checker.problems),
        )


def _date(written: str) -> str:
    """The date of a record; where what was torn looks like one, it has none."""
    try:
        datetime.fromisoformat(written)
    except ValueError:
        raise ValueError("a record does not say when it was made") from None
    return written


def page_of(record: Record) -> Page:
    """The page as the crawl read it."""
    notes = record.notes
    if notes is None:
        return Page(canonical(record.url.strip("<>")), record.body, record.content_type)
    url = notes.url if notes.at else record.url
    return Page(url, record.body, record.content_type, notes.found_by, notes.hints)


def moment_of(record: Record) -> datetime:
    return datetime.fromisoformat(record.notes.fetched_at if record.notes else record.date)
