"""What templates may call: safe links, charts' meters, addresses of our pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from datasette_config.charts import meter
from datasette_config.hooks import hookimpl
from datasette_config.pages import web


def at(kind: str, key: object) -> str:
    """The address of a page of ours.

    >>> at("entity", "a/b")
    '/entity/a%2Fb'
    """
    return f"/{kind}/{quote(str(key), safe='')}"


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    env.filters["web"] = web
    env.globals.update(at=at, meter=meter)
