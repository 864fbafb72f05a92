"""A place in a text by its words and what stands around them, as web annotations give it."""

from __future__ import annotations

import re

AROUND = 32  # characters on each side; enough to tell two mentions of one name apart
_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|\n")


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before, in and after a place.

    >>> around("Ovens are hot.", 6, 9)
    ('Ovens ', 'are', ' hot.')
    """
    return text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]


def find(text: str, prefix: str, words: str, suffix: str) -> tuple[int, int] | None:
    """Where the words stand; `None` where they are gone, or could be in several places.

    >>> find("An oven is an oven.", "is an ", "oven", ".")
    (14, 18)
    """
    for before, after in ((prefix, suffix), (prefix, ""), ("", suffix), ("", "")):
        found = occurrences(text, before + words + after)
        if len(found) == 1:
            start = found[0] + len(before)
            return start, start + len(words)
    return None


def occurrences(text: str, words: str) -> list[int]:
    """Where the words begin, each time.

    >>> occurrences("An oven is an oven.", "oven")
    [3, 14]
    """
    return [match.start() for match in re.finditer(re.escape(words), text)] if words else []


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around a place.

    >>> sentence("It is hot. Ovens are on. It ends.", 11, 16)
    (11, 24)
    """
    first = max((m.end() for m in _END.finditer(text, 0, start)), default=0)
    after = _END.search(text, max(start, end - 1))
    last = after.end() if after else len(text)
    return first, first + len(text[first:last].rstrip())


def agreement(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Overlap over union of two places.

    >>> agreement((0, 4), (2, 4))
    0.5
    """
    common = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    union = (a[1] - a[0]) + (b[1] - b[0]) - common
    return common / union if union else 0.0
