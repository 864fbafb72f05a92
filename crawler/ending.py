"""Where the records of an archive end, so that a cut amid any record shows."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from typing import IO, cast

PACKED = b"\x1f\x8b"  # how a member of gzip begins (RFC 1952)
PIECE = 2**20  # bytes
BETWEEN = b"\r\n\r\n"  # what stands behind the block of a record (ISO 28500)


def torn(content: IO[bytes]) -> int | None:
    """Where what is left after the last whole record begins; `None` where nothing is.

    `content` stands where a record begins, plain or gzip, and is read to its end.
    """
    buffered = BufferedReader(cast(RawIOBase, content))
    end = buffered.tell()
    ends = members(buffered) if buffered.peek(2)[:2] == PACKED else _plain(buffered)
    end = max(ends, default=end)
    try:
        return end if buffered.tell() > end else None
    finally:
        buffered.detach()


def members(file: IO[bytes]) -> Iterator[int]:
    """The end of each whole gzip member from here on."""
    member = zlib.decompressobj(wbits=31)
    while piece := file.read(PIECE):
        while piece:
            try:
                member.decompress(piece, PIECE)
            except zlib.error:
                return
            if member.eof:
                piece, member = member.unused_data, zlib.decompressobj(wbits=31)
                yield file.tell() - len(piece)
            else:
                piece = member.unconsumed_tail


def _plain(file: IO[bytes]) -> Iterator[int]:
    """The end of each whole record from here on that is not packed."""
    while line := file.readline(PIECE):
        if line.strip() and not (line.startswith(b"WARC/") and _is_whole(file)):
            return
        yield file.tell()


def _is_whole(file: IO[bytes]) -> bool:
    """Whether the rest of a record follows, behind its first line."""
    left = -1
    while (line := file.readline(PIECE)).strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length" and value.strip().isdigit():
            left = int(value)
    if left < 0 or not line.endswith(b"\n"):
        return False
    while left and (piece := file.read(min(left, PIECE))):
        left -= len(piece)
    return not left and file.read(len(BETWEEN)) == BETWEEN
