"""Compare texts by their words alone."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")
_MARK = re.compile(r"[\u0300-\u036f]+")  # accents, once they stand apart


def words(text: str) -> tuple[str, ...]:
    """The words in small letters and without accents.

    >>> words("L'Éveil : « Grève ! »")
    ('l', 'eveil', 'greve')
    """
    if not text.isascii():
        plain = unicodedata.normalize("NFKD", text.replace("\xad", ""))
        text = _MARK.sub("", plain)
    return tuple(_WORD.findall(text.casefold()))
