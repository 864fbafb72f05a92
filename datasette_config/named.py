"""The names found in the most articles of a period, counted from years, months and days."""

from __future__ import annotations

from datasette_config.pages import Page, Row
from datasette_config.periods import Period
from datasette_config.spans import cover

# First who they are, by one sum alone, the years in the order of their index (entity_years_entity);
# then all sums of these few by their keys.
NAMED = """
    WITH top AS MATERIALIZED (
        SELECT entity_id FROM (
            SELECT entity_id, SUM(counted) AS n FROM entity_years
            WHERE :first_year <= :last_year AND +year BETWEEN :first_year AND :last_year
            GROUP BY entity_id
            UNION ALL
            SELECT entity_id, counted FROM json_each(:months) p
            CROSS JOIN entity_months m ON m.month = p.value
            UNION ALL
            SELECT entity_id, counted FROM json_each(:days) p
            CROSS JOIN entity_days d ON d.day = p.value
        ) GROUP BY entity_id HAVING SUM(n) > 0 ORDER BY SUM(n) DESC, entity_id LIMIT 15
    ), parts AS (
        SELECT y.* FROM top t CROSS JOIN json_each(:years) p
        CROSS JOIN entity_years y ON y.year = p.value AND y.entity_id = t.entity_id
        UNION ALL
        SELECT m.* FROM top t CROSS JOIN json_each(:months) p
        CROSS JOIN entity_months m ON m.month = p.value AND m.entity_id = t.entity_id
        UNION ALL
        SELECT d.day, d.entity_id, d.lang, d.articles, d.counted, d.mentions
        FROM top t CROSS JOIN json_each(:days) p
        CROSS JOIN entity_days d ON d.entity_id = t.entity_id AND d.day = p.value
    )
    SELECT e.id, e.name, e.type, SUM(p.articles) AS articles, SUM(p.counted) AS counted,
           SUM(p.mentions) AS mentions,
           SUM(CASE WHEN p.lang = 'fr' THEN p.counted ELSE 0 END) AS fr,
           SUM(CASE WHEN p.lang = 'en' THEN p.counted ELSE 0 END) AS en
    FROM parts p CROSS JOIN entities e ON e.id = p.entity_id
    GROUP BY e.id ORDER BY counted DESC, mentions DESC, e.id
"""


async def named(page: Page, period: Period) -> list[Row]:
    """The most named, in articles that are no copies."""
    return await page.rows(NAMED, dict(cover(period).params))
