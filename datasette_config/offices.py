"""Who speaks for whom, as the topic says."""

from __future__ import annotations

from datasette_config.pages import Page, Row

_OFFICES = """
    SELECT o.id, o.title_{lang} AS title, o.since, o.until, e.id AS other, e.name
    FROM offices o JOIN entities e ON e.id = o.{other} WHERE o.{role} = :id
    ORDER BY COALESCE(o.until, '9999') DESC, o.since DESC, e.name
"""


async def held(page: Page, entity: str) -> list[Row]:
    """The offices of somebody, with the organisation of each as `other` and `name`."""
    sql = _OFFICES.format(lang=page.lang, role="entity_id", other="of_id")
    return await page.rows(sql, {"id": entity})


async def holders(page: Page, entity: str) -> list[Row]:
    """Those who hold an office of an organisation, each as `other` and `name`."""
    sql = _OFFICES.format(lang=page.lang, role="of_id", other="entity_id")
    return await page.rows(sql, {"id": entity})
