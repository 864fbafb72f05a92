"""The page on methods, at `/methods`: how each kind is found, how well, licences; as data too."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config.hooks import hookimpl
from datasette_config.measured import measured
from datasette_config.methods import documents, methods, told
from datasette_config.pages import DATABASE, Page, opened

# one step of the index for each version, however many articles there are
VERSIONS = """
    WITH RECURSIVE found(version) AS (
        SELECT MIN(analysis_version) FROM articles WHERE analysis_version > ''
        UNION ALL
        SELECT (SELECT MIN(analysis_version) FROM articles WHERE analysis_version > version)
        FROM found WHERE version IS NOT NULL
    )
    SELECT version FROM found WHERE version IS NOT NULL LIMIT 20
"""
EDITION = "SELECT published_at, analysis_version FROM edition"


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/methods$", page_of_methods), (r"^/methods\.json$", as_json)]


async def page_of_methods(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    public = page.public
    context = {
        "parts_told": told(),
        "documents": {key: page.words.number(n) for key, n in documents().items()},
        "licences": methods().licence,
        "credits": methods().credit,
        "versions": [row["version"] for row in await page.rows(VERSIONS)],
        "program": version("brouhaha"),
        "public": public,
        "edition": await _edition(page) if public else None,
    }
    return await page.answer("methods.html", context)


async def as_json(datasette: Any, request: Request) -> Response:
    """The figures of `measured.toml`."""
    body = measured().model_dump(mode="json", exclude_none=True)
    return Response.json(body, headers={"Access-Control-Allow-Origin": "*"})


async def _edition(page: Page) -> dict[str, Any] | None:
    held = await page.datasette.get_database(DATABASE).table_exists("edition")
    return await page.row(EDITION) if held else None
