"""The lists of words that the crawler works with, from the TOML files beside it."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def terms(file: str, table: str) -> tuple[str, ...]:
    """A list of words: `terms("authors", "labels")` is `labels` in `authors.toml`.

    :raises ValueError: it is not there, or is no list of words.
    """
    path = Path(__file__).with_name(f"{file}.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8")).get(table)
    if not isinstance(found, list) or not all(isinstance(term, str) and term for term in found):
        raise ValueError(f"{path.name}: {table}: expected a list of words")
    return tuple(found)


@cache
def words_of(file: str, table: str) -> str:
    """A list of words as alternatives of a regular expression, the longest first.

    `*` in a term stands for anything.
    """
    found = sorted(terms(file, table), key=len, reverse=True)
    return "|".join(re.escape(term).replace(r"\*", ".*") for term in found)
