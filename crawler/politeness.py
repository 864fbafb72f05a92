"""The pace at each host: its delay, more where it is slow, a pause where it asks for one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, exceptions, signals
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.problems import RefusedError

SHORTEST = 0.001  # seconds: without any delay Scrapy starts all that waits for a host at once
LONGEST = 60.0  # seconds: the longest delay that a Crawl-delay or slow answers lead to
LONGEST_PAUSE = 600.0  # seconds: a Retry-After beyond it is cut
SLOW = 1.0  # seconds: from there on, a host is left alone for as long as its answer took
BACKOFF = 10  # delays that a host is left alone for when it refuses without saying how long
REFUSALS = (429, 503)
GIVE_UP = 12  # refusals and failures in a row after which a host is left alone for this crawl
FAILURES = (
    exceptions.CannotResolveHostError,
    exceptions.DownloadConnectionRefusedError,
    exceptions.DownloadFailedError,
    exceptions.DownloadTimeoutError,
    exceptions.ResponseDataLossError,
)


def retry_after(value: str, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks for, at most `LONGEST_PAUSE`; `None` for no sense.

    >>> retry_after("Fri, 14 Jul 2023 10:00:30 GMT", datetime(2023, 7, 14, 10, tzinfo=UTC))
    30.0
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:9])
    else:
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_PAUSE)


class Pace:
    """Sets the delay of a host after each of its answers.

    The delay runs from the end of one answer to the start of the next request, so that it holds
    at the server too, whatever the network does to either.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._usual = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._failed: Counter[str] = Counter()  # in a row, by host and port
        crawler.signals.connect(self._answered, signal=signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def keep_at_least(self, host: str, delay: float) -> None:
        """Let no request to a host start sooner than this after the one before."""
        if delay <= self._least(host):
            return
        self._downloader.per_slot_settings[host] = {"concurrency": 1, "delay": delay, "jitter": 0}
        if slot := self._downloader.slots.get(host):
            slot.delay = max(slot.delay, delay)

    def process_request(self, request: Request) -> None:
        if self._failed[urlsplit(request.url).netloc] >= GIVE_UP:
            raise RefusedError("failed", f"not asked: {GIVE_UP} failures in a row at this host")

    def process_exception(self, request: Request, exception: Exception) -> None:
        if isinstance(exception, FAILURES):
            self._failed[urlsplit(request.url).netloc] += 1

    def _answered(self, response: Response, request: Request) -> None:
        parts = urlsplit(request.url)
        slot = self._downloader.slots.get(parts.hostname or "")
        if slot is None:
            return
        least = self._least(parts.hostname or "")
        slot.delay = _delay(slot.delay, least, request.meta.get("download_latency", 0.0))
        slot.lastseen = monotonic()
        if response.status not in REFUSALS:
            self._failed[parts.netloc] = 0
            return
        self._failed[parts.netloc] += 1
        pause = _pause(response, max(least, slot.delay), request.meta.get("retry_times", 0))
        slot.lastseen = monotonic() + max(0.0, pause - slot.delay)

    def _least(self, host: str) -> float:
        slots = self._downloader.per_slot_settings
        return float(slots.get(host, {}).get("delay", self._usual))

    @property
    def _downloader(self) -> Downloader:
        downloader: Downloader = self._crawler.engine.downloader
        return downloader


def _delay(before: float, least: float, latency: float) -> float:
    """The next delay: at once longer for a slow answer, shorter again by halves."""
    wanted = latency if latency > SLOW else 0.0
    longer = max(wanted, (before + wanted) / 2)
    return max(least, min(longer, LONGEST) if longer > least + 0.01 else least)


def _pause(response: Response, delay: float, times: int) -> float:
    said = (response.headers.get("Retry-After") or b"").decode("latin-1")
    asked = retry_after(said, datetime.now(UTC)) if said else None
    return asked if asked is not None else min(BACKOFF * delay * 2**times, LONGEST_PAUSE)
