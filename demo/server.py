"""Serves the sample press on this machine alone."""

from __future__ import annotations

import sys
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from demo.press import load
from demo.site import Resource, Site

HOST = "127.0.0.1"
PORT = 8323
GONE = Resource(b"<!doctype html><title>404</title><p>No such page.", "text/html")


class Press:
    """The sample press while it is open, at `url`.

    >>> with Press(port=0) as press:
    ...     press.url.startswith("http://127.0.0.1:")
    True
    """

    def __init__(self, port: int = PORT) -> None:
        """:raises OSError: the port (0: any free one) is taken."""
        try:
            self._server = _Server((HOST, port), _Handler)
        except OSError as error:
            message = f"the sample press cannot use port {port}: {error.strerror}"
            raise OSError(error.errno, message) from error
        self.url = f"http://{HOST}:{self._server.server_port}"
        self._server.resources = Site(load(), self.url).build()
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def address(self, article: str) -> str:
        """The canonical address of an article, given by its id."""
        site = Site(load(), self.url)
        return next(site.url(found) for found in site.press.articles if found.id == article)

    def publish_edits(self) -> None:
        """From now on serve the articles that are edited later as they then read."""
        self._server.resources = Site(load().edited(), self.url).build()

    def __enter__(self) -> Press:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a browser may keep its connection open for minutes
    resources: dict[str, Resource]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader who leaves before the end is nothing to tell."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "SamplePress"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 30
    wbufsize = -1  # head and body leave together: apart they wait 40 ms for each other

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal belongs to the crawl."""

    def _answer(self, with_body: bool) -> None:
        resource = self.server.resources.get(urlsplit(self.path).path)
        if resource is None:
            self._send(HTTPStatus.NOT_FOUND, GONE, with_body)
        elif self._is_known(resource):
            self._head(HTTPStatus.NOT_MODIFIED, resource)
        else:
            self._send(HTTPStatus.OK, resource, with_body)

    def _is_known(self, resource: Resource) -> bool:
        if tags := self.headers.get("If-None-Match"):
            return resource.etag in tags or tags.strip() == "*"
        if resource.modified is None:
            return False
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since") or "")
        except ValueError:
            return False
        return resource.modified <= since

    def _send(self, status: HTTPStatus, resource: Resource, with_body: bool) -> None:
        length = ("Content-Length", str(len(resource.body)))
        self._head(status, resource, ("Content-Type", resource.content_type), length)
        if with_body:
            self.wfile.write(resource.body)

    def _head(self, status: HTTPStatus, resource: Resource, *more: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("ETag", resource.etag)
        if resource.modified:
            moment = resource.modified.astimezone(UTC)
            self.send_header("Last-Modified", format_datetime(moment, usegmt=True))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
