"""A small press on loopback: whatever pages a test puts on it, with a log of what was asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

PARAGRAPHS = {
    "en": "The bakers of {0} met again on Thursday evening to speak about the machines that the "
    "owners want to buy, and about the people who would no longer be needed at night.</p><p>"
    "Nobody expects an answer about {0} before the end of the month, although both sides said "
    "that the talks had been useful and that they would go on as planned.",
    "fr": "Les boulangers de {0} se sont réunis jeudi soir pour parler des machines que les "
    "patrons veulent acheter, et de ceux dont on n'aurait plus besoin la nuit.</p><p>Personne "
    "n'attend de réponse pour {0} avant la fin du mois, même si les deux parties disent que les "
    "discussions ont été utiles et qu'elles vont continuer comme prévu.",
}


@dataclass
class Answer:
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""
    wait: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None  # announced in place of the body's own
    endless: float | None = None  # the body again and again, so many seconds between two of them


@dataclass
class Server:
    """Answers by path; all other paths are not found."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)  # when each was asked for
    sent: list[tuple[str, int]] = field(default_factory=list)  # path and status of each answer
    agents: set[str] = field(default_factory=set)  # who asked

    @staticmethod
    def article(place: str, day: str = "2023-07-14", lang: str = "en") -> bytes:
        return _article(place, day, lang)

    def put(self, path: str, body: bytes = b"", **answer: Any) -> None:
        self.answers[path] = Answer(body, **answer)

    def page(self, path: str, place: str, day: str = "2023-07-14", lang: str = "en") -> None:
        """An article about a place, published on a day."""
        self.answers[path] = Answer(_article(place, day, lang))

    def feed(self, path: str, *links: str, extra: str = "") -> None:
        items = "".join(f"<item><title>T</title><link>{self.url}{link}</link>{extra}</item>"
                        for link in links)  # fmt: skip
        rss = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
        self.answers[path] = Answer(rss.encode(), "application/rss+xml")


def _article(place: str, day: str, lang: str) -> bytes:
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{place}</title>'
        f'<meta property="article:published_time" content="{day}T10:00:00Z"></head><body>'
        f"<h1>{place}</h1><article><p>{PARAGRAPHS[lang].format(place)}</p></article></body></html>"
    ).encode()


class _Handler(BaseHTTPRequestHandler):
    press: Server

    def do_GET(self) -> None:
        self.press.times.append(time.monotonic())
        self.press.asked.append(self.path)
        self.press.agents.add(self.headers.get("User-Agent", ""))
        answer = self.press.answers.get(self.path, Answer(status=404))
        time.sleep(answer.wait)
        tag = answer.headers.get("ETag")
        if tag and tag == self.headers.get("If-None-Match"):
            answer = Answer(status=304, headers={"ETag": tag})
        self.press.sent.append((self.path, answer.status))
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        if answer.endless is None:
            length = len(answer.body) if answer.length is None else answer.length
            self.send_header("Content-Length", str(length))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        with suppress(ConnectionError):  # a stopped crawl does not wait for its answers
            self.wfile.write(answer.body)
            while answer.endless is not None:
                time.sleep(answer.endless)
                self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(host: str) -> Iterator[Server]:
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer((host, 0), handler) as http:
        http.daemon_threads = True
        http.block_on_close = False
        server = Server(f"http://{host}:{http.server_port}")
        handler.press = server  # type: ignore[attr-defined]
        Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        http.shutdown()
