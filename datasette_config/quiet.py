"""Outlets gone quiet: no sign of life for much longer than is usual with them."""

from __future__ import annotations

from datasette_config.pages import Page, Row

# The rule is the view `conditions`; a public copy holds what it gave when the copy was made.
QUIET = """
    SELECT s.id, s.name, s.lang, c.sign, c.last_day, c.silent, max(1, round(c.usual)) AS usual
    FROM conditions c JOIN sources s ON s.id = c.source_id
    WHERE c.condition = 'quiet' ORDER BY c.silent DESC, s.name
"""


async def quiet(page: Page) -> list[Row]:
    """The outlets gone quiet with `silent` and `usual` in days, the longest silence first."""
    return [{**row, "usual": int(row["usual"])} for row in await page.rows(QUIET)]
