"""The server: says where, sees what is written meanwhile, stops cleanly, refuses plainly."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from datasette_config.server import ServeError, application, listening, serve
from storage.store import opened


def test_the_import_is_light() -> None:
    code = "import sys, datasette_config.server; print({'spacy', 'scrapy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_what_is_written_meanwhile_is_seen(database: Path, tmp_path: Path, served: type) -> None:
    path = tmp_path / "growing.db"
    with opened(database) as db:
        db.execute("VACUUM INTO ?", [str(path)])
    with served(path) as (address, _):
        assert "25 articles on the topic" in httpx.get(f"{address}/source/harbour-post").text
        with opened(path) as db:
            db.execute("UPDATE articles SET relevant = 1 WHERE id = 4")
            db.conn.commit()
            assert "26 articles on the topic" in httpx.get(f"{address}/source/harbour-post").text


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(database: Path, stop: signal.Signals, served: type) -> None:
    with served(database) as (address, process):
        assert httpx.get(f"{address}/").status_code == 200
        process.send_signal(stop)
        assert process.wait(30) == 0


def test_a_database_without_articles_has_pages_too(tmp_path: Path, served: type) -> None:
    path = tmp_path / "empty.db"
    with opened(path):
        pass
    with served(path) as (address, _):
        for where in ("/", "/search?q=x", "/brouhaha"):
            assert httpx.get(f"{address}{where}").status_code == 200


@pytest.mark.parametrize("content", [None, b"", b"not a database" * 100])
def test_a_file_that_cannot_be_served_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "file.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ServeError, match=r"file\.db"):
        application(path)


def test_a_port_in_use_is_told(database: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"port {port}"):
            serve(database, "127.0.0.1", port, print)


def test_the_file_may_have_any_name(database: Path, tmp_path: Path, served: type) -> None:
    path = tmp_path / "a b?c#d.db"
    shutil.copy(database, path)
    assert set(application(path).databases) - {"_internal"} == {"brouhaha"}


def test_answers_are_sent_at_once() -> None:
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
