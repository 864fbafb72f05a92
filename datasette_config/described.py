"""What each table and column holds, in the words of Datasette's metadata."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml


def described() -> dict[str, dict[str, Any]]:
    """Description and columns of each table, by its name."""
    text = files("datasette_config").joinpath("metadata.yaml").read_text("utf-8")
    found = next(iter(yaml.safe_load(text)["databases"].values()))
    return dict(found["tables"])
