"""Whom an outlet quotes, and whom it only talks about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from datasette_config.pages import Page, Row
from datasette_config.periods import Period
from datasette_config.spans import in_months

MONTHS = 24  # read at most: an outlet may name thousands a month
SHOWN = 12
# Read from the covering index of outlets and months; `silent` are those that it never quotes.
VOICES = f"""
    WITH sums AS MATERIALIZED (
        SELECT entity_id, SUM(origins) AS articles, SUM(quoted_origins) AS quoted,
               SUM(quotes) AS quotes
        FROM voices WHERE source_id = :id AND month BETWEEN :first AND :last GROUP BY entity_id
    )
    SELECT e.id, e.name, e.type, f.articles, f.quoted, f.quotes FROM (
        SELECT * FROM (
            SELECT * FROM sums WHERE quoted > 0
            ORDER BY quoted DESC, quotes DESC, entity_id LIMIT {SHOWN}
        ) UNION ALL SELECT * FROM (
            SELECT * FROM sums WHERE quotes = 0 AND articles > 0
            ORDER BY articles DESC, entity_id LIMIT {SHOWN}
        )
    ) f JOIN entities e ON e.id = f.entity_id
"""  # noqa: S608


@dataclass(frozen=True)
class Voices:
    """The days of the months that were read, and names, those in most articles first."""

    first: date
    last: date
    quoted: tuple[Row, ...]
    silent: tuple[Row, ...]


async def voices(page: Page, source: str, period: Period) -> Voices:
    """The voices of the last months of a period."""
    start = max(period.first, period.last - timedelta(MONTHS * 365 // 12))
    months = in_months(Period(start, period.last))
    params = {"id": source, "first": f"{months.first:%Y-%m}", "last": f"{months.last:%Y-%m}"}
    rows = await page.rows(VOICES, params)
    quoted = tuple(row for row in rows if row["quotes"])
    silent = tuple(row for row in rows if not row["quotes"])
    return Voices(months.first, months.last, quoted, silent)
