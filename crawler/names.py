"""The names by which a site calls itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from crawler.markup import Markup, Node
from crawler.urls import site
from crawler.words import words

SHORTEST = 3  # characters of a host's label that can be a name


def site_names(markup: Markup, url: str) -> frozenset[str]:
    """The names of the site and of the publisher, each as its words written together."""
    texts = [
        *markup.meta("og:site_name", "application-name", "apple-mobile-web-app-title"),
        *(handle.lstrip("@") for handle in markup.meta("twitter:site")),
        *(name for node in markup.nodes for name in _publishers(node, markup)),
    ]
    domain = site(url)
    label = domain.partition(".")[0] if not domain[:1].isdigit() else ""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    texts += [label, domain, host] if len(label) >= SHORTEST else []
    joined = {"".join(words(text)) for text in texts}
    return frozenset(name for name in joined if name)


def _publishers(node: Node, markup: Markup) -> list[str]:
    """Names of the publisher that a node gives, itself or by reference."""
    value = node.get("publisher")
    found = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = {**markup.ids.get(str(item.get("@id")), {}), **item}.get("name")
        if isinstance(item, str):
            found.append(item)
    return found
