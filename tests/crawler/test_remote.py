"""Files on the web whose connections break: what is read is what is there."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from crawler.remote import Remote, size
from crawler.services import CommonCrawl
from crawler.spiders.commoncrawl import NoMonthError, files, of_sites
from topics.model import Source

CONTENT = b"".join(sha256(str(n).encode()).digest() for n in range(20_000))  # 640,000 bytes


@dataclass
class Shop:
    """Serves one content; gives `piece` bytes and breaks off, as long as `breaks` last."""

    url: str = ""
    content: bytes = CONTENT
    piece: int = 200_000
    breaks: int = 0
    ranges: bool = True
    refusals: list[int] = field(default_factory=list)
    tags: list[str] = field(default_factory=lambda: ['"one"'])
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(handler.headers.get("Range") or "")
        self.agents.append(handler.headers.get("User-Agent") or "")
        if self.refusals:
            handler.send_response(self.refusals.pop(0))
            handler.send_header("Retry-After", "7")
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        match = re.match(r"bytes=(\d+)-", self.asked[-1]) if self.ranges else None
        tag = self.tags.pop(0) if len(self.tags) > 1 else self.tags[0]
        if match and handler.headers.get("If-Range") not in (None, tag):
            match = None
        start = int(match[1]) if match else 0
        left = self.content[start:]
        handler.send_response(206 if match else 200)
        handler.send_header("ETag", tag)
        handler.send_header("Content-Length", str(len(left)))
        handler.end_headers()
        if self.breaks:
            self.breaks -= 1
            left = left[: self.piece]
        handler.close_connection = True
        with suppress(ConnectionError):  # who reads may have had enough
            handler.wfile.write(left)


@pytest.fixture
def shop() -> Iterator[Shop]:
    served = Shop()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        served.url = f"http://127.0.0.1:{http.server_port}/file"
        Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
        yield served
        http.shutdown()


def read(shop: Shop) -> tuple[bytes, list[float]]:
    waited: list[float] = []
    remote = Remote(shop.url, waited.append)
    parts = []
    while part := remote.read(50_000):
        parts.append(part)
    remote.close()
    return b"".join(parts), waited


@pytest.mark.parametrize("ranges", [True, False], ids=["ranges", "from the start"])
def test_a_broken_connection_is_taken_up_again(shop: Shop, ranges: bool) -> None:
    shop.breaks, shop.ranges = 2, ranges
    found, waited = read(shop)
    assert found == CONTENT
    assert len(waited) == 2
    assert shop.asked[0] == ""
    assert all(re.fullmatch(r"bytes=\d+-", asked) for asked in shop.asked[1:])


def test_every_request_says_who_asks(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROUHAHA_CONTACT", "desk@loaf.example")
    shop.breaks = 1
    read(shop)
    size(shop.url)
    assert [agent.partition("/")[0] for agent in shop.agents] == ["Brouhaha"] * 3
    assert all("desk@loaf.example" in agent for agent in shop.agents)


def test_a_busy_server_is_given_the_time_it_asks_for(shop: Shop) -> None:
    shop.refusals = [503, 429]
    assert read(shop) == (CONTENT, [7.0, 7.0])


def test_a_file_that_changed_meanwhile_is_not_mixed(shop: Shop) -> None:
    shop.breaks, shop.tags = 1, ['"one"', '"two"']
    with pytest.raises(OSError, match="changed while it was read"):
        read(shop)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda shop: shop.refusals.extend([404]), "HTTP 404 Not Found"),
        (lambda shop: shop.refusals.extend([503] * 9), "HTTP 503 Service Unavailable"),
        (lambda shop: vars(shop).update(breaks=9, piece=0), "5 times in a row, last at byte 0"),
        (lambda shop: vars(shop).update(url="http://127.0.0.1:9/file"), "refused"),
    ],
    ids=["missing", "always busy", "always breaking", "closed"],
)
def test_what_cannot_be_read_is_told(shop: Shop, change: Callable[[Any], Any], words: str) -> None:
    change(shop)
    with pytest.raises(OSError, match=words):
        read(shop)


def service(shop: Shop) -> CommonCrawl:
    return CommonCrawl(list=shop.url + "/{year}/{month}", files="https://crawl.example/", delay=0)


def test_the_files_of_a_month(shop: Shop) -> None:
    shop.content = gzip.compress(b"news/2023/10/b.warc.gz\nnews/2023/10/a.warc.gz\n")
    assert files(service(shop), "2023-10") == [
        "https://crawl.example/news/2023/10/a.warc.gz",
        "https://crawl.example/news/2023/10/b.warc.gz",
    ]


@pytest.mark.parametrize("content", [b"", b"<html>", gzip.compress(b"a" * 999)[:-9]])
def test_a_month_that_cannot_be_listed_is_told(shop: Shop, content: bytes) -> None:
    shop.content = content
    if not content:
        shop.refusals = [404]
    with pytest.raises(NoMonthError, match=r"/2023/10: the files of 2023-10 cannot be listed"):
        files(service(shop), "2023-10")


def test_only_the_sites_of_the_sources_are_wanted() -> None:
    source = Source(id="loaf", name="Loaf", country="GB", language="en", kind="newspaper",
                    home="https://www.loaf.example/")  # fmt: skip
    wanted = of_sites([source])
    urls = ("https://news.loaf.example/a", "http://loaf.example/b", "https://loafer.example/c", "?")
    assert [wanted(url) for url in urls] == [True, True, False, False]
