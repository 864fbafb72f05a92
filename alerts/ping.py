"""An address that is asked after each run: who watches over the watch hears that it goes on."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import urllib3

TRIES, PAUSE = 3, 2.0  # seconds between two of them
LIMIT = 5.0  # seconds to answer
PATIENCE = 3 * LIMIT + 2 * PAUSE + 1  # seconds that a run waits, whatever the answer does
log = logging.getLogger("brouhaha.ping")


@contextmanager
def pinged() -> Iterator[None]:
    """Ask BROUHAHA_PING once the block came to its end, and where it failed BROUHAHA_PING_FAILED.

    Without the latter it is the former with `/fail` after its path. A block that was stopped tells
    nothing: that no word comes is told by who waits for it. No answer is no failure of the block.
    """
    try:
        yield
    except Exception:
        ping(_failed())
        raise
    ping(os.environ.get("BROUHAHA_PING", ""))


def ping(address: str) -> None:
    """Ask an address, a few times where it does not answer; empty asks nothing."""
    if not address:
        return
    # a server that sends a byte now and then keeps within any limit of a socket
    asking = threading.Thread(target=_ask, args=[address], daemon=True)
    asking.start()
    asking.join(PATIENCE)
    if asking.is_alive():
        log.warning("the ping was not answered in %.0f seconds", PATIENCE)


def _failed() -> str:
    address = os.environ.get("BROUHAHA_PING", "")
    if said := os.environ.get("BROUHAHA_PING_FAILED", ""):
        return said
    path, mark, query = address.partition("?")
    return f"{path.rstrip('/')}/fail{mark}{query}" if address else ""


def _ask(address: str) -> None:
    """The address may be a secret: the log names its host only."""
    problem = ""
    for attempt in range(TRIES):
        time.sleep(PAUSE if attempt else 0)
        problem = _problem(address)
        if not problem:
            return
    log.warning("the ping to %s was not heard: %s", _host(address), problem)


def _problem(address: str) -> str:
    """What went wrong; empty where it was heard."""
    if not address.startswith(("http://", "https://")):
        return "not an address of the web"
    try:
        with urllib3.PoolManager() as pool:
            answer = pool.request(
                "GET", address, headers={"User-Agent": "brouhaha"}, timeout=LIMIT,
                retries=urllib3.Retry(0, redirect=3, raise_on_redirect=False),
                preload_content=False,
            )  # fmt: skip
            answer.close()
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        return type(getattr(error, "reason", None) or error).__name__
    return f"it answered {answer.status}" if answer.status >= 300 else ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "BROUHAHA_PING"
    except ValueError:
        return "BROUHAHA_PING"
