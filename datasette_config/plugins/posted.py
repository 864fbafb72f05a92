"""What may be posted to our pages: small forms, sent from a page of this server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from datasette.utils.asgi import Response

from datasette_config.hooks import hookimpl

PATHS = re.compile(r"/sign-(in|out)|/article/[^/]+/correct")
LARGEST = 16 * 1024  # bytes of a form
FORM = "application/x-www-form-urlencoded"


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    def wrap(app: Any) -> Any:
        async def guarded(scope: Any, receive: Any, send: Any) -> None:
            posted = scope["type"] == "http" and scope["method"] not in ("GET", "HEAD")
            if not (posted and PATHS.fullmatch(scope["path"])):
                await app(scope, receive, send)
                return
            refused = _refused({k.lower(): v.decode("latin-1") for k, v in scope["headers"]})
            body = b"" if refused else await _body(receive)
            refused = refused or _unreadable(body)
            if refused:
                await Response.text(refused[1], status=refused[0]).asgi_send(send)
                return
            await app(scope, _replay(body), send)

        return guarded

    return wrap


def _refused(headers: dict[bytes, str]) -> tuple[int, str] | None:
    """The status and the words for a request that no form of ours sends."""
    origin = headers.get(b"origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != headers.get(b"host")
    if elsewhere or headers.get(b"sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return 403, "This form was not sent from a page of this server."
    if headers.get(b"content-type", "").partition(";")[0].strip().lower() != FORM:
        return 415, "Only forms are read here."
    return None


def _unreadable(body: bytes) -> tuple[int, str] | None:
    if len(body) > LARGEST:
        return 413, "This form is too large."
    try:
        checked = parse_qs(body.decode("ascii"), max_num_fields=50).get("csrftoken", [""])
    except ValueError:
        return 400, "This form cannot be read."
    return None if all(one.isascii() for one in checked) else (400, "This form cannot be read.")


async def _body(receive: Any) -> bytes:
    """The body, or as much of it as shows that it is too large."""
    body, more = b"", True
    while more and len(body) <= LARGEST:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


def _replay(body: bytes) -> Callable[[], Any]:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
