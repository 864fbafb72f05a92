"""How the public copy is served: what Datasette shows of it, and the limits for strangers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from datasette_config.pages import DATABASE

FOLDER = Path(__file__).parent
HIDDEN = ("articles_fts", "sqlite_")  # the index and its own tables, and those of SQLite
REFUSED = {"hidden": True, "allow": False}


def is_public(tables: Collection[str]) -> bool:
    """Whether a database with these tables is the copy for the web."""
    return "edition" in tables and "texts" not in tables


def settings() -> dict[str, Any]:
    """Datasette's settings for a public server."""
    return dict(_read("public.yaml")["settings"])


def metadata(tables: Collection[str]) -> dict[str, Any]:
    """Datasette's metadata for a public copy with these tables: no SQL, nothing of the index."""
    described, own = _read("metadata.yaml"), _read("public.yaml")
    database = described["databases"][DATABASE]
    shown = {**_without_facets(database["tables"]), **own["tables"]}
    database["tables"] = {
        name: REFUSED if name.startswith(HIDDEN) else shown.get(name, {}) for name in tables
    }
    for name, sql in own["queries"].items():
        database["queries"][name]["sql"] = sql
    database |= {"title": own["title"], "description": own["description"], "allow_sql": False}
    return {**described, "allow_sql": False}


def _without_facets(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Facets count whole tables for anyone who asks."""
    return {
        name: {key: value for key, value in table.items() if key != "facets"}
        for name, table in tables.items()
    }


def _read(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")))
