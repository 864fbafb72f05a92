"""Each spider only finds addresses; the page parser does the rest."""

from __future__ import annotations

from crawler.addresses import Found, Listing, More
from crawler.spiders import feed, section, sitemap

READERS = {"feed": feed.addresses, "sitemap": sitemap.addresses, "section": section.addresses}


def addresses(listing: Listing) -> list[Found | More]:
    """What a list of any kind names.

    :raises crawler.addresses.UnreadableError: it is no such list.
    """
    return list(READERS[listing.kind](listing))
