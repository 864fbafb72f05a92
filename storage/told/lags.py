"""How long entities, figures, quotations and stories took from one language to the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Lag, LagKind
from storage.told import contributions

PART = "lags"
LANGS = ("en", "fr")
Key = tuple[LagKind, str]
Place = tuple[str, str, int]  # day, time of publication, article: the least is the first
# where the articles of a key stand
TABLES: dict[LagKind, tuple[str, str]] = {
    "entity": ("mentions", "entity_id"),
    "figure": ("claim_figures", "claim_id"),
    "quote": ("statement_quotes", "statement_id"),
    "story": ("story_articles", "story_id"),
}
_DATED = """
    SELECT id, lang, day, COALESCE(published, day) FROM articles
    WHERE id IN ({marks}) AND relevant = 1 AND day IS NOT NULL AND lang IN ('en', 'fr')
"""
_KNOWN = """
    SELECT l.key, l.en_articles, l.en_day, COALESCE(e.published, l.en_day), l.en_article,
        l.fr_articles, l.fr_day, COALESCE(f.published, l.fr_day), l.fr_article
    FROM lags l LEFT JOIN articles e ON e.id = l.en_article
    LEFT JOIN articles f ON f.id = l.fr_article
    WHERE l.kind = ? AND l.key IN ({marks})
"""
# an entity can stand in half of all articles, but its days are known
_DAY = """
    AND t.day = (
        SELECT day FROM entity_days
        WHERE entity_id = :key AND lang = :lang AND articles > 0 ORDER BY day LIMIT 1
    )
"""
_FIRST = """
    SELECT a.day, COALESCE(a.published, a.day), a.id
    FROM {table} t CROSS JOIN articles a ON a.id = t.article_id
    WHERE t.{column} = :key {day} AND a.lang = :lang AND a.relevant = 1 AND a.day IS NOT NULL
    ORDER BY 1, 2, 3 LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What an article of one of the languages has."""

    lang: str
    day: str
    published: str
    keys: frozenset[Key]


@dataclass(frozen=True, slots=True)
class Known:
    """How many dated articles of a language have a key, and the first of them."""

    articles: int = 0
    first: Place | None = None


def shares(db: Database, articles: Iterable[int]) -> dict[int, Share]:
    """What each of these articles has now; the undated and those off the topic are left out."""
    found: dict[int, Share] = {}
    for some in rows.chunks(articles):
        marks = ",".join("?" * len(some))
        has: dict[int, set[Key]] = defaultdict(set)
        for kind, (table, column) in TABLES.items():
            sql = f"SELECT DISTINCT article_id, {column} FROM {table} WHERE article_id IN ({marks})"  # noqa: S608
            for article, key in db.execute(sql, some):
                has[article].add((kind, str(key)))
        for article, lang, day, published in db.execute(_DATED.format(marks=marks), some):
            if article in has:
                found[article] = Share(lang, day, published, frozenset(has[article]))
    return found


def added(db: Database, articles: Iterable[int]) -> dict[int, Share]:
    """What each of these articles had when it was counted."""
    before = contributions.of_articles(db, PART, articles)
    found = {}
    for article, (lang, day, published, has) in before.items():
        keys = frozenset((kind, key) for kind in has for key in has[kind])
        found[article] = Share(lang, day, published, keys)
    return found


def note(db: Database, articles: Iterable[int], shares: Mapping[int, Share]) -> None:
    """Keep what these articles are counted with; inside the transaction that counts them."""
    found = {}
    for article, share in shares.items():
        has: dict[str, list[str]] = defaultdict(list)
        for kind, key in sorted(share.keys):
            has[kind].append(key)
        found[article] = [share.lang, share.day, share.published, has]
    contributions.save(db, PART, articles, found)


def known(db: Database, keys: Iterable[Key]) -> dict[Key, dict[str, Known]]:
    """What is known of these keys, by language."""
    by_kind: dict[LagKind, list[str]] = defaultdict(list)
    for kind, key in keys:
        by_kind[kind].append(key)
    return {
        (kind, row[0]): {"en": _known(*row[1:5]), "fr": _known(*row[5:])}
        for kind, some in by_kind.items()
        for chunk in rows.chunks(some)
        for row in db.execute(_KNOWN.format(marks=",".join("?" * len(chunk))), [kind, *chunk])
    }


def _known(articles: int, day: str | None, published: str, article: int | None) -> Known:
    return Known(articles, (day, published, article) if day and article else None)


def first(db: Database, key: Key, lang: str) -> Place | None:
    """The first dated article of a language that has it: reads all that have it.

    Of entities it reads those of one day.
    """
    kind, name = key
    table, column = TABLES[kind]
    sql = _FIRST.format(table=table, column=column, day=_DAY if kind == "entity" else "")
    value = name if kind == "entity" else int(name)
    found: Place | None = db.execute(sql, {"key": value, "lang": lang}).fetchone()
    return found


def save(db: Database, touched: Iterable[Key], lags: Iterable[Lag]) -> None:
    """Replace what is known of these keys: one without a new row is in no article any more."""
    found = list(lags)
    gone = {*touched} - {(lag.kind, lag.key) for lag in found}
    db.conn.executemany("DELETE FROM lags WHERE kind = ? AND key = ?", sorted(gone))
    rows.write(db, "lags", found, keys=("kind", "key"))
