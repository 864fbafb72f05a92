"""The addresses of a page within some of its days, as its bars and cells lead to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from datasette_config.pages import Page


def within(page: Page, anchor: str, **changes: str) -> Callable[[date, date], str]:
    """This address with some parameters changed, from one day to another, at a place of the page.

    A chart has hundreds of them: what they share is put together once.
    """
    args = {key: value for key, value in {**page.args, **changes}.items() if value}
    rest = urlencode({key: value for key, value in args.items() if key not in ("from", "to")})
    end = f"&{rest}#{anchor}" if rest else f"#{anchor}"

    def address(first: date, last: date) -> str:
        return f"{page.path}?from={first}&to={last}{end}"

    return address
