"""Common Crawl's news: the WARC files of a month, and the pages in them of the sites wanted."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from crawler.remote import stream
from crawler.services import CommonCrawl
from crawler.urls import site
from topics.model import Source

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
LARGEST = 2**24  # bytes of a month's list, unpacked; a real one has 50,000


class NoMonthError(Exception):
    """The list of a month's files cannot be had; the message says which and why."""


def files(service: CommonCrawl, month: str) -> list[str]:
    """The addresses of a month's WARC files, in the order of their time.

    :raises NoMonthError: the list cannot be had, or is no list.
    """
    year, number = month.split("-")
    url = service.list.format(year=year, month=number)
    try:
        with stream(url) as file, gzip.open(file) as lines:
            paths = lines.read(LARGEST).decode("utf-8").split()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise NoMonthError(f"{url}: the files of {month} cannot be listed: {error}") from None
    return sorted(urljoin(str(service.files), path) for path in paths)


def of_sites(sources: Iterable[Source]) -> Callable[[str], bool]:
    """Tells whether an address is of one of the sources' sites; quick enough for every record."""
    sites = frozenset(site(str(source.home)) for source in sources)

    @lru_cache(maxsize=10_000)
    def wanted(host: str) -> bool:
        return site(f"http://{host}/") in sites

    return lambda url: wanted(urlsplit(url).netloc)
