"""In Datasette's own tables, a key of what has a page of ours leads to that page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from datasette_config.hooks import hookimpl

KINDS = {
    "article_id": "article",
    "entity_id": "entity",
    "speaker_id": "entity",
    "holder_id": "entity",
    "target_entity": "entity",
    "outlet_id": "entity",
    "issue_id": "issue",
    "target_issue": "issue",
    "source_id": "source",
    "story_id": "story",
}
OWN = {
    ("articles", "title"): "article",
    ("entities", "name"): "entity",
    ("issues", "label_en"): "issue",
    ("issues", "label_fr"): "issue",
    ("sources", "name"): "source",
    ("stories", "title_fr"): "story",
    ("stories", "title_en"): "story",
}


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None) -> Markup | None:
    """The rows of a query have no table: there only the names of columns count."""
    own = OWN.get((table or "", column))
    kind = own or KINDS.get(column)
    shown = value.get("value") if isinstance(value, dict) else value
    if not kind or shown is None:
        return None
    label = (value.get("label") if isinstance(value, dict) else None) or shown
    key = row["id"] if own else shown
    return Markup('<a href="/{}/{}">{}</a>').format(kind, quote(str(key), safe=""), label)
