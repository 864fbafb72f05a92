"""The bakers with all rules on, a mail server and a webhook on loopback."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler
from sqlite_utils import Database

import topics
from stories import run as stories
from tests.told import Tell, teller

RULES = """
[alerts]
days = 7
[alerts.named]
most = 2
articles = 2
[alerts.first]
[alerts.turn]
[alerts.figure]
[alerts.edit]
[alerts.burst]
articles = 4
[alerts.quiet]
"""
Work = Callable[[], None]


@pytest.fixture
def topic_folder(topic_folder: Path) -> Path:
    """The topic of the tests, with every rule of the alerts on."""
    file = topic_folder / "topic.toml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("[relevance]", f"{RULES}[relevance]", 1), "utf-8")
    return topic_folder


@pytest.fixture
def tell(db: Database) -> Tell:
    return teller(db)


@pytest.fixture
def work(db: Database, topic: topics.Topic) -> Work:
    """Follow the stories of what was told."""
    return lambda: cast(None, stories.work_off(db, topic, lambda part, done, total: None))


@dataclass
class Mails:
    """What a mail server on loopback took."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        to = "desk@bakers.example"
        return f"mailto://localhost:{self.port}?smtp=127.0.0.1&from=b@bakers.example&to={to}"


class _Keep(MessageHandler):
    def __init__(self, kept: list[EmailMessage]) -> None:
        super().__init__()
        self._kept = kept

    def prepare_message(self, session: Any, envelope: Any) -> EmailMessage:
        found = message_from_bytes(envelope.content, policy=policy.default)
        return cast(EmailMessage, found)

    def handle_message(self, message: Any) -> None:
        self._kept.append(message)


@pytest.fixture
def mails() -> Iterator[Mails]:
    kept: list[EmailMessage] = []
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(_Keep(kept), hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield Mails(port, kept)
    finally:
        server.stop()


@dataclass
class Hook:
    """A webhook on loopback: `status` is what it answers, `hang` an event it waits for first."""

    port: int = 0
    status: int = 200
    hang: threading.Event | None = None
    asked: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/hooks/s3cr3t-token"

    @property
    def texts(self) -> list[str]:
        return [one["message"] for one in self.asked]


def serving(hook: Hook) -> ThreadingHTTPServer:
    """A server that answers as the hook says, on its port where it has one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.heads.append(dict(self.headers))
            hook.asked.append(json.loads(body))
            if hook.hang:
                hook.hang.wait(60)
            self.send_response(hook.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", hook.port), Handler)
    server.daemon_threads = True
    hook.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def hook() -> Iterator[Hook]:
    found = Hook()
    server = serving(found)
    yield found
    server.shutdown()
    server.server_close()
