"""Lists of words as patterns: one alternation that matches whole words or phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

_CHARACTERS = {" ": r"\s+", "'": "['’]", "*": r"\w*"}


def alternation(words: Iterable[str]) -> str:
    """Matches any of the words, the longest first; `*` stands for any ending of a word.

    >>> re.findall(alternation(["d'après", "selon*"]), "d’après elle, selon moi")
    ['d’après', 'selon']
    """
    return _alternation(tuple(words))


@lru_cache(maxsize=1000)
def _alternation(words: tuple[str, ...]) -> str:
    longest_first = sorted({*words} - {""}, key=lambda word: (-len(word), word))
    inner = _branches([_units(word) for word in longest_first if word[0].isalnum()])
    outer = _branches([_units(word) for word in longest_first if not word[0].isalnum()])
    found = [rf"\b{inner}"] * bool(inner) + [outer] * bool(outer)
    return f"(?:{'|'.join(found)})" if found else "(?!)"


def fold(words: str) -> str:
    """Lower case, straight apostrophes, single spaces: how phrases are compared."""
    return " ".join(words.lower().replace("’", "'").split())


def _units(word: str) -> list[str]:
    """A word as the patterns of its characters, with the bound that it needs at its end."""
    found = [_CHARACTERS.get(char, re.escape(char)) for char in word]
    return [*found, r"\b"] if word[-1].isalnum() else found


def _branches(words: Sequence[Sequence[str]]) -> str:
    """Any of the words, those that begin alike under one branch, so that few are tried."""
    groups: dict[str, list[Sequence[str]]] = {}
    for word in words:
        groups.setdefault(word[0] if word else "", []).append(word[1:])
    found = [
        first + (_branches(rest) if len(rest) > 1 else "".join(rest[0]))
        for first, rest in groups.items()
    ]
    return f"(?:{'|'.join(found)})" if found else ""
