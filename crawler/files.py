"""Files in a folder, on the web or in a store such as S3: what there is, how large, its bytes."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path
from typing import BinaryIO

from crawler import buckets, remote

WEB = ("http://", "https://")


def is_local(file: str) -> bool:
    return "://" not in file


@contextmanager
def opened(file: str, start: int = 0) -> Iterator[BinaryIO]:
    """A file from a byte on; positions are those of the file.

    :raises OSError: it is missing, or cannot be read; the message says why.
    """
    if not is_local(file):
        with (remote if file.startswith(WEB) else buckets).stream(file, start) as content:
            yield content
        return
    with Path(file).open("rb") as content:
        content.seek(start)
        yield content


def size(file: str) -> int:
    """Bytes of a file; 0 where it can only be read from its beginning.

    :raises OSError: it is missing, or cannot be read.
    """
    if is_local(file):
        return Path(file).stat().st_size
    return remote.size(file) if file.startswith(WEB) else buckets.size(file)


def matching(pattern: str) -> list[str]:
    """The files that a pattern means, in the order of their names; of one without `*` itself.

    :raises OSError: there is none, or they cannot be listed.
    """
    if pattern.startswith(WEB) or not has_magic(pattern):
        return [pattern if not is_local(pattern) else str(Path(pattern).resolve())]
    if is_local(pattern):
        anchor = Path(pattern).anchor
        named = Path(anchor).glob(str(Path(pattern).relative_to(anchor or ".")))
        found = [str(path.resolve()) for path in named if path.is_file()]
    else:
        found = buckets.matching(pattern)
    if not found:
        raise OSError("no such files")
    return sorted(found)


def listed(name: str) -> list[str]:
    """The files that a list names, one a line; the list may be packed.

    A path of a list on the web or in a store is one of its site or bucket, as Common Crawl writes
    them; another is one beside the list.

    :raises OSError: the list is missing, damaged, or cannot be read.
    """
    with opened(name) as content:
        text = content.read()
    try:
        text = gzip.decompress(text) if text.startswith(b"\x1f\x8b") else text
    except (EOFError, zlib.error):
        raise OSError("the list is damaged or cut short") from None
    lines = (line.strip() for line in text.decode("utf-8", "replace").splitlines())
    return [_beside(name, line) for line in lines if line and not line.startswith("#")]


def _beside(name: str, line: str) -> str:
    if not is_local(line):
        return line
    if is_local(name):
        return str((Path(name).parent / line).resolve())
    site = "/".join(name.split("/", 3)[:3])
    return f"{site}/{line.lstrip('/')}"
