"""Only the public web: no address of an inner network is asked for, unless a source allows it."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver, dnscache
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.problems import RefusedError

Address = IPv4Address | IPv6Address
SCHEMES = ("http", "https")
MOST_ENCODINGS = 2  # layers of compression; a server needs one
PRIVATE = "PRIVATE_HOSTS"  # the setting: hosts that may be private, by source; "" for all sources
_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 behind a translator


def literal(host: str) -> Address | None:
    """The address that a host is written as, in any form that systems read; `None` for a name.

    >>> literal("[::1]"), literal("0177.0.0.1"), literal("2130706433"), literal("example.org")
    (IPv6Address('::1'), IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), None)
    """
    bare = host.strip("[]").partition("%")[0]
    try:
        return ip_address(bare)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(bare))
    except (OSError, ValueError):
        return None


def is_public(address: Address) -> bool:
    """Whether an address belongs to one host of the public internet."""
    if isinstance(address, IPv6Address):
        if inner := _inner(address):
            return is_public(inner)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


class Resolver(CachingThreadedResolver):
    """Finds no address for a name that leads into an inner network.

    It is asked at each connection, for names and for addresses in whatever form, so that what is
    checked is what is connected to.
    """

    allowed: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        private = crawler.settings.getdict(PRIVATE)
        resolver.allowed = frozenset(host for hosts in private.values() for host in hosts)
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, found: str, name: str) -> str:
        if name not in self.allowed and not is_public(ip_address(found)):
            raise DNSLookupError(f"{name} is at {found}")
        return found


class Safety:
    """Refuses requests to what is not of the public web."""

    def __init__(self, crawler: Crawler) -> None:
        self._private: dict[str, Sequence[str]] = crawler.settings.getdict(PRIVATE)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        if parts.scheme not in SCHEMES:
            raise RefusedError("unsafe", f"not an address of the web but {parts.scheme}:")
        address = literal(host)
        if self._is_private(host) or (address and not is_public(address)):
            self._check_permission(request, host)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a name that leads inside from one that leads nowhere."""
        host = urlsplit(request.url).hostname or ""
        found = dnscache.get(host) if isinstance(exception, CannotResolveHostError) else None
        if found and not is_public(ip_address(found)):
            raise RefusedError("unsafe", _words(host, found)) from None

    def _is_private(self, host: str) -> bool:
        return any(host in hosts for hosts in self._private.values())

    def _check_permission(self, request: Request, host: str) -> None:
        """What one source allows is not open to those that allow nothing.

        :raises RefusedError: neither the source of the request nor who runs the crawl allows it.
        """
        visit = request.cb_kwargs.get("visit")
        source = visit.source if visit else ""
        if not any(host in self._private.get(name, ()) for name in ("", source)):
            raise RefusedError("unsafe", _words(host))


def _words(host: str, found: str = "") -> str:
    where = f"{host} is at {found}, which" if found else host
    return f"{where} is not on the public internet; `allow_private = true` in its source allows it"


class Unpacking:
    """Refuses answers that are packed several times over, which only serves to do harm."""

    def process_response(self, request: Request, response: Response) -> Response:
        layers = b",".join(response.headers.getlist("Content-Encoding")).count(b",") + 1
        if layers > MOST_ENCODINGS:
            raise RefusedError("unsafe", f"packed {layers} times over", response.status)
        return response
