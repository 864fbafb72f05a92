"""Lists of words as patterns: one alternation that matches whole words or phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable


def alternation(words: Iterable[str]) -> str:
    """Matches any of the words, the longest first; `*` stands for any ending of a word.

    >>> re.findall(alternation(["d'après", "selon*"]), "d’après elle, selon moi")
    ['d’après', 'selon']
    """
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(_pattern, longest_first)) + ")" if longest_first else "(?!)"


def fold(words: str) -> str:
    """Lower case, straight apostrophes, single spaces: how phrases are compared."""
    return " ".join(words.lower().replace("’", "'").split())


def _pattern(word: str) -> str:
    escaped = re.escape(word).replace("\\ ", r"\s+").replace("'", "['’]").replace("\\*", r"\w*")
    start = r"\b" if word[:1].isalnum() else ""
    end = r"\b" if word[-1:].isalnum() else ""
    return f"{start}{escaped}{end}"
