"""The page of a story, at `/story/ID`, and what it tells as JSON, at `/story/ID.json`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config import cascades, conflicts, lineage, record
from datasette_config.evidence import shown
from datasette_config.graph import graph
from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, opened
from datasette_config.retold import story_as_json

LIMIT = 30
STORY = "SELECT * FROM stories WHERE id = :id"
OUTLETS = """
    SELECT o.source_id AS id, s.name, s.lang, SUM(o.articles) AS articles,
           SUM(o.independent) AS independent
    FROM story_outlets o JOIN sources s ON s.id = o.source_id
    WHERE o.story_id = :id GROUP BY o.source_id ORDER BY articles DESC, s.name LIMIT 40
"""
UNCREDITED = f"""
    SELECT c.*, a.title, s.name AS source, f.title AS other, f.day AS other_day,
           f.lang AS other_lang, o.name AS other_source
    FROM cascade c INDEXED BY cascade_story JOIN articles a ON a.id = c.article_id
    JOIN sources s ON s.id = a.source_id JOIN articles f ON f.id = c.from_id
    JOIN sources o ON o.id = f.source_id
    WHERE c.story_id = :id AND c.credited = 0 AND c.kind IN ('copy', 'rewrite', 'translation')
    ORDER BY c.id LIMIT {LIMIT}
"""  # noqa: S608
LAG = """
    SELECT g.*, e.title AS en_title, f.title AS fr_title FROM lags g
    LEFT JOIN articles e ON e.id = g.en_article LEFT JOIN articles f ON f.id = g.fr_article
    WHERE g.kind = 'story' AND g.key = CAST(:id AS TEXT)
"""


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/story/(?P<id>[^/.]+)(?P<json>\.json)?$", story)]


async def story(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    key = request.url_vars["id"]
    known = key.isascii() and key.isdigit() and len(key) < 19
    row = await page.row(STORY, {"id": int(key)}) if known else None
    wanted = bool(request.url_vars["json"])
    if not row and wanted:
        return record.missing(page.words("no-story-here"))
    if not row:
        return await page.missing("no-story-here")
    context = await _context(page, row)
    if wanted:
        return record.answer(record.whole(page, story_as_json(context)))
    context["drawing"] = graph(context["cascade"], page.words, page.words("cascade"))
    return await page.answer("story.html", context)


async def _context(page: Page, row: Row) -> Row:
    key = row["id"]
    cascade = await cascades.of_story(page, key)
    return {
        "story": row,
        "coverage": await page.coverage(),
        "outlets": await page.rows(OUTLETS, {"id": key}),
        "cascade": cascade,
        "branches": cascades.tree(cascade),
        "uncredited": await shown(page, await page.rows(UNCREDITED, {"id": key})),
        "claims": await conflicts.of_story(page, key),
        "statements": await lineage.of_story(page, key),
        "lag": await page.row(LAG, {"id": key}),
    }
