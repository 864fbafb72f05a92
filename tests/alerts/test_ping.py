"""The ping after a run, against real servers: one that answers, fails, hangs, drips, is down."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from alerts import ping


class Server(ThreadingHTTPServer):
    """Answers with the statuses given, then with 200; `asked` are the requests, as they came."""

    def __init__(self, statuses: list[int]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.statuses, self.asked = statuses, list[str]()
        self.sent: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.sent.append(dict(self.headers))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ping, "PAUSE", 0.01)
    monkeypatch.delenv("BROUHAHA_PING_FAILED", raising=False)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server([]) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        monkeypatch.setenv("BROUHAHA_PING", f"{serving.url}/secret?of=me")
        yield serving
        serving.shutdown()


def test_an_end_is_told(server: Server) -> None:
    with ping.pinged():
        assert server.asked == []
    assert server.asked == ["/secret?of=me"]
    assert set(server.sent[0]) <= {"Host", "User-Agent", "Accept-Encoding"}
    assert server.sent[0]["User-Agent"] == "brouhaha"


def test_a_failure_is_told_and_stays_one(server: Server) -> None:
    with pytest.raises(OSError, match="full"), ping.pinged():
        raise OSError("the disk is full")
    assert server.asked == ["/secret/fail?of=me"]


def test_a_failure_has_its_own_address(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROUHAHA_PING_FAILED", f"{server.url}/push?status=down")
    with pytest.raises(OSError), ping.pinged():
        raise OSError
    assert server.asked == ["/push?status=down"]


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, SystemExit])
def test_who_is_stopped_says_nothing(server: Server, stopped: type[BaseException]) -> None:
    with pytest.raises(stopped), ping.pinged():
        raise stopped
    assert server.asked == []


def test_without_an_address_nobody_is_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BROUHAHA_PING")
    with ping.pinged():
        pass
    with pytest.raises(OSError), ping.pinged():
        raise OSError
    assert server.asked == []


def test_it_is_tried_again(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    server.statuses[:] = [503, 500]
    with ping.pinged():
        pass
    assert len(server.asked) == 3 and not caplog.records


def test_what_is_not_heard_is_logged_without_the_secret(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.statuses[:] = [404] * 9
    with caplog.at_level(logging.INFO), ping.pinged():
        pass
    assert len(server.asked) == ping.TRIES
    assert "the ping to 127.0.0.1 was not heard: it answered 404" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/secret", "http://[::1/secret", "file:///secret", "http://\x00/secret",
     "http:///secret", "http://127.0.0.1:99999/secret"],
)  # fmt: skip
def test_one_that_is_down_or_no_address_fails_no_run(
    address: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ping.os, "environ", {"BROUHAHA_PING": address})
    with ping.pinged():
        pass
    assert "was not heard" in caplog.text and "secret" not in caplog.text


@pytest.mark.parametrize("drips", [False, True])
def test_one_that_hangs_holds_nobody_up(
    drips: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ping, "LIMIT", 0.2)
    monkeypatch.setattr(ping, "PATIENCE", 2.0)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_hang, args=[listening, drips, ended], daemon=True).start()
        monkeypatch.setenv("BROUHAHA_PING", f"http://127.0.0.1:{listening.getsockname()[1]}/x")
        with ping.pinged():
            pass
        ended.set()
    assert ("was not answered in 2 seconds" if drips else "was not heard: ReadTimeout") in (
        caplog.text
    )


def _hang(listening: socket.socket, drips: bool, ended: threading.Event) -> None:
    held = []
    while not ended.is_set():
        try:
            held.append(listening.accept()[0])
        except OSError:
            return
        while drips and not ended.wait(0.05):
            held[-1].sendall(b"H")
