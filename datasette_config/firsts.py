"""Where an entity was first named in each language, and how long the other took to follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

LAG = """
    SELECT en_article, en_day, en_articles, fr_article, fr_day, fr_articles, days
    FROM lags WHERE kind = 'entity' AND key = :id
"""
FIRST = """
    SELECT a.id AS article_id, a.title, a.day, a.lang, s.name AS source,
           m.revision, m."start", m."end", m.rule, m.confidence
    FROM articles a JOIN sources s ON s.id = a.source_id
    JOIN mentions m ON m.id = (
        SELECT id FROM mentions WHERE article_id = a.id AND entity_id = :id
        ORDER BY "start" LIMIT 1)
    WHERE a.id IN (:en, :fr) ORDER BY a.day, a.published
"""


@dataclass(frozen=True)
class Firsts:
    """The lag and the first sentence in each language, the earlier first."""

    lag: Row
    sentences: Sequence[Evidence]


async def firsts(page: Page, entity: str) -> Firsts | None:
    """The first mentions of all time, whatever the period; None where nothing is dated."""
    lag = await page.row(LAG, {"id": entity})
    if not lag:
        return None
    params = {"id": entity, "en": lag["en_article"], "fr": lag["fr_article"]}
    return Firsts(lag, await shown(page, await page.rows(FIRST, params)))
