"""Which of several machines asks which sites, so that one site is always asked by one machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from crawler.urls import site
from topics.model import Source

_FORM = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """The machine of this number, from 1, of so many; the default is the only one.

    `together` leads from a site to the one whose machine asks it too, where a source has lists on
    several sites.
    """

    number: int = 1
    of: int = 1
    together: dict[str, str] = field(default_factory=dict)

    def takes(self, url: str) -> bool:
        """Whether this machine asks the site of an address.

        >>> url = "https://www.example.org/a"
        >>> [Shard(n, 3).takes(url) for n in (1, 2, 3)].count(True)
        1
        """
        return (
            self.of == 1 or _turn(self.together.get(site(url), site(url)), self.of) == self.number
        )

    def reads(self, source: Source) -> bool:
        """Whether this machine reads the lists of a source, on whatever site they are."""
        return self.takes(str(source.home))

    def among(self, sources: Iterable[Source]) -> Shard:
        """This machine, knowing on which sites all sources of a watch have their lists."""
        return Shard(self.number, self.of, _together(sources) if self.of > 1 else {})

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


WHOLE = Shard()


def shard(text: str) -> Shard:
    """The machine that is meant by `K/N`, K from 1 to N.

    >>> str(shard("2/3"))
    '2/3'

    :raises ValueError: it is no such thing; the message says what it should be.
    """
    found = _FORM.fullmatch(text)
    number, of = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= number <= of:
        raise ValueError(f"{text!r} is not K/N with K from 1 to N, as 2/3 for the second of three")
    return Shard(number, of)


def _turn(domain: str, of: int) -> int:
    """A number from 1 to `of`, the same on every machine."""
    return int.from_bytes(hashlib.sha256(domain.encode()).digest()[:8], "big") % of + 1


def _together(sources: Iterable[Source]) -> dict[str, str]:
    """The first site, by name, of those that are reached from one another through sources."""
    groups: dict[str, set[str]] = {}
    for source in sources:
        named = (source.home, *source.feeds, *source.sitemaps, *(s.url for s in source.sections))
        sites = {site(str(url)) for url in named}
        joined = sites.union(*(groups.get(name, set()) for name in sites))
        groups.update(dict.fromkeys(joined, joined))
    return {name: min(group) for name, group in groups.items()}
