"""A file that speaks for a whole origin, asked for once in a crawl: robots.txt, tdmrep.json."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawler.problems import RefusedError

T = TypeVar("T")
URGENT = 1000  # priority: an article waits for it
_PATH = "origin_file"  # key of a request's meta


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the request for a file, after redirects and repetitions."""

    status: int = 0  # 0: no answer
    body: bytes = b""
    error: Exception | None = None


class OriginFile(Generic[T]):
    """The file at one path of each origin, as `read` understands the answer."""

    def __init__(self, crawler: Crawler, path: str, read: Callable[[Answer], T]) -> None:
        self._crawler, self._path, self._read = crawler, path, read
        self._asked: dict[str, asyncio.Task[T]] = {}

    async def of(self, request: Request) -> T:
        """What the file of a request's origin says; requests that come meanwhile wait for it.

        :raises RefusedError: the origin is none of the public web.
        """
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._asked:
            self._asked[origin] = asyncio.create_task(self._ask(origin, request))
        return await asyncio.shield(self._asked[origin])

    async def _ask(self, origin: str, request: Request) -> T:
        question = Request(
            origin + self._path,
            NO_CALLBACK,
            cb_kwargs={"visit": request.cb_kwargs.get("visit")},
            meta={_PATH: self._path},
            priority=URGENT,
        )
        try:
            response = await self._crawler.engine.download_async(question)
        except RefusedError as error:
            if error.verdict == "unsafe":
                raise
            return self._read(Answer(error=error))
        except Exception as error:  # whatever keeps a file from being read is for `read` to judge
            return self._read(Answer(error=error))
        return self._read(Answer(response.status, response.body))


def is_of_origin(request: Request, path: str = "") -> bool:
    """Whether a request is for a file of an origin, or for the one at this path."""
    asked = request.meta.get(_PATH, "")
    return asked == path if path else bool(asked)
