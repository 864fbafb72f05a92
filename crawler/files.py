"""Files in a folder, on the web or in a store such as S3: what there is, how large, its bytes."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from glob import has_magic
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin

from crawler import remote

WEB = ("http://", "https://")


def is_local(file: str) -> bool:
    return "://" not in file


@contextmanager
def opened(file: str, start: int = 0) -> Iterator[BinaryIO]:
    """A file from a byte on; positions are those of the file.

    :raises OSError: it is missing, or cannot be read; the message says why.
    """
    if file.startswith(WEB):
        with remote.stream(file, start) as content:
            yield content
        return
    with Path(file).open("rb") if is_local(file) else _store(file).open(file, "rb") as content:
        content.seek(start)
        yield content


def size(file: str) -> int:
    """Bytes of a file; 0 where it can only be read from its beginning.

    :raises OSError: it is missing, or cannot be read.
    """
    if file.startswith(WEB):
        return remote.size(file)
    return Path(file).stat().st_size if is_local(file) else int(_store(file).size(file) or 0)


def matching(pattern: str) -> list[str]:
    """The files that a pattern means, in the order of their names; of one without `*` itself.

    :raises OSError: there is none.
    """
    if pattern.startswith(WEB) or not has_magic(pattern):
        return [pattern if not is_local(pattern) else str(Path(pattern).resolve())]
    if is_local(pattern):
        anchor = Path(pattern).anchor
        named = Path(anchor).glob(str(Path(pattern).relative_to(anchor or ".")))
        found = [str(path.resolve()) for path in named if path.is_file()]
    else:
        scheme = pattern.partition("://")[0]
        found = [f"{scheme}://{str(name).partition('://')[2] or name}"
                 for name in _store(pattern).glob(pattern)]  # fmt: skip
    if not found:
        raise OSError(f"{pattern}: no such files")
    return sorted(found)


def _store(file: str) -> Any:
    """The file system of an address such as `s3://bucket/file`, by fsspec.

    :raises OSError: fsspec does not know it, or needs a package for it.
    """
    import fsspec

    scheme = file.partition("://")[0]
    try:
        if scheme == "s3":
            from obstore.fsspec import register

            register("s3")
        return fsspec.filesystem(scheme)
    except ImportError:
        raise OSError(f"{file}: needs a package more: pip install 'brouhaha[s3]'") from None
    except ValueError as error:
        raise OSError(f"{file}: {error}") from None


def listed(name: str) -> list[str]:
    """The files that a list names, one a line; the list may be packed.

    A path of a list of the web is one of its site, as Common Crawl writes them; another is one
    beside the list.

    :raises OSError: the list is missing, or cannot be read.
    """
    with opened(name) as content:
        text = content.read()
    text = gzip.decompress(text) if text.startswith(b"\x1f\x8b") else text
    lines = (line.strip() for line in text.decode("utf-8", "replace").splitlines())
    return [_beside(name, line) for line in lines if line and not line.startswith("#")]


def _beside(name: str, line: str) -> str:
    if not is_local(line):
        return line
    if name.startswith(WEB):
        return urljoin(name, "/" + line.lstrip("/"))
    if is_local(name):
        return str((Path(name).parent / line).resolve())
    return f"{name.rpartition('/')[0]}/{line}"
