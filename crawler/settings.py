"""Scrapy's settings: polite, bounded, identified."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from topics.model import Source

CONTACT = "BROUHAHA_CONTACT"  # whoever runs a site must be able to reach whoever runs a crawl
DELAY = 2.0  # seconds between two requests to a host that no source names
LARGEST_PAGE = 8 * 2**20  # bytes, unpacked
LARGEST_LIST = 50 * 2**20  # bytes: what the sitemap protocol allows
SLOWEST = 30  # seconds for one answer


def user_agent() -> str:
    """The name that a crawl gives, with the contact address from the environment where it is set.

    Shaped like a robot's, so that a site can allow or forbid `Brouhaha` by name.
    """
    contact = os.environ.get(CONTACT, "").strip()
    purpose = f"press research; {contact}" if contact else "press research"
    return f"Brouhaha/{version('brouhaha')} ({purpose})"


def settings(sources: Iterable[Source]) -> dict[str, Any]:
    """The settings of one crawl of these sources."""
    return {
        "USER_AGENT": user_agent(),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "Brouhaha",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "LOG_LEVEL": "CRITICAL",  # what goes wrong is told by the report
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",  # in the order of the lists
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": DELAY,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_SLOTS": _slots(sources),
        "DOWNLOAD_TIMEOUT": SLOWEST,
        "DOWNLOAD_MAXSIZE": LARGEST_PAGE,
        "DOWNLOAD_WARNSIZE": 0,
        "DNS_TIMEOUT": 10,
        "REDIRECT_MAX_TIMES": 5,
        "METAREFRESH_MAXDELAY": 5,
        "RETRY_TIMES": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0,
        "AUTOTHROTTLE_MAX_DELAY": 60,
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "crawler.politeness.Patience": 0,
        },
    }


def hosts(source: Source) -> set[str]:
    """The hosts that a source names."""
    named = (source.home, *source.feeds, *source.sitemaps, *(s.url for s in source.sections))
    return {host for url in named if (host := urlsplit(str(url)).hostname)}


def _slots(sources: Iterable[Source]) -> dict[str, dict[str, float]]:
    """The pace of each host that a source names; the slowest where several share one."""
    slots: dict[str, dict[str, float]] = {}
    for source in sources:
        for host in hosts(source):
            delay = max(source.delay, slots.get(host, {}).get("delay", 0.0))
            slots[host] = {"concurrency": 1, "delay": delay, "jitter": 0}
    return slots
