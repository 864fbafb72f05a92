"""Whose turn it is: each host has its own queue, and none keeps the others waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader import Downloader
from scrapy.crawler import Crawler
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

SHARE = 2  # requests of one host under way: one at the server, one waiting for its moment


class Hosts(Downloader):
    """Scrapy's downloader, with one queue for all requests to a host.

    A request that was redirected to another host waits there, not in the queue it came from.
    """

    def get_slot_key(self, request: Request) -> str:
        return urlsplit(request.url).hostname or ""


class Turns(DownloaderAwarePriorityQueue):
    """Scrapy's queue, with the rest of a host's requests held back while some are under way."""

    def __init__(self, crawler: Crawler, *args: Any, **kwargs: Any) -> None:
        super().__init__(crawler, *args, **kwargs)
        self._downloader_interface = _Free(crawler)


class _Free(DownloaderInterface):
    """Sees the hosts that have not had their share, and what waits for their robots.txt too."""

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        under_way = Counter(self.get_slot_key(request) for request in self.downloader.active)
        return [(under_way[slot], slot) for slot in possible_slots if under_way[slot] < SHARE]
