"""The guide in plain words, at `/guide` and `/guide/NAME`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config.guides import chapters
from datasette_config.hooks import hookimpl
from datasette_config.pages import opened


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/guide$", contents), (r"^/guide/(?P<name>[^/]+)$", chapter)]


async def contents(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    first, *rest = chapters(page.lang)
    return await page.answer("guide.html", {"chapter": first, "chapters": rest})


async def chapter(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    _, *all_ = chapters(page.lang)
    names = [one.name for one in all_]
    if request.url_vars["name"] not in names:
        return await page.missing("no-page")
    at = names.index(request.url_vars["name"])
    after = all_[at + 1] if at + 1 < len(all_) else None
    return await page.answer("guide.html", {"chapter": all_[at], "after": after, "within": True})
