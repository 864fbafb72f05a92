"""The words that show an alert, cut from the text of their revision."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlite_utils import Database

from storage.alerts import Place
from storage.correcting.places import sentence
from storage.handout.passages import LONGEST

_ARTICLE = """
    SELECT a.id, a.url, COALESCE(r.title, a.title), COALESCE(a.day, ''), s.name,
        COALESCE(substr(t.text, 1, :upto), '')
    FROM articles a JOIN sources s ON s.id = a.source_id
    LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = COALESCE(:revision, a.revision)
    LEFT JOIN texts t ON t.article_id = a.id AND t.revision = r.revision
    WHERE a.id = :article
"""
_BEYOND = 1000  # characters after a place that its sentence may end in


@dataclass(frozen=True, slots=True)
class Shown:
    """An article, with the sentence of a place in it; `words` is empty where none is held."""

    article_id: int
    url: str
    title: str
    day: str
    outlet: str
    words: str


def shown(db: Database, place: Place | None) -> Shown | None:
    """The article of a place and its sentence, `LONGEST` characters at most."""
    if place is None:
        return None
    values = {"article": place.article_id, "revision": place.revision,
              "upto": (place.end or 0) + _BEYOND}  # fmt: skip
    row = db.execute(_ARTICLE, values).fetchone()
    if row is None:
        return None
    number, url, title, day, outlet, text = row
    return Shown(number, url, clean(title), day, clean(outlet), _words(text, place))


def _words(text: str, place: Place) -> str:
    if place.start is None or place.end is None or place.start >= len(text):
        return ""
    first, last = sentence(text, place.start, place.end)
    first, last = min(first, place.start), max(last, min(place.end, len(text)))
    if last - first <= LONGEST:
        return clean(text[first:last])
    start = max(first, min(place.start, place.end - LONGEST // 2) - LONGEST // 4)
    end = min(last, start + LONGEST)
    return f"{'…' * (start > first)}{clean(text[start:end])}{'…' * (end < last)}"


def clean(text: str) -> str:
    """Words in one line, without characters that steer a terminal or turn the writing around.

    >>> clean("Ovens\\r\\nBcc: all@ovens.example")
    'Ovens Bcc: all@ovens.example'
    """
    return "".join(c for c in " ".join(text.split()) if unicodedata.category(c) not in _STEERING)


_STEERING = {"Cc", "Cf", "Co", "Cs"}
