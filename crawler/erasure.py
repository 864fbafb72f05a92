"""Take the pages of an address out of the archive: a tombstone as long stands where they stood.

By that all other records stay where the rows say they are. A file is written anew beside the old
one, which it replaces in one piece.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.warcwriter import WARCWriter

from crawler.evidence import NOTES, mend, notes_of, sync_folder
from crawler.recorded import why
from crawler.urls import canonical

STONE = "application/vnd.brouhaha.withdrawn+json"  # what stands where a page was
LONGEST = 200  # characters of a reason
DAMAGES = (ArchiveLoadFailed, zlib.error, EOFError, ValueError)


class DamagedArchiveError(Exception):
    """A file of the archive cannot be searched to its end; the message says which, and where."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A record: which exchange it belongs to, which address it is of, and its bytes in the file."""

    exchange: str
    url: str
    start: int
    length: int


def erase(folder: Path, reasons: Mapping[str, str], starts: Mapping[str, int]) -> int:
    """Put tombstones in place of all records of these addresses; how many files that changed.

    `reasons` has what to write, by address; `starts` says up to where the files are known to be
    whole.

    :raises DamagedArchiveError: a file cannot be searched to its end.
    """
    changed = 0
    for path in sorted(folder.glob("*.warc.gz")):
        with suppress(FileNotFoundError):
            _new(path).unlink()  # of a time when this was ended before its end
        mend(path, starts.get(path.name, 0))
        parts = _parts(path)
        if regions := list(_regions(parts, _exchanges(parts, reasons))):
            _rewrite(path, regions, reasons)
            changed += 1
    return changed


def _parts(path: Path) -> list[_Part]:
    """All records of a file, in their order."""
    found: list[_Part] = []
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                headers, url = record.rec_headers, record.rec_headers.get_header("WARC-Target-URI")
                if record.content_type == NOTES:
                    url = notes_of(record.content_stream().read()).url
                exchange = headers.get_header("WARC-Concurrent-To")
                start, length = records.get_record_offset(), records.get_record_length()
                own = exchange or headers.get_header("WARC-Record-ID") or ""
                found.append(_Part(own, canonical((url or "").strip("<>")), start, length))
    except DAMAGES as error:
        end = found[-1].start if found else 0
        raise DamagedArchiveError(f"{path.name}: damaged after byte {end}: {why(error)}") from None
    return found


def _exchanges(parts: list[_Part], urls: Collection[str]) -> dict[str, str]:
    """The exchanges of these addresses, asked or answered by, with the address."""
    return {part.exchange: part.url for part in parts if part.url in urls}


def _regions(parts: list[_Part], exchanges: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Start, length and address of what these exchanges take up, those that adjoin as one."""
    start = length = 0
    url = ""
    for part in parts:
        of = exchanges.get(part.exchange, "")
        if length and (of != url or part.start != start + length):
            yield start, length, url
            length = 0
        if of:
            start, length, url = (start, length + part.length, url) if length else (
                part.start, part.length, of)  # fmt: skip
    if length:
        yield start, length, url


def _rewrite(path: Path, regions: list[tuple[int, int, str]], reasons: Mapping[str, str]) -> None:
    new = _new(path)
    shutil.copyfile(path, new)
    with new.open("r+b") as file:
        for start, length, url in regions:
            file.seek(start)
            file.write(_stone(length, reasons[url]))
        file.flush()
        os.fsync(file.fileno())
    shutil.copymode(path, new)
    new.replace(path)
    sync_folder(path.parent)


def _new(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _stone(length: int, reason: str) -> bytes:
    """A record of exactly this length in bytes: spaces in the header of its gzip member fill it."""
    said = json.dumps({"withdrawn": reason[:LONGEST]}, ensure_ascii=False).encode()
    for payload in (said, b"{}"):
        record = _record(payload)
        if (short := length - len(_member(record, 0))) >= 0:
            return _member(record, short)
    raise AssertionError(f"no exchange is as short as {length} bytes")


def _record(payload: bytes) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=False)
    stone = writer.create_warc_record(
        "", "metadata", payload=BytesIO(payload), warc_content_type=STONE
    )
    writer.write_record(stone)
    return buffer.getvalue()


def _member(record: bytes, padding: int) -> bytes:
    """A gzip member with a comment of so many spaces (RFC 1952)."""
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(record) + packer.flush()
    head = b"\x1f\x8b\x08\x10" + bytes(4) + b"\x00\xff" + b" " * padding + b"\x00"
    return head + packed + struct.pack("<II", zlib.crc32(record), len(record))
