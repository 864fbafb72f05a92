"""Response headers: nothing from elsewhere, no inline script, no guessing of types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette_config.hooks import hookimpl
from datasette_config.pages import DATABASE

COMMON = (
    "default-src 'none'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
OURS = f"{COMMON}; style-src 'self'"
# Datasette's own pages carry style attributes and a script of theirs for the menus of columns.
DATA = f"{COMMON}; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'"
DATASETTE = (f"/{DATABASE}", "/-/")  # what Datasette answers itself
FIXED = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",  # with no-referrer, browsers name no origin of a form
    b"cross-origin-opener-policy": b"same-origin",
}


def policy(path: str) -> str:
    """The content security policy of an address."""
    return DATA if path.startswith(DATASETTE) else OURS


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    def wrap(app: Any) -> Any:
        async def with_headers(scope: Any, receive: Any, send: Any) -> None:
            async def send_with_headers(event: Any) -> None:
                if event["type"] == "http.response.start":
                    csp = policy(scope["path"]).encode()
                    added = {**FIXED, b"content-security-policy": csp}
                    kept = [
                        pair for pair in event.get("headers", []) if pair[0].lower() not in added
                    ]
                    event = {**event, "headers": [*kept, *added.items()]}
                await send(event)

            await app(scope, receive, send_with_headers)

        return with_headers

    return wrap
