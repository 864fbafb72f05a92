"""What went wrong with a request, as a verdict and in plain words."""

from __future__ import annotations

from http import HTTPStatus

from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

from storage.records import Verdict

WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (exceptions.DownloadConnectionRefusedError, "connection refused"),
    (exceptions.CannotResolveHostError, "no such host"),
    (exceptions.DownloadTimeoutError, "no answer in time"),
    (exceptions.DownloadCancelledError, "too large"),
    (exceptions.ResponseDataLossError, "the answer broke off"),
    (exceptions.UnsupportedURLSchemeError, "not an address of the web"),
)


def verdict(error: BaseException | None) -> tuple[Verdict, int | None, str]:
    """Verdict, HTTP status and words for the error that Scrapy gave.

    >>> verdict(exceptions.DownloadConnectionRefusedError("10.0.0.1:80"))
    ('failed', None, 'connection refused')
    """
    if isinstance(error, HttpError):
        status = error.response.status
        return "http_error", status, f"HTTP {status}{_phrase(status)}"
    if isinstance(error, exceptions.IgnoreRequest):
        if "robots.txt" in str(error):
            return "robots", None, "robots.txt forbids it"
        return "failed", None, str(error) or "ignored"
    for kind, words in WORDS:
        if isinstance(error, kind):
            return "failed", None, words
    return "failed", None, f"{type(error).__name__}: {error}".rstrip(": ")[:200]


def _phrase(status: int) -> str:
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""
