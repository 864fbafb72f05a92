"""How long entities, figures, quotations and stories took from one language to the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Lag, LagKind

Key = tuple[LagKind, str]
# where the articles of a key stand; those of entities are found by their days
TABLES: dict[LagKind, tuple[str, str]] = {
    "figure": ("claim_figures", "claim_id"),
    "quote": ("statement_quotes", "statement_id"),
    "story": ("story_articles", "story_id"),
}
_NAMED = """
    SELECT entity_id FROM mentions WHERE article_id IN ({marks})
    UNION SELECT entity_id FROM past_findings WHERE article_id IN ({marks}) AND kind = 'mention'
"""
_DAYS = """
    SELECT lang, MIN(day), SUM(articles) FROM entity_days
    WHERE entity_id = ? AND articles > 0 AND lang IN ('en', 'fr') GROUP BY lang
"""
_NAMES_FIRST = """
    SELECT a.id FROM mentions m JOIN articles a ON a.id = m.article_id
    WHERE m.entity_id = ? AND m.day = ? AND m.lang = ? AND a.relevant = 1
    ORDER BY a.published, a.id LIMIT 1
"""
_HAS_FIRST = """
    SELECT lang, id, day, number FROM (
        SELECT lang, id, day, COUNT(*) OVER (PARTITION BY lang) AS number,
            ROW_NUMBER() OVER (PARTITION BY lang ORDER BY day, published, id) AS place
        FROM (
            SELECT DISTINCT a.lang, a.id, a.day, a.published
            FROM {table} t JOIN articles a ON a.id = t.article_id
            WHERE t.{column} = ? AND a.day IS NOT NULL AND a.relevant = 1
        )
    ) WHERE place = 1 AND lang IN ('en', 'fr')
"""


@dataclass(frozen=True, slots=True)
class First:
    """The first article of a language, and how many have a day."""

    article: int
    day: str
    articles: int


def keys(db: Database, articles: Iterable[int]) -> set[Key]:
    """What these articles have now or, in an earlier revision, had; and what they were first in."""
    found: set[Key] = set()
    for some in rows.chunks(articles):
        marks = ",".join("?" * len(some))
        named = db.execute(_NAMED.format(marks=marks), some * 2)
        found |= {("entity", entity) for (entity,) in named}
        for kind, (table, column) in TABLES.items():
            sql = f"SELECT DISTINCT {column} FROM {table} WHERE article_id IN ({marks})"  # noqa: S608
            found |= {(kind, str(number)) for (number,) in db.execute(sql, some)}
        for column in ("en_article", "fr_article"):
            sql = f"SELECT kind, key FROM lags WHERE {column} IN ({marks})"  # noqa: S608
            found |= set(db.execute(sql, some).fetchall())
    return found


def firsts(db: Database, kind: LagKind, key: str) -> dict[str, First]:
    """The first article with it, by language; those without a day are left out."""
    if kind == "entity":
        return _named(db, key)
    table, column = TABLES[kind]
    sql = _HAS_FIRST.format(table=table, column=column)
    return {lang: First(*rest) for lang, *rest in db.execute(sql, [int(key)])}


def _named(db: Database, entity: str) -> dict[str, First]:
    found = {}
    for lang, day, articles in db.execute(_DAYS, [entity]).fetchall():
        [(first,)] = db.execute(_NAMES_FIRST, [entity, day, lang])
        found[lang] = First(first, day, articles)
    return found


def save(db: Database, touched: Iterable[Key], lags: Iterable[Lag]) -> None:
    """Replace what is known of these keys: one without a new row is in no article any more."""
    db.conn.executemany("DELETE FROM lags WHERE kind = ? AND key = ?", list(touched))
    rows.write(db, "lags", lags)
