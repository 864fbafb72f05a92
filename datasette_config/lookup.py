"""The entity that a reader means by what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from datasette_config.pages import Page, Row

NEAR = 4
# Ids first, then names as they are usually written, then other names; listed ones first.
FIND = """
    SELECT e.id, e.name, e.type FROM (
        SELECT id, 0 AS rank FROM entities WHERE id = :typed
        UNION ALL SELECT id, 1 FROM entities WHERE name = :typed COLLATE NOCASE
        UNION ALL SELECT entity_id, 2 FROM entity_names WHERE name = :typed COLLATE NOCASE
    ) n JOIN entities e ON e.id = n.id ORDER BY n.rank, e.listed DESC, e.id LIMIT 1
"""
BEGINNING = """
    SELECT id, name FROM entities
    WHERE name >= :typed COLLATE NOCASE AND name < :end COLLATE NOCASE
    ORDER BY name COLLATE NOCASE LIMIT {near}
"""
LISTED = "SELECT name FROM entities WHERE listed = 1 ORDER BY name LIMIT 500"


@dataclass(frozen=True)
class Unknown:
    """What was typed and means nobody, with entities whose names begin alike."""

    typed: str
    near: Sequence[Row]


async def found(page: Page, typed: str) -> Row | None:
    """The entity with this id, name or other name, in whatever case."""
    return await page.row(FIND, {"typed": typed})


async def unknown(page: Page, typed: str) -> Unknown:
    """What to offer instead: names that begin as this does, or as its first letters do."""
    for start in (typed, typed[:4]):
        params = {"typed": start, "end": f"{start}\U0010ffff"}
        near = await page.rows(BEGINNING.format(near=NEAR), params)
        if near:
            return Unknown(typed, near)
    return Unknown(typed, ())


async def listed(page: Page) -> list[str]:
    """The names that the topic lists, to choose from."""
    return [row["name"] for row in await page.rows(LISTED)]
