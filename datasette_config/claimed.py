"""The figures told of an entity, those that contradict one another first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

CLAIMS = """
    SELECT id, label, unit, story_id, articles, origins, conflicting, first_day, last_day, rule,
           confidence
    FROM claims WHERE entity_id = :id AND last_day >= :first AND first_day <= :last
    ORDER BY conflicting DESC, articles DESC LIMIT {shown}
"""
# With MIN, SQLite takes the other columns from the row of the first day.
FIGURES = """
    SELECT f.claim_id, f.value, f.unit, f.bound, f.confidence, MIN(f.day) AS day, f.lang,
           COUNT(DISTINCT f.article_id) AS articles,
           COUNT(DISTINCT COALESCE(o.original_id, f.article_id)) AS origins,
           f.article_id, f.revision, f."start", f."end", a.title, s.name AS source
    FROM json_each(:claims) n CROSS JOIN claim_figures f ON f.claim_id = n.value
    JOIN articles a ON a.id = f.article_id JOIN sources s ON s.id = f.source_id
    LEFT JOIN copies o ON o.article_id = f.article_id
    GROUP BY f.claim_id, f.value ORDER BY origins DESC, f.value
"""
SHOWN = 10
VALUES = 4  # of a claim


@dataclass(frozen=True)
class Claim:
    """Something that is counted, with the values told of it, the most independent first."""

    row: Row
    values: Sequence[Evidence]


async def claims(page: Page, entity: str, days: Row) -> list[Claim]:
    """The claims about an entity that were told in a period."""
    found = await page.rows(CLAIMS.format(shown=SHOWN), {"id": entity, **days})
    ids = json.dumps([row["id"] for row in found])
    values: dict[int, list[Row]] = {}
    for row in await page.rows(FIGURES, {"claims": ids}):
        values.setdefault(row["claim_id"], []).append(row)
    kept = [row for row in found if row["id"] in values]
    evidence = await shown(page, [v for row in kept for v in values[row["id"]][:VALUES]])
    return [
        Claim(row, [one for one in evidence if one.row["claim_id"] == row["id"]]) for row in kept
    ]
