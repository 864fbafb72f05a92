"""On a public server Datasette's pages about the machine are not there, and SQL is refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config.hooks import hookimpl
from datasette_config.pages import opened

SQL = ("execute-sql", "view-database-download")


@hookimpl
def register_routes(datasette: Any) -> Sequence[tuple[str, Any]]:
    return [(r"^/-/(?!static)", missing)] if _closed(datasette) else []


@hookimpl
def permission_allowed(datasette: Any, action: str) -> bool | None:
    """Whatever metadata says, and however a version of Datasette reads it."""
    return False if action in SQL and _closed(datasette) else None


@hookimpl
def forbidden(datasette: Any, request: Request, message: str) -> Callable[[], Awaitable[Response]]:
    async def answer() -> Response:
        page = opened(datasette, request)
        told = page.words("refused-sql" if message in SQL else "refused")
        if request.path.endswith(".json"):
            error = {"ok": False, "error": told, "status": 403, "title": None}
            return Response.json(error, status=403)
        return await page.answer("missing.html", {"message": told}, status=403)

    return answer


async def missing(datasette: Any, request: Request) -> Response:
    return await opened(datasette, request).missing("no-page")


def _closed(datasette: Any) -> bool:
    return not datasette.setting("default_allow_sql")
