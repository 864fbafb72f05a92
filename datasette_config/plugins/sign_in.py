"""Giving the token of the server, and a name, at `/sign-in`: then one corrects in the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config import signing
from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, opened

SLOWLY = 1.0  # seconds until a wrong token is answered
TRIES = signing.Tries()


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/sign-in$", sign_in), (r"^/sign-out$", sign_out)]


async def sign_in(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    if page.public:
        return await page.missing("no-page")
    if not signing.token():
        return await page.refused("correct-off")
    if request.method != "POST":
        return await _form(page, {"article": page.args.get("article", ""), "name": ""})
    given = await request.post_vars()
    name, client = signing.named(given.get("name", "")), _client(request)
    wait = TRIES.wait(client)
    if wait:
        return await _form(page, given, page.words("sign-in-wait", seconds=wait), 429)
    if not signing.right(given.get("token", "")):
        TRIES.note(client)
        await asyncio.sleep(SLOWLY)
        return await _form(page, given, page.words("sign-in-wrong"), 403)
    if not name:
        return await _form(page, given, page.words("sign-in-nameless"), 422)
    response = _back(given)
    signing.sign_in(response, request, name)
    return response


async def sign_out(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    if page.public:
        return await page.missing("no-page")
    if request.method != "POST":
        return Response.redirect("/")
    response = _back(await request.post_vars())
    signing.sign_out(response, request)
    return response


def _client(request: Request) -> str:
    """The address of who asks; of one behind our proxy, as the proxy says."""
    return str((request.scope.get("client") or ("",))[0])


async def _form(page: Page, given: dict[str, str], error: str = "", status: int = 200) -> Response:
    context = {"name": given.get("name", ""), "article": given.get("article", ""), "error": error}
    return await page.answer("sign_in.html", context, status)


def _back(given: dict[str, str]) -> Response:
    """To the article that was read, by its number; an address is never taken from a form."""
    number = given.get("article", "")
    article = number if number.isascii() and number.isdigit() and len(number) < 19 else ""
    return Response("", 303, {"Location": f"/article/{article}" if article else "/"})
