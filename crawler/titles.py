"""The title of an article, without the name of the site."""

from __future__ import annotations

import re
from html import unescape

from w3lib.html import remove_tags

from crawler.markup import Markup


def title(markup: Markup, hint: str = "") -> str:
    """The headline, else what the page shows as its heading; empty where there is none."""
    candidates = [
        *(str(node.get("headline") or "") for node in markup.articles()),
        *(heading.text_content() for heading in markup.tree.iter("h1")),
        *markup.meta("og:title", "twitter:title"),
        hint,
        markup.tree.findtext(".//title") or "",
    ]
    return next((text for text in map(plain, candidates) if text), "")


def plain(text: str) -> str:
    """One line without markup or entities.

    >>> plain("L&#039;accord \\n <i>enfin</i> signé")
    'L’accord enfin signé'.replace('’', "'")
    """
    return re.sub(r"\s+", " ", remove_tags(unescape(unescape(text)))).strip()
