"""Datasette over one database file: as an application, and as a server that stops cleanly."""

from __future__ import annotations

import signal
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import uvicorn
from datasette.app import Datasette

from datasette_config import hosts, public, signing
from datasette_config.growing import Growing
from datasette_config.pages import DATABASE

FOLDER = Path(__file__).parent
TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
STOPS = (signal.SIGINT, signal.SIGTERM)


class ServeError(Exception):
    """The database or the address cannot be used; the message says what to do."""


def application(db: Path) -> Datasette:
    """Datasette with our pages, over a file that may be written to meanwhile.

    A public copy is served for strangers: without SQL of theirs, downloads and long work.

    :raises ServeError: the file is missing, or is no database of ours.
    """
    tables = _tables(db)
    shared = public.is_public(tables)
    datasette = Datasette(
        [],
        config_dir=FOLDER,
        settings=public.settings() if shared else None,
        metadata=public.metadata(tables) if shared else None,
        secret=None if shared else _secret(),
    )
    for name in [name for name in datasette.databases if name != "_internal"]:
        datasette.remove_database(name)
    datasette.add_database(Growing(datasette, str(db), shared), name=DATABASE)
    return datasette


def serve(db: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Answer until Ctrl-C or SIGTERM; `ready` gets the address once it is listened on.

    Port 0 takes any that is free. A private database is shown under the names of this server only.

    :raises ServeError: the database or the address cannot be used.
    """
    datasette = application(db)
    with listening(host, port) as listener:
        app = datasette.app()
        if not datasette.get_database(DATABASE).public:
            app = hosts.guarded(app, _hosts(host, listener))
        config = uvicorn.Config(app, log_level="warning", lifespan="on")
        with _signals_end_quietly():
            _Server(config, lambda: ready(_address(listener))).run(sockets=[listener])


class _Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()


def _secret() -> str | None:
    try:
        return signing.secret()
    except signing.ShortTokenError as error:
        raise ServeError(str(error)) from None


def _hosts(host: str, listener: socket.socket) -> hosts.Hosts:
    try:
        return hosts.hosts(host, listener.getsockname()[0])
    except hosts.PagesError as error:
        raise ServeError(str(error)) from None


def _tables(db: Path) -> list[str]:
    """The names of all tables and views."""
    if not db.is_file():
        raise ServeError(f"no database at {db}; `brouhaha run --db {db}` makes one")
    try:
        with closing(sqlite3.connect(f"{db.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT 1 FROM articles LIMIT 1")
            return [name for (name,) in connection.execute(TABLES)]
    except sqlite3.Error as error:
        raise ServeError(f"{db} cannot be served: {error}; give another file with --db") from None


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens; what it accepts sends small answers at once.

    Without TCP_NODELAY, which asyncio does not set on sockets made elsewhere, a browser that keeps
    its connection waits 40 ms for the body of each answer.

    :raises ServeError: the address cannot be used.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise ServeError(
            f"cannot listen on {host}, port {port}: {error}; choose another with --host or --port"
        ) from None
    with listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


@contextmanager
def _signals_end_quietly() -> Iterator[None]:
    """uvicorn raises the signal again once it has stopped; by then there is nothing left to end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {stop: signal.signal(stop, lambda *_: None) for stop in STOPS}
    try:
        yield
    finally:
        for stop, handler in before.items():
            signal.signal(stop, handler)
