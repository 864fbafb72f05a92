"""The page of an outlet, at `/source/ID`: its articles, and what became of every address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from datasette_config.hooks import hookimpl
from datasette_config.pages import opened

SOURCE = "SELECT id, name, country, lang, kind, home FROM sources WHERE id = :id"
LANGUAGES = """
    SELECT lang, COUNT(*) AS articles, COALESCE(SUM(relevant = 1), 0) AS relevant,
           SUM(access = 'paywall') AS paywall, MIN(day) AS first, MAX(day) AS last
    FROM articles WHERE source_id = :id GROUP BY lang ORDER BY articles DESC
"""
VERDICTS = """
    SELECT verdict, COUNT(*) AS n, MAX(fetched_at) AS latest FROM fetches
    WHERE source_id = :id GROUP BY verdict ORDER BY n DESC, verdict
"""
ARTICLES = """
    SELECT id, title, day, lang, excerpt, access, relevant FROM articles
    WHERE source_id = :id ORDER BY day DESC, id DESC LIMIT 60
"""


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/source/(?P<id>[^/]+)$", source)]


async def source(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    params = {"id": unquote(request.url_vars["id"])}
    row = await page.row(SOURCE, params)
    if not row:
        return await page.missing("no-source")
    languages = await page.rows(LANGUAGES, params)
    verdicts = await page.rows(VERDICTS, params)
    context = {
        "source": row,
        "languages": languages,
        "verdicts": verdicts,
        "asked_for": sum(verdict["n"] for verdict in verdicts),
        "held": sum(lang["articles"] for lang in languages),
        "relevant": sum(lang["relevant"] for lang in languages),
        "articles": await page.rows(ARTICLES, params),
    }
    return await page.answer("source.html", context)
