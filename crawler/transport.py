"""Scrapy's HTTP client, with a bound on what comes before the body of an answer."""

from __future__ import annotations

from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import BODY, DONE, HTTP11ClientProtocol, Request
from twisted.web.iweb import IResponse

LARGEST_HEAD = 2**18  # bytes of status and headers; browsers stop at this size too


class Handler(http11.HTTP11DownloadHandler):
    """Scrapy's handler, whose connections end when the headers do not."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory


class _Connection(http11._LenientHTTP11ClientProtocol):
    _head = 0  # bytes before the body of the present answer

    def request(self, request: Request) -> Deferred[IResponse]:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        if self._parser and self._parser.state not in (BODY, DONE):
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                self.abort()  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _Factory(http11._LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: N802
        return _Connection(self._quiescentCallback)  # type: ignore[no-untyped-call]
