"""What is left of an article that was withdrawn: its outlet, its day, and when that was."""

from __future__ import annotations

from datasette.utils.asgi import Response

from datasette_config import record
from datasette_config.pages import Page, Row

GONE = 410
VERSION = "withdrawn"  # of the analysis of an article that is not wholly removed yet
WITHDRAWN = """
    SELECT w.article_id, w.url, w.day, w.reason, w.lifted_at, s.id AS source_id, s.name AS source,
        substr(w.withdrawn_at, 1, 10) AS withdrawn
    FROM withdrawals w JOIN sources s ON s.id = w.source_id WHERE w.article_id = :id
"""


async def tombstone(page: Page, number: int) -> Row | None:
    """What is left of an article; nothing where none of this number was withdrawn."""
    if not await page.datasette.get_database().table_exists("withdrawals"):
        return None  # a public copy that was made before
    return await page.row(WITHDRAWN, {"id": number})


async def answer(page: Page, stone: Row, *, as_json: bool) -> Response:
    """A 410, as a page or as JSON."""
    if as_json:
        message = page.words("withdrawn-article")
        return record.answer({"ok": False, "error": message, "status": GONE, "title": None,
                              "withdrawn": stone["withdrawn"]}, GONE)  # fmt: skip
    return await page.answer("withdrawn.html", {"stone": stone}, status=GONE)
