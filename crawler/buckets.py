"""Files in a store such as S3, by fsspec: which there are, how large, their bytes by ranges."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from crawler.remote import RemoteError

PIECE = 2**21  # bytes of one request
PUBLIC = "FSSPEC_S3_ANON=true reads what is public"
HINTS = {
    "NoCredentialsError": f"set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; {PUBLIC}",
    "PermissionError": f"see the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; {PUBLIC}",
}


class Blob(io.RawIOBase):
    """The bytes of a file in a store from a place on, each read a request of its own."""

    def __init__(self, file: str, start: int = 0) -> None:
        """:raises RemoteError: there is no such file, or no answer."""
        super().__init__()
        with _told():
            self._file = _store(file).open(file, "rb", block_size=PIECE, cache_type="none")
            self._file.seek(start)

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return int(self._file.tell())

    def readall(self) -> bytes:
        """:raises RemoteError: as `readinto` does."""
        return b"".join(iter(lambda: self.read(PIECE), b""))

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """:raises RemoteError: the file cannot be read on, or changed meanwhile."""
        with _told():
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def stream(file: str, start: int = 0) -> Iterator[BinaryIO]:
    """The file as a buffered stream, from a byte on.

    :raises RemoteError: there is no such file, or no answer.
    """
    with io.BufferedReader(Blob(file, start), PIECE) as content:
        yield content


def size(file: str) -> int:
    """Bytes of a file.

    :raises RemoteError: there is no such file, or no answer.
    """
    with _told():
        found = _store(file).info(file)
    if found["type"] != "file":
        raise RemoteError(f"a folder; its files are {file.rstrip('/')}/*")
    return int(found["size"] or 0)


def matching(pattern: str) -> list[str]:
    """The addresses of the files that a pattern means; none where it means none.

    :raises RemoteError: they cannot be listed.
    """
    scheme = pattern.partition("://")[0]
    with _told():
        found = _store(pattern).glob(pattern, detail=True)
    return [f"{scheme}://{name}" for name, about in found.items() if about["type"] == "file"]


def _store(file: str) -> Any:
    """The file system of an address such as `s3://bucket/file`."""
    import fsspec

    return fsspec.filesystem(file.partition("://")[0])


@contextmanager
def _told() -> Iterator[None]:
    """Whatever a store's library raises, as an error with words."""
    try:
        yield
    except RemoteError:
        raise
    except FileNotFoundError:
        raise RemoteError("no such file") from None
    except Exception as error:  # each library has errors of its own, few of them an OSError
        told = (str(error).splitlines() or [""])[0].rstrip(".") or type(error).__name__
        hint = HINTS.get(type(error).__name__)
        raise RemoteError(f"{told}; {hint}" if hint else told) from None
