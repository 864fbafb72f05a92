"""Scrapy's settings: polite, bounded, identified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies

from crawler.contact import user_agent
from crawler.politeness import SHORTEST
from crawler.reservations import ALLOWED, LISTING
from crawler.safety import PRIVATE
from topics.model import Source

DELAY = 2.0  # seconds between two requests to a host that no source names
LARGEST_PAGE = 8 * 2**20  # bytes, unpacked
LARGEST_LIST = 50 * 2**20  # bytes: what the sitemap protocol allows
SLOWEST = 30  # seconds for one answer, from the connection to its last byte
AT_ONCE = 200  # requests under way; each host has a small share of them
FOR_LISTS = {"download_maxsize": LARGEST_LIST, LISTING: True}  # meta of a request for a list
# In the order in which they see a request; they see its answer the other way round.
MANNERS = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.safety.Safety": 50,
    "crawler.pauses.Pauses": 75,
    "crawler.robots.Robots": 100,
    "crawler.reservations.Reservations": 150,
    "crawler.politeness.Pace": 560,  # sees each failure before Scrapy repeats the request
    "crawler.safety.Unpacking": 595,  # sees an answer before Scrapy unpacks it
}
UNUSED = (  # extensions: doors into a crawl, and what else takes time to import
    "scrapy.extensions.telnet.TelnetConsole",
    "scrapy.extensions.remote_control.RemoteControl",
    "scrapy.extensions.feedexport.FeedExporter",
)
HANDLERS = {
    **dict.fromkeys(("http", "https"), "crawler.transport.Handler"),
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}


def settings(
    sources: Iterable[Source], services: Mapping[str, float] = MappingProxyType({})
) -> dict[str, Any]:
    """The settings of one crawl of these sources; `services` are other hosts with their delays.

    A service is named by who runs the crawl, so that its host may be a private one.
    """
    sources = tuple(sources)
    return {
        "USER_AGENT": user_agent(),
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "TWISTED_DNS_RESOLVER": "crawler.safety.Resolver",
        "EXTENSIONS": dict.fromkeys(UNUSED),
        "COOKIES_ENABLED": False,
        "LOG_LEVEL": "CRITICAL",  # what goes wrong is told by the report
        "DOWNLOADER": "crawler.turns.Hosts",
        "SCHEDULER_PRIORITY_QUEUE": "crawler.turns.Turns",
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",  # in the order of the lists
        "CONCURRENT_REQUESTS": AT_ONCE,
        "CONCURRENT_ITEMS": 1,  # none is handed on; Scrapy starts so many tasks for each answer
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": DELAY,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_SLOTS": _slots(sources, services),
        "DOWNLOAD_TIMEOUT": SLOWEST,
        "DOWNLOAD_MAXSIZE": LARGEST_PAGE,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_HANDLERS": HANDLERS,
        "DNS_TIMEOUT": 10,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_MAXDELAY": 5,
        "RETRY_TIMES": 2,
        "DOWNLOADER_MIDDLEWARES": MANNERS,
        PRIVATE: _private(sources, services),
        ALLOWED: [source.id for source in sources if source.tdm == "allow"],
    }


def hosts(source: Source) -> set[str]:
    """The hosts that a source names."""
    return {host for url in source.addresses() if (host := urlsplit(url).hostname)}


def _slots(sources: Iterable[Source], services: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """The pace of each host that is named; the slowest where several share one."""
    delays = dict(services)
    for source in sources:
        for host in hosts(source):
            delays[host] = max(source.delay, delays.get(host, 0.0))
    return {
        host: {"concurrency": 1, "delay": max(delay, SHORTEST), "jitter": 0}
        for host, delay in delays.items()
    }


def _private(sources: Iterable[Source], services: Iterable[str]) -> dict[str, list[str]]:
    """The hosts that may be in an inner network, for each source that allows it.

    What serves all sources, under no source's name, may be anywhere: it is named by hand.
    """
    proxies = (urlsplit(url).hostname or "" for url in getproxies().values())
    allowing = [source for source in sources if source.allow_private]
    named = sorted({host for source in allowing for host in hosts(source)})
    return {"": sorted({*services, *filter(None, proxies)})} | {
        source.id: named for source in allowing
    }
