"""Bars and cells of a page lead back to it, narrowed to their days."""

from __future__ import annotations

from datetime import date

import pytest
from datasette.app import Datasette
from datasette.utils.asgi import Request

from datasette_config.pages import opened
from datasette_config.within import within

DAYS = (date(2024, 1, 1), date(2024, 1, 7))


@pytest.mark.parametrize(
    ("asked", "changes", "found"),
    [
        ("/entity/a", {}, "/entity/a?from=2024-01-01&to=2024-01-07#latest"),
        ("/entity/a?from=2020-01-01&to=2020-02-01&show=", {},
         "/entity/a?from=2024-01-01&to=2024-01-07#latest"),
        ("/entity/a?show=counted", {"on": "x&y#z"},
         "/entity/a?from=2024-01-01&to=2024-01-07&show=counted&on=x%26y%23z#latest"),
        ("/entity/a?on=b", {"on": ""}, "/entity/a?from=2024-01-01&to=2024-01-07#latest"),
        ("//entity/a", {}, "/entity/a?from=2024-01-01&to=2024-01-07#latest"),
    ],
)  # fmt: skip
def test_an_address_within_some_days(asked: str, changes: dict[str, str], found: str) -> None:
    page = opened(Datasette(), Request.fake(asked))
    assert within(page, "latest", **changes)(*DAYS) == found
