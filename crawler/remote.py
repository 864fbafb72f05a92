"""A file on the web read as a stream, taken up again where a connection broke."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import BinaryIO, cast

import urllib3
from urllib3 import exceptions
from urllib3.exceptions import HTTPError

from crawler.contact import user_agent

CHUNK = 2**20  # bytes asked of the connection at once
TIMEOUT = urllib3.Timeout(connect=15, read=30)
BREAKS = 5  # in a row, without a byte between them
LONGEST_WAIT = 120.0  # seconds
ONLY_REDIRECTS = urllib3.Retry(
    connect=0, read=0, other=0, status=0, redirect=5, respect_retry_after_header=False
)
SLOW_DOWN = (403, 429, 500, 502, 503, 504)  # 403 is how some file stores refuse haste


WORDS: tuple[tuple[type[HTTPError], str], ...] = (
    (exceptions.NameResolutionError, "no such host"),
    (exceptions.NewConnectionError, "connection refused"),
    (exceptions.TimeoutError, "no answer in time"),
    (exceptions.SSLError, "the certificate is not valid"),
)


class RemoteError(OSError):
    """A file of the web or of a store that cannot be had to its end; the message says why."""


class Remote(io.RawIOBase):
    """The bytes of an address from the first to the last, in one or several answers."""

    def __init__(
        self, url: str, wait: Callable[[float], None] = time.sleep, start: int = 0
    ) -> None:
        """:raises RemoteError: there is no such file, or no answer."""
        super().__init__()
        self._url, self._wait = url, wait
        self._pool = urllib3.PoolManager(timeout=TIMEOUT)
        self._position, self._tag, self._breaks = start, "", 0
        self._answer: urllib3.BaseHTTPResponse | None = None
        self._connect()

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """:raises RemoteError: the file changed meanwhile, or cannot be read to its end."""
        while True:
            try:
                if self._answer is None:
                    self._connect()
                data = cast(urllib3.BaseHTTPResponse, self._answer).read(len(buffer))
            except HTTPError as error:
                self._pause(_words(error))
                continue
            buffer[: len(data)] = data
            self._position += len(data)
            self._breaks = 0 if data else self._breaks
            return len(data)

    def close(self) -> None:
        self._drop()
        self._pool.clear()
        super().close()

    def _connect(self) -> None:
        """Ask for what is still to come; a server that begins anew is read up to there."""
        while self._answer is None:
            try:
                answer = self._request()
            except HTTPError as error:
                self._pause(_words(error))
                continue
            if answer.status in SLOW_DOWN and self._breaks < BREAKS:
                answer.close()
                self._pause(_phrase(answer.status), _seconds(answer.headers.get("Retry-After", "")))
            elif answer.status not in (200, 206):
                raise RemoteError(_phrase(answer.status))
            else:
                self._take(answer)

    def _request(self) -> urllib3.BaseHTTPResponse:
        headers = _headers()
        if self._position:
            headers["Range"] = f"bytes={self._position}-"
            if self._tag:
                headers["If-Range"] = self._tag
        return self._pool.request(
            "GET", self._url, headers=headers, preload_content=False, retries=ONLY_REDIRECTS
        )

    def _take(self, answer: urllib3.BaseHTTPResponse) -> None:
        tag = answer.headers.get("ETag", "")
        if self._tag and tag != self._tag:
            raise RemoteError("the file changed while it was read")
        self._tag = tag
        self._answer = answer
        if self._position and answer.status == HTTPStatus.OK:
            left = self._position
            while left and (data := answer.read(min(left, CHUNK))):
                left -= len(data)

    def _pause(self, why: str, seconds: float = 0.0) -> None:
        """:raises RemoteError: it broke too often."""
        self._drop()
        self._breaks += 1
        if self._breaks > BREAKS:
            raise RemoteError(f"{why} ({BREAKS} times in a row, last at byte {self._position})")
        self._wait(min(max(seconds, 2.0**self._breaks / 2), LONGEST_WAIT))

    def _drop(self) -> None:
        if self._answer is not None:
            self._answer.close()
        self._answer = None


@contextmanager
def stream(url: str, start: int = 0) -> Iterator[BinaryIO]:
    """The file as a buffered stream, from a byte on.

    :raises RemoteError: there is no such file, or no answer.
    """
    with io.BufferedReader(Remote(url, start=start), CHUNK) as file:
        yield file


def size(url: str) -> int:
    """Bytes of a file of which parts can be had; 0 where a server does not say so.

    :raises RemoteError: there is no such file, or no answer.
    """
    with urllib3.PoolManager(timeout=TIMEOUT) as pool:
        headers = _headers() | {"Range": "bytes=0-0"}
        try:
            answer = pool.request(
                "GET", url, headers=headers, preload_content=False, retries=ONLY_REDIRECTS
            )
        except HTTPError as error:
            raise RemoteError(_words(error)) from None
        answer.close()
    if answer.status not in (200, 206, *SLOW_DOWN):
        raise RemoteError(_phrase(answer.status))
    return int(_seconds(answer.headers.get("Content-Range", "").rpartition("/")[2]))


def _headers() -> dict[str, str]:
    """Those of every request; the ones of a pool give way to those of a request."""
    return {"User-Agent": user_agent(), "Accept-Encoding": "identity"}


def _phrase(status: int) -> str:
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _words(error: HTTPError) -> str:
    cause = getattr(error, "reason", None) or error
    for kind, words in WORDS:
        if isinstance(cause, kind):
            return words
    return "the connection broke"


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0
