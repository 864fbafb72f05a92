"""Who is quoted and who is only talked about, by outlet, month and language."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows

Month = tuple[str, str]  # outlet, `YYYY-MM`

_COUNT = """
    INSERT INTO voices
    SELECT entity_id, :source, :month, lang, COUNT(*), SUM(counted), SUM(quotes > 0),
        SUM(counted AND quotes > 0), SUM(quotes)
    FROM (
        SELECT f.entity_id, f.article_id, a.lang, SUM(f.quotes) AS quotes,
            COALESCE(c.original_id, a.id) = a.id AS counted
        FROM articles a CROSS JOIN (
            SELECT article_id, entity_id, 0 AS quotes FROM mentions
            UNION ALL SELECT article_id, speaker_id, 1 FROM quotes
        ) f ON f.article_id = a.id
        LEFT JOIN copies c ON c.article_id = a.id
        WHERE a.source_id = :source AND a.day BETWEEN :month || '-01' AND :month || '-31'
            AND a.relevant = 1 AND f.entity_id IS NOT NULL
        GROUP BY f.entity_id, f.article_id
    ) GROUP BY entity_id, lang
"""


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


def recount(db: Database, touched: Iterable[Month]) -> None:
    """Count these months of these outlets anew; to be called inside a transaction."""
    for source, month in touched:
        db.execute("DELETE FROM voices WHERE source_id = ? AND month = ?", [source, month])
        db.execute(_COUNT, {"source": source, "month": month})
