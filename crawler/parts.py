"""An archive cut in parts that can be read each by itself, and where in a part records begin."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from crawler.files import opened, size

PART = 2**23  # bytes; with Common Crawl's news some 350 records, read in two seconds
PIECE = 2**20
GZIP = b"\x1f\x8b\x08"
HEADS = (b"WARC/1.", b"WARC/0.")


@dataclass(frozen=True, slots=True)
class Part:
    """The records of a file that begin from `start` up to, not including, `stop` (the end: None).

    `exact` where a record is known to begin at `start`. `most` bounds the pages that are read.
    """

    file: str
    start: int = 0
    stop: int | None = None
    exact: bool = True
    most: int | None = None

    @property
    def length(self) -> int:
        return (self.stop or self.start) - self.start


def parts(file: str, length: int = PART) -> Iterator[Part]:
    """The parts of a file in its order; one where it cannot be read from the middle.

    :raises OSError: the file is missing, or cannot be read.
    """
    whole = size(file)
    if whole <= length or not is_cut(file):
        yield Part(file, 0, None)
        return
    for start in range(0, whole, length):
        stop = start + length
        yield Part(file, start, stop if stop < whole else None, exact=start == 0)


def first_record(part: Part) -> int | None:
    """Where the first record of a part begins, as far as can be told; `None` where none does.

    :raises OSError: the file cannot be read.
    """
    if part.exact:
        return part.start
    with opened(part.file, max(0, part.start)) as content:
        for place, head in _candidates(content, part.start):
            if part.stop is not None and place >= part.stop:
                return None
            if _begins_record(head):
                return place
    return None


def beyond(part: Part, place: int | None) -> int | None:
    """Where the first record of a part begins behind a damage at this place; `None`: not known."""
    if place is None:
        return None
    try:
        return first_record(Part(part.file, place + 1, part.stop, exact=False))
    except OSError:
        return None


def is_cut(file: str) -> bool:
    """Whether records are packed each by itself, or not at all."""
    with opened(file) as content:
        head = content.read(PIECE)
    if not head.startswith(GZIP):
        return head.startswith(HEADS)
    try:
        text = zlib.decompressobj(wbits=31).decompress(head, 16 * PIECE)
    except zlib.error:
        return False
    return not _goes_on(text)


def _goes_on(text: bytes) -> bool:
    """Whether another record stands behind the first."""
    head, _, rest = text.partition(b"\r\n\r\n")
    length = re.search(rb"\r\ncontent-length:\s*(\d+)", head, re.IGNORECASE)
    return length is not None and rest[int(length[1]) :].lstrip(b"\r\n").startswith(HEADS)


def _candidates(content: BinaryIO, start: int) -> Iterator[tuple[int, bytes]]:
    """Places at which a record may begin, with some bytes from there on."""
    held, place = b"", start
    while piece := content.read(PIECE):
        held += piece
        at = -1
        marks = (GZIP, *HEADS)
        while (at := min((n for m in marks if (n := held.find(m, at + 1)) >= 0), default=-1)) >= 0:
            if at > len(held) - 4096 and len(piece) == PIECE:
                break
            yield place + at, held[at : at + 4096]
        keep = min(len(held), 4096)
        place, held = place + len(held) - keep, held[len(held) - keep :]


def _begins_record(head: bytes) -> bool:
    if head.startswith(GZIP):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 64)
        except zlib.error:
            return False
    return head.startswith(HEADS)
