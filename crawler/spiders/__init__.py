"""Each spider only finds addresses; the page parser does the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crawler.addresses import Item, Kind, Listing
from crawler.spiders import autodiscovery, feed, gdelt, section, sitemap, wayback

READERS: dict[Kind, Callable[[Listing], Iterator[Item]]] = {
    "feed": feed.addresses,
    "sitemap": sitemap.addresses,
    "section": section.addresses,
    "home": autodiscovery.addresses,
    "gdelt": gdelt.addresses,
    "wayback": wayback.addresses,
}


def addresses(listing: Listing) -> list[Item]:
    """What a list of any kind names.

    :raises crawler.addresses.UnreadableError: it is no such list.
    """
    return list(READERS[listing.kind](listing))
