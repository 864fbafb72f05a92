"""Who wrote an article, when, and who may read it, as the markup says it."""

from __future__ import annotations

from crawler.markup import Markup


def authors(markup: Markup) -> tuple[str, ...]:
    names = []
    for node in markup.articles():
        value = node.get("author")
        for item in value if isinstance(value, list) else [value]:
            name = item.get("name") if isinstance(item, dict) else item
            if isinstance(name, str) and name not in names:
                names.append(name)
    return tuple(names or markup.meta("author"))


def paywalled(markup: Markup) -> bool:
    """Whether the page says that the whole article is not free to read."""
    return any(
        str(node.get("isAccessibleForFree", "")).strip().lower() in ("false", "0", "no")
        for node in markup.nodes
    )
