"""What templates may call: safe links, charts' meters, addresses of our pages."""

from __future__ import annotations

from typing import Any

from datasette_config.charts import meter
from datasette_config.hooks import hookimpl
from datasette_config.pages import at, web


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    env.filters["web"] = web
    env.globals.update(at=at, meter=meter)
