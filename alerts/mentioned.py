"""Where an entity is named: the words that a digest shows."""

from __future__ import annotations

from sqlite_utils import Database

from storage.alerts import Place

_FIRST = """
    SELECT m.article_id, m.revision, m."start", m."end", m.confidence
    FROM mentions m JOIN articles a ON a.id = m.article_id AND a.relevant = 1
    WHERE m.entity_id = :entity AND m.day BETWEEN :first AND :last
        AND (:lang = '' OR m.lang = :lang)
    ORDER BY m.day, a.published, a.url, m."start" LIMIT 1
"""


def first(
    db: Database, entity: str, first: str, last: str, lang: str = ""
) -> tuple[Place | None, float]:
    """The first words of some days that name it, with their confidence."""
    values = {"entity": entity, "first": first, "last": last, "lang": lang}
    row = db.execute(_FIRST, values).fetchone()
    return (Place(*row[:4]), row[4]) if row else (None, 1.0)
