"""The two camps of an issue: who is on which side, in how many articles, with their words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from datasette_config import turns
from datasette_config.evidence import Evidence
from datasette_config.latest import bounds
from datasette_config.pages import Page, Row
from datasette_config.periods import Period
from datasette_config.positions import CAMPS
from datasette_config.spans import cover, in_months

SHOWN = 30  # holders of a camp
QUOTED = 6  # of these with their words
WORDS = 2  # sentences of each
# One row a holder; copies are left out, and who is in copies alone. Years are read in the order of
# their index (holder_years_issue), months by their key.
SUMS = """
    SELECT holder_id, SUM(favor) AS favor, SUM(against) AS against, SUM(ambivalent) AS ambivalent
    FROM (
        SELECT holder_id, SUM(favor) AS favor, SUM(against) AS against,
               SUM(ambivalent) AS ambivalent
        FROM holder_years
        WHERE issue_id = :id AND year BETWEEN :first_year AND :last_year GROUP BY holder_id
        UNION ALL
        SELECT m.holder_id, m.favor, m.against, m.ambivalent
        FROM json_each(:months) p
        CROSS JOIN holder_months m ON m.issue_id = :id AND m.month = p.value
    ) GROUP BY holder_id HAVING SUM(favor + against + ambivalent) > 0
"""
HOLDERS = f"""
    SELECT h.holder_id AS id, e.name, e.type, h.favor, h.against, h.ambivalent
    FROM ({SUMS}) h CROSS JOIN entities e ON e.id = h.holder_id
    ORDER BY h.favor + h.against + h.ambivalent DESC, h.holder_id
"""  # noqa: S608
# Each in the camp where it has most articles, ambivalent where even; with the camp's sums.
CAMPED = f"""
    WITH sums AS MATERIALIZED ({SUMS})
    SELECT c.camp, c.holders, c.articles, e.id, e.name, e.type, c.favor, c.against, c.ambivalent
    FROM (
        SELECT *, COUNT(*) OVER (PARTITION BY camp) AS holders,
               SUM(n) OVER (PARTITION BY camp) AS articles,
               ROW_NUMBER() OVER (PARTITION BY camp ORDER BY n DESC, holder_id) AS place
        FROM (
            SELECT *, 'favor' AS camp, favor AS n FROM sums WHERE favor > max(against, ambivalent)
            UNION ALL
            SELECT *, 'against', against FROM sums WHERE against > max(favor, ambivalent)
            UNION ALL
            SELECT *, 'ambivalent', ambivalent FROM sums
            WHERE favor <= max(against, ambivalent) AND against <= max(favor, ambivalent)
        )
    ) c CROSS JOIN entities e ON e.id = c.holder_id
    WHERE c.place <= {SHOWN} ORDER BY c.n DESC, e.name
"""  # noqa: S608
# The days of each holder on this issue are together in one index (positions_holder).
EVIDENCE = """
    SELECT p.id, n.value ->> 0 AS holder
    FROM json_each(:wanted) n CROSS JOIN positions p ON p.id IN (
        SELECT id FROM positions
        WHERE holder_id = n.value ->> 0 AND COALESCE(target_issue, '') = :id
            AND COALESCE(target_entity, '') = '' AND day BETWEEN :first AND :last
            AND polarity = n.value ->> 1
        ORDER BY day DESC LIMIT {words})
    ORDER BY p.day DESC
"""


@dataclass(frozen=True)
class Holder:
    """Somebody in a camp, with the newest words that show it."""

    row: Row
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Camp:
    """Those who hold one position: the first of them, and how many there are."""

    polarity: str
    holders: Sequence[Holder]
    all: int
    articles: int


async def camps(page: Page, issue: str, period: Period) -> list[Camp]:
    """Each holder in the camp in which it has most articles, ambivalent where even."""
    rows = await page.rows(CAMPED, params(issue, period))
    found = {camp: [row for row in rows if row["camp"] == camp] for camp in CAMPS}
    wanted = [(row["id"], camp) for camp in CAMPS for row in found[camp][:QUOTED]]
    words = await _evidence(page, issue, bounds(period), wanted)
    return [
        Camp(
            camp,
            [Holder(row, words.get(row["id"], ())) for row in found[camp]],
            found[camp][0]["holders"] if found[camp] else 0,
            found[camp][0]["articles"] if found[camp] else 0,
        )
        for camp in CAMPS
    ]


def params(issue: str, period: Period) -> Row:
    """What the sums of holders want to know: the issue, and the whole months of the period."""
    return {"id": issue, **cover(in_months(period)).params}


async def _evidence(
    page: Page, issue: str, days: Row, wanted: Sequence[tuple[str, str]]
) -> dict[str, list[Evidence]]:
    params = {"id": issue, **days, "wanted": json.dumps(wanted)}
    rows = await page.rows(EVIDENCE.format(words=WORDS), params)
    found = await turns.positions(page, [row["id"] for row in rows])
    words: dict[str, list[Evidence]] = {}
    for row in rows:
        words.setdefault(row["holder"], []).append(found[row["id"]])
    return words
