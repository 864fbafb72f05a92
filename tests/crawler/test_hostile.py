"""Servers that break and pages made to do harm: each is told, and none harms the others."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from html import unescape
from threading import Thread
from time import sleep
from typing import Any

import pytest

from crawler.addresses import Found, Listing, UnreadableError
from crawler.page import Page, read
from crawler.spiders import addresses
from crawler.transport import LARGEST_HEAD
from topics.model import Window

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


class Wreck:
    """A server that answers by the name of the path: `/reset/1` is reset, and so on."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.9", 0))
        self.url = f"http://127.0.0.9:{self.socket.getsockname()[1]}"
        self.asked: list[str] = []
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError, IndexError), connection:
            path = connection.recv(65536).split()[1].decode()
            self.asked.append(path)
            getattr(self, path.split("/")[1], self.absent)(connection)

    def absent(self, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    def reset(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def garbage(self, connection: socket.socket) -> None:
        connection.sendall(os.urandom(4096))

    def short(self, connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 5000\r\n\r\n<p>Bread")

    def headers(self, connection: socket.socket) -> None:
        connection.sendall(HEAD)
        for number in range(2 * LARGEST_HEAD // 20):
            connection.sendall(b"X-More: %011d\r\n" % number)

    def endless(self, connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b"1\r\nx\r\n")
            sleep(0.1)

    def silent(self, connection: socket.socket) -> None:
        sleep(100)


@pytest.fixture
def wrecks() -> Iterator[tuple[Wreck, Wreck]]:
    servers = Wreck(), Wreck()
    yield servers
    for server in servers:
        server.socket.close()


def feed(press: Any, *urls: str) -> None:
    links = "".join(f"<item><link>{url}</link></item>" for url in urls)
    press.put("/feed", f'<rss version="2.0"><channel>{links}</channel></rss>'.encode())


def good(press: Any, number: int) -> list[str]:
    paths = [f"/a{place}" for place in range(number)]
    for path in paths:
        press.page(path, f"Place {path}")
    press.feed("/feed", *paths)
    return paths


def test_a_broken_server_is_told_and_soon_left_alone(
    crawled: Any, outlet: Callable[..., Any], press: Any, other_press: Any, wrecks: Any
) -> None:
    broken, shut = wrecks
    sound = other_press()
    wrong = [f"{broken.url}/{kind}/1" for kind in ("garbage", "headers", "short")]
    resets = [f"{shut.url}/reset/{number}" for number in range(9)]
    feed(press, *wrong, *resets)
    paths = good(sound, 5)

    crawled.crawl(outlet(press, sections=[{"url": f"{shut.url}/absent"}]), outlet(sound))

    found = crawled.verdicts()
    assert [found[sound.url + path][0] for path in paths] == ["fetched"] * 5
    no_http = ("failed", "the connection broke, or what came is no HTTP")
    assert [found[url] for url in wrong] == [no_http, no_http, ("failed", "the answer broke off")]
    assert broken.asked.count("/garbage/1") == 3
    left = ("failed", "not asked: 12 failures in a row at this host")
    assert {found[url] for url in resets} <= {no_http, left}
    assert left in {found[url] for url in resets}
    assert sum(path.startswith("/reset") for path in shut.asked) <= 12 + 1  # one was under way


def test_servers_that_never_end_hold_nobody_up(
    crawled: Any, outlet: Callable[..., Any], press: Any, other_press: Any, wrecks: Any
) -> None:
    endless, silent = wrecks
    sound = other_press()
    feed(press, *(f"{endless.url}/endless/{number}" for number in range(150)),
         *(f"{silent.url}/silent/{number}" for number in range(150)))  # fmt: skip
    paths = good(sound, 20)
    there = [{"url": f"{endless.url}/absent"}]

    def stop_once_read() -> None:
        while set(paths) - set(sound.asked) or crawled.rows("SELECT count(*) FROM articles") < [
            (20,)
        ]:
            sleep(0.2)
        hanging.extend(path for path in endless.asked + silent.asked if path[1] in "es")
        for child in multiprocessing.active_children():
            if child.name == "crawl":
                os.kill(child.pid or 0, signal.SIGTERM)

    hanging: list[str] = []
    Thread(target=stop_once_read, daemon=True).start()
    crawled.crawl(outlet(press, sections=there), outlet(sound), time_limit=120)

    found = crawled.verdicts()
    assert {found[sound.url + path][0] for path in paths} == {"fetched"}
    assert 1 <= len(hanging) <= 3  # of the 300; each holds the connection for half a minute


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE x [<!ENTITY l0 "lol"><!ENTITY f SYSTEM "file:///etc/passwd">{LAUGHS}]>'
LINK = "https://loaf.example/a"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("feed", f'{DOCTYPE}<rss version="2.0"><channel><item><title>&l9;&f;</title>'
                 f"<link>{LINK}</link></item></channel></rss>"),
        ("feed", f'{DOCTYPE}<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&l9;</title>'
                 f'<link href="{LINK}"/><summary>&f;</summary></entry></feed>'),
        ("sitemap", f"{DOCTYPE}<urlset><url><loc>{LINK}</loc><news><title>&l9;&f;</title></news>"
                    "</url></urlset>"),
    ],
)  # fmt: skip
def test_entities_are_not_expanded(kind: Any, body: str) -> None:
    window = Window.model_validate({"start": "2023-01-01"})
    listing = Listing(kind, "https://loaf.example/l", body.encode(), "application/xml", window)
    try:
        found = [item for item in addresses(listing) if isinstance(item, Found)]
    except UnreadableError:
        return
    assert len(repr(found)) < 1000
    assert "root:" not in repr(found)
    assert {item.url for item in found} <= {LINK}


PROSE = (
    "<p>The bakers of Millbrook met again on Thursday evening to speak about the machines that the "
    "owners want to buy, and about the people who would no longer be needed at night.</p><p>Nobody "
    "expects an answer before the end of the month, although both sides said that the talks had "
    "been useful and that they would go on as planned until every shift has been heard.</p>"
)


@pytest.mark.parametrize(
    ("title", "before", "after"),
    [
        ("Bread", "<div>" * 20_000, ""),
        ("Bread", "<b><i>" * 20_000, "</p>" * 20_000),
        ("Bread", f'<div class="{"x" * 1_000_000}" data-y="{"&quot;" * 100_000}">', "</div>"),
        ("Bread", "<p " + " ".join(f"a{n}=1" for n in range(3000)) + ">Oven</p>", ""),
        ("Bread\x00\x01\x1b[31m", "\x00\ufffe\x08", "\x00"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Bread", "<script>alert(1)</script>", ""),
        ("<img src=x onerror=alert(1)>Bread", "<svg onload=alert(1)>", "</svg>"),
        ("Bread", "<!--" + "-" * 100_000, "-->"),
        ("Bread", '<script type="application/ld+json">' + "[" * 100_000 + "</script>", ""),
        ("Bread", "<table>" * 3000 + "<tr><td>", ""),
    ],
)
def test_hostile_pages_are_read_without_harm(title: str, before: str, after: str) -> None:
    body = (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body>'
        f"<article><h1>{title}</h1>{PROSE}</article>{before}{after}</body></html>"
    )
    page = Page(LINK, body.encode("utf-8", "surrogatepass"), "text/html; charset=utf-8")
    reading = read(page, Window.model_validate({"start": "2023-01-01"}))
    assert reading.verdict in ("fetched", "too_short")
    if reading.article:
        said = reading.article.title + reading.article.text
        assert not set(said) & {chr(code) for code in range(32)} - {"\n"}
        assert "onerror" not in said
        # What a reader sees as text is text; nothing of what would run is.
        assert reading.article.title in (unescape(title), "Bread", "Bread[31m")
        assert "alert(1)" not in reading.article.text
