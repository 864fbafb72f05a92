"""Changes of side, each with the words before it and the words that show it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from datasette_config.evidence import Evidence, shown
from datasette_config.lines import Mark
from datasette_config.pages import Page, Row

SHOWN = 20
# Each role has an index of its turns (positions_turned_...).
TURNS = """
    SELECT p.id, p.turned_from, (
        SELECT b.id FROM positions b WHERE b.holder_id = p.holder_id
            AND COALESCE(b.target_issue, '') = COALESCE(p.target_issue, '')
            AND COALESCE(b.target_entity, '') = COALESCE(p.target_entity, '')
            AND b.day < p.day AND b.polarity = p.turned_from ORDER BY b.day DESC LIMIT 1
    ) AS before
    FROM positions p
    WHERE p.{role} = :id AND p.turned_from IS NOT NULL AND p.day BETWEEN :first AND :last
    ORDER BY p.day DESC LIMIT {shown}
"""
POSITIONS = """
    SELECT p.*, h.name AS holder, a.title, a.lang, s.name AS source, e.name AS target_name,
           i.label_{lang} AS issue_label, COALESCE(st.rule, '') AS rule
    FROM json_each(:positions) n CROSS JOIN positions p ON p.id = n.value
    JOIN entities h ON h.id = p.holder_id JOIN articles a ON a.id = p.article_id
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN entities e ON e.id = p.target_entity LEFT JOIN issues i ON i.id = p.target_issue
    LEFT JOIN stances st ON st.id = (
        SELECT id FROM stances WHERE article_id = p.article_id AND "start" = p."start"
            AND "end" = p."end" AND holder_id = p.holder_id LIMIT 1)
"""


@dataclass(frozen=True)
class Turn:
    """The first position on the new side, and the last on the one before (None where unknown)."""

    row: Row
    after: Evidence
    before: Evidence | None


async def positions(page: Page, ids: Sequence[int]) -> dict[int, Evidence]:
    """Positions by number, each with the words that show it best."""
    sql = POSITIONS.format(lang=page.lang)
    rows = await page.rows(sql, {"positions": json.dumps(sorted({*ids}))})
    return {int(one.row["id"]): one for one in await shown(page, rows)}


async def turns(page: Page, role: str, key: str, days: Row) -> list[Turn]:
    """The latest turns in which an entity or an issue has a role, such as `holder_id`."""
    rows = await page.rows(TURNS.format(role=role, shown=SHOWN), {"id": key, **days})
    ids = [row[at] for row in rows for at in ("id", "before") if row[at] is not None]
    found = await positions(page, ids)
    return [
        Turn(dict(found[row["id"]].row), found[row["id"]], found.get(row["before"]))
        for row in rows
        if row["id"] in found
    ]


def about(turn: Turn, parameter: str) -> tuple[str | None, ...]:
    """The ids that a turn is `on`, or that it is `by`."""
    row = turn.row
    return (row["target_issue"], row["target_entity"]) if parameter == "on" else (row["holder_id"],)


def mark(page: Page, turn: Turn) -> Mark:
    """The sign of a turn in a drawing, which leads to its words."""
    words, row = page.words, turn.row
    sides = {
        "before": words.name("polarity", row["turned_from"]),
        "after": words.name("polarity", row["polarity"]),
    }
    label = f"{row['holder']} {words('turned-side', **sides)} {words.day(row['day'])}"
    return Mark(date.fromisoformat(row["day"]), label, f"#turn-{row['id']}")
