"""Who may read an article, as its markup says it."""

from __future__ import annotations

from crawler.markup import Markup


def paywalled(markup: Markup) -> bool:
    """Whether the page says that the whole article is not free to read."""
    return any(
        str(node.get("isAccessibleForFree", "")).strip().lower() in ("false", "0", "no")
        for node in markup.nodes
    )
