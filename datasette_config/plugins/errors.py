"""Errors as a page or as JSON that says what is wrong, without a traceback on any screen."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.plugins import pm
from datasette.utils.asgi import Response
from markupsafe import Markup

from datasette_config.hooks import hookimpl
from datasette_config.pages import opened

LOG = logging.getLogger(__name__)
REPLACED = "datasette.handle_exception"  # it prints a traceback for every 404


@hookimpl
def startup() -> None:
    if pm.has_plugin(REPLACED):
        pm.unregister(name=REPLACED)


@hookimpl
def handle_exception(
    datasette: Any, request: Any, exception: Exception
) -> Callable[[], Awaitable[Response]]:
    async def answer() -> Response:
        # Datasette asserts that only canned queries are posted to
        posted = request.method == "POST" and isinstance(exception, AssertionError)
        status = 405 if posted else int(getattr(exception, "status", 500))
        message = str(getattr(exception, "message", "") or exception)
        if getattr(exception, "message_is_html", False):
            message = Markup(message)  # noqa: S704 - written by Datasette, which escapes the query in it
        if status >= 500:
            LOG.error("%s: %s: %s", request.path, type(exception).__name__, exception)
        if request.path.endswith(".json"):
            error = {"ok": False, "error": message, "status": status, "title": None}
            return Response.json(error, status=status)
        page = opened(datasette, request)
        if status == 404:
            return await page.missing("no-page")
        return await page.answer("missing.html", {"message": message}, status=status)

    return answer
