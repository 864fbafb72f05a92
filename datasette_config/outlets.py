"""The outlets that write about an entity: which quote it, and which only talk about it."""

from __future__ import annotations

from dataclasses import dataclass

from datasette_config.pages import Page, Row

SHOWN = 20
VOICES = """
    SELECT s.id, s.name, s.lang, v.articles, v.origins, v.quoted, v.quotes, v.outlets, v.silent
    FROM (
        SELECT source_id, SUM(articles) AS articles, SUM(origins) AS origins,
               SUM(quoted) AS quoted, SUM(quotes) AS quotes, COUNT(*) OVER () AS outlets,
               SUM(SUM(quoted) = 0) OVER () AS silent
        FROM voices WHERE entity_id = :id
            AND month BETWEEN substr(:first, 1, 7) AND substr(:last, 1, 7)
        GROUP BY source_id ORDER BY 2 DESC, source_id LIMIT {shown}
    ) v JOIN sources s ON s.id = v.source_id ORDER BY v.articles DESC, s.name
"""


@dataclass(frozen=True)
class Outlets:
    """The first of them by articles, how many there are, and how many of these never quote it."""

    rows: list[Row]
    all: int
    silent: int


async def outlets(page: Page, entity: str, days: Row) -> Outlets:
    """The outlets of the months that a period touches."""
    rows = await page.rows(VOICES.format(shown=SHOWN), {"id": entity, **days})
    return Outlets(rows, *((rows[0]["outlets"], rows[0]["silent"]) if rows else (0, 0)))
