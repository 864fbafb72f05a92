"""How close extractions are to what people marked in the pages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]
Words = tuple[str, ...]
GRAM = 4
COLUMNS = ("body F1", "segments F1", "title exact", "date, same day", "author F1")


def scores(gold: Sequence[Row], found: dict[str, Row]) -> tuple[float, ...]:
    """The columns; each over the pages whose gold says something of it."""
    pairs = [(page, found.get(page["id"], {})) for page in gold]
    return (
        _body(pairs),
        _segments(pairs),
        _mean(_same_title(page["title"], row) for page, row in pairs if page.get("title")),
        _mean(_same_day(page["published"], row) for page, row in pairs if page.get("published")),
        _authors(pairs),
    )


def _words(text: str | None) -> Words:
    plain = unicodedata.normalize("NFKC", text or "").casefold().replace("\u00ad", "")
    return tuple(re.findall(r"\w+", plain))


def _grams(text: str | None) -> Counter[Words]:
    said = _words(text)
    return Counter(said[n : n + GRAM] for n in range(max(len(said) - GRAM + 1, bool(said))))


def _body(pairs: list[tuple[Row, Row]]) -> float:
    """Harmonic mean of the pages' mean precision and recall in word 4-grams."""
    precisions, recalls = [], []
    for page, row in pairs:
        if page.get("body"):
            wanted, given = _grams(page["body"]), _grams(row.get("body"))
            free = set(_grams(page.get("body_optional"))) | set(_grams(page.get("title")))
            right = (wanted & given).total()
            wrong = sum(n for gram, n in (given - wanted).items() if gram not in free)
            precisions.append(right / (right + wrong) if right + wrong else 0.0)
            recalls.append(right / wanted.total())
    return _harmonic(_mean(precisions), _mean(recalls))


def _segments(pairs: list[tuple[Row, Row]]) -> float:
    """F1 of passages that must be there and passages that must not."""
    right = wrong = missing = 0
    for page, row in pairs:
        if not page.get("body"):
            text = f" {' '.join(_words(row.get('body')))} "
            hits = [f" {' '.join(_words(part))} " in text for part in page.get("must") or ()]
            right, missing = right + sum(hits), missing + len(hits) - sum(hits)
            wrong += sum(
                f" {' '.join(_words(part))} " in text for part in page.get("must_not") or ()
            )
    return _harmonic(_share(right, wrong), _share(right, missing))


def _same_title(wanted: str, row: Row) -> bool:
    return _words(wanted) == _words(row.get("title"))


def _same_day(wanted: str, row: Row) -> bool:
    """On the day that is written, or on the same day in UTC."""
    return bool(_days(wanted) & _days(row.get("published") or ""))


def _days(text: str) -> set[str]:
    days = {text[:10]} - {""}
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return days
    return days | {moment.astimezone(UTC).date().isoformat()} if moment.tzinfo else days


def _authors(pairs: list[tuple[Row, Row]]) -> float:
    right = wrong = missing = 0
    for page, row in pairs:
        if page.get("authors"):
            wanted, given = _names(page["authors"]), _names(row.get("authors") or ())
            right += len(wanted & given)
            wrong, missing = wrong + len(given - wanted), missing + len(wanted - given)
    return _harmonic(_share(right, wrong), _share(right, missing))


def _names(names: Iterable[str]) -> set[frozenset[str]]:
    plain = (unicodedata.normalize("NFKD", name) for name in names)
    bare = ("".join(c for c in name if not unicodedata.combining(c)) for name in plain)
    return {frozenset(_words(name)) for name in bare} - {frozenset()}


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _share(part: int, rest: int) -> float:
    return part / (part + rest) if part + rest else 0.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
