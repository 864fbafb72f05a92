"""Addresses on a section or tag page, and its next page until the topic's window is left."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html

from crawler.addresses import Found, Hints, Listing, More, UnreadableError
from crawler.markup import decode, parse
from crawler.urls import canonical, site
from topics.model import Section

_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-]([0-2]\d|3[01])(?!\d)")
CARD_DEPTH = 4  # how far above a link its date is looked for


def addresses(listing: Listing) -> Iterator[Found | More]:
    """The articles that the page links to, then the next page.

    No next page is given once all dated articles of this one are older than the window.

    :raises UnreadableError: it is no HTML page.
    """
    section = listing.section
    if section is None:
        raise UnreadableError("no section of a source")
    tree = _tree(listing)
    found = list(_articles(tree, listing, section))
    yield from found
    days = [day for item in found if (day := item.hints.published[:10])]
    if days and max(days) < listing.window.start.isoformat():
        return
    for link in tree.cssselect(section.next):
        url = canonical(link.get("href") or "", listing.url)
        if url and url != canonical(listing.url):
            yield More(url)
            return


def _tree(listing: Listing) -> html.HtmlElement:
    tree = parse(decode(listing.body, listing.content_type))
    if tree is None:
        raise UnreadableError("not an HTML page")
    for base in tree.iterfind(".//base[@href]"):
        tree.make_links_absolute(canonical(base.get("href"), listing.url), handle_failures="ignore")
        break
    return tree


def _articles(tree: html.HtmlElement, listing: Listing, section: Section) -> Iterator[Found]:
    """Each address of the page's own site once, with the longest of its link texts."""
    titles: dict[str, str] = {}
    days: dict[str, str] = {}
    for link in tree.cssselect(section.articles):
        url = canonical(link.get("href") or "", listing.url)
        if not url or site(url) != site(listing.url):
            continue
        title = " ".join(link.text_content().split())
        titles[url] = max(titles.get(url, ""), title, key=len)
        days[url] = days.get(url) or _day(link, url)
    for url, title in titles.items():
        yield Found(url, Hints(title=title, published=days[url]))


def _day(link: html.HtmlElement, url: str) -> str:
    """The day in the address, else the one beside the link, where one card holds one date."""
    if match := _URL_DAY.search(url):
        return "-".join(match.groups())
    card: html.HtmlElement | None = link
    for _ in range(CARD_DEPTH):
        card = card.getparent() if card is not None else None
        times = card.xpath(".//time/@datetime") if card is not None else []
        if len(set(times)) > 1:
            return ""
        if times:
            return str(times[0]).strip()
    return ""
