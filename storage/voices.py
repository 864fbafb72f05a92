"""Who is quoted and who is only talked about, by outlet, month and language."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows

Month = tuple[str, str]  # outlet, `YYYY-MM`

_COUNT = """
    INSERT INTO voices
    SELECT entity_id, source_id, month, lang, COUNT(*), SUM(counted), SUM(quotes > 0),
        SUM(counted AND quotes > 0), SUM(quotes)
    FROM (
        SELECT f.entity_id, a.source_id, substr(a.day, 1, 7) AS month, a.lang,
            SUM(f.quotes) AS quotes, COALESCE(c.original_id, a.id) = a.id AS counted
        FROM articles a CROSS JOIN (
            SELECT article_id, entity_id, 0 AS quotes FROM mentions
            UNION ALL SELECT article_id, speaker_id, 1 FROM quotes
        ) f ON f.article_id = a.id
        LEFT JOIN copies c ON c.article_id = a.id
        WHERE {which} AND a.day IS NOT NULL AND a.relevant = 1 AND f.entity_id IS NOT NULL
        GROUP BY f.entity_id, f.article_id
    ) WHERE TRUE GROUP BY entity_id, source_id, month, lang
    ON CONFLICT (entity_id, source_id, month, lang) DO UPDATE SET
        articles = articles + excluded.articles, origins = origins + excluded.origins,
        quoted = quoted + excluded.quoted,
        quoted_origins = quoted_origins + excluded.quoted_origins,
        quotes = quotes + excluded.quotes
"""
_OF_MONTH = "a.source_id = ? AND a.day BETWEEN ? || '-01' AND ? || '-31'"


def counted(db: Database, articles: Iterable[int]) -> set[int]:
    """Those of these articles that are in the counts (`changes` made by voices)."""
    return {
        row[0]
        for some in rows.chunks(articles)
        for row in db.execute(
            "SELECT article_id FROM changes WHERE made_by = 'voices' "  # noqa: S608
            f"AND article_id IN ({','.join('?' * len(some))})",
            some,
        )
    }


def months(db: Database, articles: Iterable[int]) -> set[Month]:
    """The outlet and month of each of these articles; the undated are left out."""
    return {
        row
        for some in rows.chunks(articles)
        for row in db.execute(
            "SELECT DISTINCT source_id, substr(day, 1, 7) FROM articles "  # noqa: S608
            f"WHERE day IS NOT NULL AND id IN ({','.join('?' * len(some))})",
            some,
        )
    }


def add(db: Database, articles: Iterable[int]) -> None:
    """Add articles that are not in the counts yet; to be called inside a transaction."""
    for some in rows.chunks(articles):
        db.execute(_COUNT.format(which=f"a.id IN ({','.join('?' * len(some))})"), some)


def recount(db: Database, touched: Iterable[Month]) -> set[int]:
    """Count these months of these outlets anew; to be called inside a transaction.

    Gives the articles that are in the counts by that, whether they were before or not.
    """
    found: set[int] = set()
    for source, month in touched:
        db.execute("DELETE FROM voices WHERE source_id = ? AND month = ?", [source, month])
        db.execute(_COUNT.format(which=_OF_MONTH), [source, month, month])
        sql = f"SELECT a.id FROM articles a WHERE {_OF_MONTH}"  # noqa: S608
        found |= {row[0] for row in db.execute(sql, [source, month, month])}
    return found
