"""What went wrong with a request, as a verdict and in plain words."""

from __future__ import annotations

import zlib
from http import HTTPStatus

from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

from storage.records import Verdict

WORDS: tuple[tuple[type[BaseException], Verdict, str], ...] = (
    (exceptions.DownloadConnectionRefusedError, "failed", "connection refused"),
    (exceptions.CannotResolveHostError, "failed", "no such host"),
    (exceptions.DownloadTimeoutError, "failed", "no answer in time"),
    (exceptions.DownloadCancelledError, "unsafe", "too large"),
    (exceptions.DownloadFailedError, "failed", "the connection broke, or what came is no HTTP"),
    (exceptions.ResponseDataLossError, "failed", "the answer broke off"),
    (exceptions.UnsupportedURLSchemeError, "unsafe", "not an address of the web"),
    (zlib.error, "failed", "the answer cannot be unpacked"),
    (EOFError, "failed", "the answer cannot be unpacked"),
    (OSError, "failed", "the answer cannot be unpacked"),
)
# What Scrapy's own middlewares say when they give up a request, by words of their message
GIVEN_UP: tuple[tuple[str, str], ...] = (
    ("max redirections", "too many redirects"),
    ("DOWNLOAD_MAXSIZE", "too large when unpacked"),
)


class RefusedError(exceptions.IgnoreRequest):
    """A request that is not made, or whose answer is not kept; the message says why."""

    def __init__(self, verdict: Verdict, words: str, status: int | None = None) -> None:
        super().__init__(words)
        self.verdict: Verdict = verdict
        self.status = status


def verdict(error: BaseException | None) -> tuple[Verdict, int | None, str]:
    """Verdict, HTTP status and words for the error that Scrapy gave.

    >>> verdict(exceptions.DownloadConnectionRefusedError("10.0.0.1:80"))
    ('failed', None, 'connection refused')
    """
    if isinstance(error, HttpError):
        status = error.response.status
        return "http_error", status, http_words(status)
    if isinstance(error, RefusedError):
        return error.verdict, error.status, str(error)
    if isinstance(error, exceptions.IgnoreRequest):
        return _given_up(error)
    for kind, outcome, words in WORDS:
        if isinstance(error, kind):
            return outcome, None, words
    return "failed", None, f"{type(error).__name__}: {error}".rstrip(": ")[:200]


def http_words(status: int) -> str:
    """A status as people know it.

    >>> http_words(503), http_words(599)
    ('HTTP 503 Service Unavailable', 'HTTP 599')
    """
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _given_up(error: exceptions.IgnoreRequest) -> tuple[Verdict, None, str]:
    for part, words in GIVEN_UP:
        if part in str(error):
            return "unsafe", None, words
    return "failed", None, str(error) or "ignored"
