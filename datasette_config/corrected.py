"""What people corrected: the effect on each finding that is shown, and all of it on one article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasette_config.pages import Page, Row

Place = tuple[int, int]  # article, revision
NAMED = """
    e.*, COALESCE(w.name, e.was) AS was_name, COALESCE(n.name, e.now) AS now_name
    FROM {source} LEFT JOIN entities w ON w.id = e.was LEFT JOIN entities n ON n.id = e.now
"""
PLACED = (
    "json_each(:places) p CROSS JOIN effects e "
    "ON e.article_id = p.value ->> 0 AND e.revision = p.value ->> 1"
)
EFFECTS = f"SELECT {NAMED.format(source=PLACED)} ORDER BY e.id"
OF_ARTICLE = f"""
    SELECT {NAMED.format(source="effects e")}
    WHERE e.article_id = :id AND e.revision = :revision ORDER BY e.id LIMIT 500
"""
# Whether people corrected anything in article `a` as it stands.
BY_HAND = """
    EXISTS (SELECT 1 FROM effects e WHERE e.article_id = a.id AND e.revision = a.revision)
"""
# Corrections that name the article, and those of all articles that changed something in it.
CORRECTIONS = """
    SELECT c.*, e.name AS entity_name, COALESCE(v.name, NULLIF(c.name, ''), c.value) AS value_name,
           COALESCE(i.label_{lang}, t.name, c.target) AS target_name
    FROM corrections c LEFT JOIN entities e ON e.id = c.entity
    LEFT JOIN entities v ON v.id = c.value LEFT JOIN entities t ON t.id = c.target
    LEFT JOIN issues i ON i.id = c.target
    WHERE c.key IN (
        SELECT key FROM corrections WHERE url = :url
        UNION SELECT correction FROM effects WHERE article_id = :id
        UNION SELECT key FROM corrections WHERE key = :done
    ) ORDER BY c.key = :done DESC, c.active DESC, c.made_at DESC LIMIT 200
"""
# The table of a finding by a column that its rows have, the surest first.
TABLES = {
    "polarity": "stances", "outlet_id": "credits", "from_outlet": "credits",
    "speaker_id": "quotes", "statement_id": "quotes", "entity_id": "mentions",
}  # fmt: skip
WHO = ("holder_id", "holder", "outlet_id", "from_outlet", "speaker_id", "speaker", "entity_id")
TARGET = ("target_issue", "target_entity")
SAID = ("was", "now", "kind", "made_at")


async def effects(page: Page, rows: Iterable[Mapping[str, Any]]) -> dict[Place, list[Row]]:
    """What corrections made of the revisions (`article_id`, `revision`) that these rows are of."""
    places = sorted({(row["article_id"], row["revision"]) for row in rows})
    found: dict[Place, list[Row]] = {}
    if places:
        for row in await page.rows(EFFECTS, {"places": json.dumps(places)}):
            found.setdefault((row["article_id"], row["revision"]), []).append(row)
    return found


def of_row(row: Mapping[str, Any], effects: Sequence[Row]) -> Row | None:
    """What a finding was before people corrected it, and what they made of it."""
    table = next((TABLES[key] for key in TABLES if key in row), "")
    there = [one for one in effects if one["finding"] == table and _is_of(one, row)]
    if not there:
        return None
    first, last = there[0], there[-1]
    return {**last, "was": first["was"], "was_name": first["was_name"]}


def _is_of(effect: Row, row: Mapping[str, Any]) -> bool:
    if (effect["start"], effect["end"]) != (row["start"], row["end"]) or not effect["now"]:
        return False
    who = {row[key] for key in WHO if row.get(key)}
    target = {row[key] for key in TARGET if row.get(key)}
    return (not who or effect["who"] in who) and (not target or effect["target"] in target)


def told(effect: Row | None) -> Row | None:
    """An effect as values of JSON."""
    return {key: effect[key] for key in SAID} if effect else None


async def on_article(page: Page, row: Row, revision: int) -> Row:
    """All effects on a revision; where they are held, the corrections with who, when and why."""
    found = await page.rows(OF_ARTICLE, {"id": row["id"], "revision": revision})
    given = {"url": row["url"], "id": row["id"], "done": page.args.get("done", "")}
    sql = CORRECTIONS.format(lang=page.lang)
    return {
        "effects": found,
        "relevance": next((one for one in found if one["finding"] == "articles"), None),
        "corrections": [] if page.public else await page.rows(sql, given),
    }
