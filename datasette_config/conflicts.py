"""The figures of a story that disagree: who says which, and which outlet changed its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

LIMIT = 10  # claims
TELLINGS = 3  # of each value
CLAIMS = f"""
    SELECT c.*, e.name FROM claims c LEFT JOIN entities e ON e.id = c.entity_id
    WHERE c.story_id = :id AND c.conflicting = 1 ORDER BY c.articles DESC, c.id LIMIT {LIMIT}
"""  # noqa: S608
VALUES = """
    SELECT f.claim_id, f.value, f.unit, COUNT(DISTINCT f.article_id) AS articles,
           COUNT(DISTINCT f.source_id) AS outlets, MIN(f.day) AS first_day
    FROM json_each(:ids) j JOIN claim_figures f ON f.claim_id = j.value
    GROUP BY f.claim_id, f.value, f.unit ORDER BY f.claim_id, articles DESC, f.value
"""
TOLD = f"""
    SELECT f.*, a.title, s.name AS source FROM (
        SELECT f.*, row_number() OVER (
            PARTITION BY f.claim_id, f.value, f.unit ORDER BY f.day, f.article_id, f."start"
        ) AS nth FROM json_each(:ids) j JOIN claim_figures f ON f.claim_id = j.value
    ) f JOIN articles a ON a.id = f.article_id JOIN sources s ON s.id = f.source_id
    WHERE f.nth <= {TELLINGS} OR f.changed_from IS NOT NULL ORDER BY f.day, f.article_id LIMIT 300
"""  # noqa: S608


@dataclass(frozen=True)
class Value:
    """One value of a claim, by whom it was told, the first ones first."""

    row: Row
    told: tuple[Evidence, ...]


@dataclass(frozen=True)
class Claim:
    """What is measured, and the values given for it, the most frequent first."""

    row: Row
    values: tuple[Value, ...]

    @property
    def changed(self) -> tuple[Evidence, ...]:
        """Where an outlet gave another value than it had before."""
        told = (one for value in self.values for one in value.told)
        return tuple(one for one in told if one.row["changed_from"] is not None)


async def of_story(page: Page, key: int) -> list[Claim]:
    """The claims of a story whose values cannot all be right."""
    claims = await page.rows(CLAIMS, {"id": key})
    ids = {"ids": json.dumps([row["id"] for row in claims])}
    values = await page.rows(VALUES, ids)
    told = await shown(page, await page.rows(TOLD, ids))
    return [
        Claim(row, tuple(_value(v, told) for v in values if v["claim_id"] == row["id"])[:8])
        for row in claims
    ]


def _value(row: Row, told: Sequence[Evidence]) -> Value:
    key = (row["claim_id"], row["value"], row["unit"])
    return Value(
        row,
        tuple(t for t in told if (t.row["claim_id"], t.row["value"], t.row["unit"]) == key),
    )
