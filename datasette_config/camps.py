"""The two camps of an issue: who is on which side, in how many articles, with their words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datasette_config import turns
from datasette_config.evidence import Evidence
from datasette_config.pages import Page, Row
from datasette_config.positions import CAMPS

SHOWN = 30  # holders of a camp
QUOTED = 6  # of these with their words
WORDS = 2  # sentences of each
# One row an issue, month and holder; copies are left out.
HOLDERS = """
    SELECT h.holder_id AS id, e.name, e.type, h.favor, h.against, h.ambivalent FROM (
        SELECT holder_id, SUM(favor) AS favor, SUM(against) AS against,
               SUM(ambivalent) AS ambivalent
        FROM holder_months WHERE issue_id = :id
            AND month BETWEEN substr(:first, 1, 7) AND substr(:last, 1, 7)
        GROUP BY holder_id
    ) h JOIN entities e ON e.id = h.holder_id
"""
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


async def camps(page: Page, issue: str, days: Row) -> list[Camp]:
    """Each holder in the camp in which it has most articles, ambivalent where even."""
    rows = await page.rows(HOLDERS, {"id": issue, **days})
    sides: dict[str, list[Row]] = {camp: [] for camp in CAMPS}
    for row in rows:
        sides[side(row)].append(row)
    for camp, found in sides.items():
        found.sort(key=lambda row: (-row[camp], str(row["name"])))
    wanted = [(row["id"], camp) for camp, found in sides.items() for row in found[:QUOTED]]
    words = await _evidence(page, issue, days, wanted)
    return [
        Camp(
            camp,
            [Holder(row, words.get(row["id"], ())) for row in found[:SHOWN]],
            len(found),
            sum(row[camp] for row in found),
        )
        for camp, found in sides.items()
    ]


def side(row: Mapping[str, int]) -> str:
    """The side with most articles.

    >>> side({"favor": 2, "against": 2, "ambivalent": 0})
    'ambivalent'
    """
    best = max(row[camp] for camp in CAMPS)
    tops = [camp for camp in CAMPS if row[camp] == best]
    return tops[0] if len(tops) == 1 else "ambivalent"


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
