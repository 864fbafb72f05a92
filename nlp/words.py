"""Words with their place and a key under which spellings fall together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from storage.search import fold

# with accents that are characters of their own
_WORD = re.compile(r"(?:[A-Za-zÀ-Þ]\.){2,}|[^\W_](?:[^\W_]|[\u0300-\u036f])*|[+&@#]")
_DASHES = re.compile("[\u2010-\u2015\u2018\u2019\u201b`']")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})


class Word(NamedTuple):
    text: str
    key: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def words(text: str) -> list[Word]:
    """The words of a text; initials with full stops ("A.I.") are one, apostrophes part words."""
    return [Word(m[0], key(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


def keys(text: str) -> tuple[str, ...]:
    """
    >>> keys("L’Écran d'Or")
    ('l', 'ecran', 'd', 'or')
    """
    return tuple(word.key for word in words(text))


@lru_cache(maxsize=50_000)
def key(word: str) -> str:
    """Without case, accents and full stops.

    >>> key("Œuvre"), key("A.I.")
    ('oeuvre', 'ai')
    """
    plain = unicodedata.normalize("NFKD", word.translate(_LIGATURES).replace(".", ""))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=50_000)
def slug(name: str) -> str:
    """Lowercase ASCII words joined by hyphens; other scripts have their code points in it.

    >>> slug("L’Écran d'Or"), slug("Grandcœur")
    ('l-ecran-d-or', 'grandcoeur')
    """
    plain = unicodedata.normalize("NFKD", _DASHES.sub("-", fold(name)))
    ascii_name = plain.encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")


def surface(text: str, span: Sequence[Word]) -> str:
    """The words as they are written, with one space where the text has several or a line break."""
    return " ".join(text[span[0].start : span[-1].end].split())
