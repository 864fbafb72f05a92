"""Nothing is asked of a paused source: neither its lists nor its pages nor its robots.txt."""

from __future__ import annotations

from time import monotonic
from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from sqlite_utils import Database

from crawler.addresses import Kind
from crawler.archive import Hosts
from crawler.problems import RefusedError
from crawler.routes import Visit
from crawler.urls import canonical, site
from storage.retention.pauses import Pause, paused
from storage.store import homes

FRESH = 1.0  # seconds for which what the database says is not read again
ARCHIVES: tuple[Kind, ...] = ("wayback",)  # lists of addresses that are asked of an archive


class Paused:
    """What is paused, as the database says at this moment: a pause holds in a crawl that runs."""

    def __init__(self, db: Database) -> None:
        self._db, self._read = db, -FRESH
        self._paused: dict[str, Pause] = {}
        self._homes = {source: site(canonical(home)) for source, home in homes(db).items()}
        self._hosts = Hosts(db, listed_only=True)

    def why(self, visit: Visit | None, url: str = "") -> str:
        """Why an address (without one, the visit's own) is not asked for; empty where it is.

        Nothing is asked for a paused source but what an archive has of it, and nothing of its site
        for anybody, wherever a redirect comes from.
        """
        if not self._now():
            return ""
        url = url or (visit.at or visit.url if visit else "")
        if visit and not _of_archive(visit):
            if reason := self._reason(visit.source):
                return reason
            if self._homes.get(visit.source) == site(url):
                return ""
        return self._reason(self._hosts.source(url))

    def _now(self) -> dict[str, Pause]:
        if monotonic() - self._read >= FRESH:
            self._paused, self._read = paused(self._db), monotonic()
        return self._paused

    def _reason(self, source: str) -> str:
        held = self._paused.get(source)
        return held.words() if held else ""


class Pauses:
    """Refuses each request that a pause forbids, also one that waited or that a redirect made."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        held: Paused | None = getattr(self._crawler.spider, "paused", None)
        if held and (reason := held.why(request.cb_kwargs.get("visit"), request.url)):
            raise RefusedError("paused", reason)


def _of_archive(visit: Visit) -> bool:
    return bool(visit.at) or visit.kind in ARCHIVES
