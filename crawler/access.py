"""Whether an article is free to read, and which part of it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from crawler.lists import words_of
from crawler.markup import Markup

LONGEST_NOTICE = 40  # words


def said_closed(markup: Markup) -> bool:
    """Whether the markup says that the whole article is not free to read."""
    said = [node.get("isAccessibleForFree", "") for node in markup.articles()]
    said += markup.meta("article:content_tier")
    return any(str(value).strip().lower() in ("false", "0", "no", "locked") for value in said)


def open_part(lines: Sequence[str]) -> tuple[list[str], bool]:
    """The lines before the notice that the rest is closed, and whether there is one.

    >>> open_part(["The vote is on Friday.", "Subscribe to continue reading.", "Other news"])
    (['The vote is on Friday.'], True)
    """
    for number, line in enumerate(lines):
        if _wall().match(line) and len(line.split()) <= LONGEST_NOTICE:
            return list(lines[:number]), True
    return list(lines), False


@cache
def _wall() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{words_of('access', 'walls')})(?!\w)", re.IGNORECASE)
