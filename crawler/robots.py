"""What robots.txt allows, by RFC 9309: nothing where it cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawler.origins import Answer, OriginFile, is_of_origin
from crawler.politeness import LONGEST, Pace
from crawler.problems import RefusedError, http_words, verdict

NAME = "Brouhaha"  # what groups of rules call this crawler
PATH = "/robots.txt"
LARGEST = 500 * 2**10  # bytes that are read; the rest says nothing
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to this crawler."""

    parser: Protego
    problem: str = ""  # why nothing may be asked for at all

    def forbid(self, url: str) -> str:
        """The reason why an address may not be asked for; empty where it may."""
        if self.problem:
            return self.problem
        return "" if self.parser.can_fetch(url, NAME) else "robots.txt forbids it"

    def delay(self) -> float:
        """Seconds between two requests, at most what this crawler has patience for."""
        return min(float(self.parser.crawl_delay(NAME) or 0), LONGEST)


def rules(answer: Answer) -> Rules:
    """A file that is not there allows all; one that cannot be reached forbids all.

    Too many redirects count as a file that is not there. Being told of too many requests (429)
    counts as not being able to reach it, which is stricter than the RFC.
    """
    if answer.status // 100 == 2:
        return Rules(Protego.parse(_text(answer.body)))
    if answer.status // 100 == 4 and answer.status != TOO_MANY:
        return Rules(Protego())
    if isinstance(answer.error, IgnoreRequest) and not isinstance(answer.error, RefusedError):
        return Rules(Protego())
    why = http_words(answer.status) if answer.status else verdict(answer.error)[2]
    return Rules(Protego(), f"robots.txt cannot be read, so nothing may be: {why}")


def _text(body: bytes) -> str:
    """The first part of a file, up to the end of a line: half a rule would say something else."""
    if len(body) > LARGEST:
        body = body[: body.rfind(b"\n", 0, LARGEST) + 1]
    return body.decode("utf-8-sig", "ignore")


class Robots:
    """Asks each origin for its rules first, and keeps to them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._file = OriginFile(crawler, PATH, rules)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def rules(self, request: Request) -> Rules:
        """The rules of a request's origin, asked for once in a crawl."""
        return await self._file.of(request)

    async def process_request(self, request: Request) -> None:
        if is_of_origin(request, PATH):
            return
        found = await self.rules(request)
        pace = self._crawler.get_downloader_middleware(Pace)
        if pace and (delay := found.delay()):
            pace.keep_at_least(urlsplit(request.url).hostname or "", delay)
        if reason := found.forbid(request.url):
            raise RefusedError("robots", reason)
