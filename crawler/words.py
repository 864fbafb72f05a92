"""Compare texts by their words alone."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+")


def words(text: str) -> tuple[str, ...]:
    """The words in small letters and without accents.

    >>> words("L'Humanité : « Grève ! »")
    ('l', 'humanite', 'greve')
    """
    plain = unicodedata.normalize("NFKD", text.replace("\xad", ""))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(_WORD.findall(kept.casefold()))
