"""To which names a private server answers: a page elsewhere may not reach it under its own name.

A name that leads to this machine makes a browser take the answers for those of the page that asked
(DNS rebinding); to an address in numbers that cannot be done.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from datasette.utils.asgi import Response

from datasette_config.words import Words, preferred

VARIABLE = "BROUHAHA_PAGES"
SHOWN = 100  # characters of a name that is refused
App = Callable[[Any, Any, Any], Awaitable[None]]


class PagesError(ValueError):
    """The address of the pages cannot be read."""


@dataclass(frozen=True)
class Hosts:
    """The names to be answered to; where others reach the machine, its addresses in numbers too."""

    names: frozenset[str]
    open: bool

    def know(self, header: str) -> bool:
        """Whether this is the name of one of ours, with any port.

        >>> Hosts(frozenset({"desk.example"}), open=False).know("desk.example:8001")
        True
        >>> Hosts(frozenset(), open=False).know("evil.example")
        False
        """
        name = _name(f"//{header}") if not re.search(r"[@/\\?#\s]", header) else ""
        try:
            address = ip_address(name)
        except ValueError:
            return name in self.names or f".{name}".endswith(".localhost")
        return self.open or address.is_loopback


def hosts(host: str, bound: str) -> Hosts:
    """Those of a server on this host, at this address: itself, and what `BROUHAHA_PAGES` says.

    :raises PagesError: what stands in `BROUHAHA_PAGES` is no address of the web.
    """
    given = os.environ.get(VARIABLE, "").replace(",", " ").split()
    for address in given:
        if not (address.startswith(("http://", "https://")) and _name(address)):
            raise PagesError(
                f"{VARIABLE}: {address!r} is no address such as https://strike.example.org"
            )
    names = frozenset({host.lower(), *map(_name, given)} - {""})
    return Hosts(names, open=not ip_address(bound).is_loopback)


def guarded(app: App, known: Hosts) -> App:
    """The application for those who ask it by a known name; others get 403 and the reason."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        sent = {key.lower(): value.decode("latin-1") for key, value in scope.get("headers", ())}
        host = sent.get(b"host", "")
        if scope["type"] != "http" or known.know(host):
            await app(scope, receive, send)
            return
        words = Words(preferred(sent.get(b"accept-language", "")))
        told = words("other-host", host=host[:SHOWN], variable=VARIABLE)
        answered = Response.text(told, 403, {"X-Content-Type-Options": "nosniff"})
        await answered.asgi_send(send)

    return answer


def _name(address: str) -> str:
    """The name of a host, without its port and the dot at its end; empty where there is none."""
    try:
        return (urlsplit(address).hostname or "").removesuffix(".")
    except ValueError:
        return ""
