"""In Datasette's own tables, a key of what has a page of ours leads to that page, and what people
corrected says so."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from datasette_config import corrected
from datasette_config.hooks import hookimpl
from datasette_config.pages import DATABASE

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
# The column beside which it is said that people corrected the row.
CORRECTED = {
    "articles": "title", "mentions": "article_id", "quotes": "article_id",
    "stances": "article_id", "credits": "article_id",
}  # fmt: skip


EFFECTS = "SELECT * FROM effects WHERE article_id = ? AND revision = ? ORDER BY id"
MARK = Markup(' <a href="/article/{}#by-hand" title="corrected by hand · corrigé à la main">✎</a>')


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, datasette: Any
) -> Markup | Awaitable[Markup] | None:
    """The rows of a query have no table: there only the names of columns count."""
    own = OWN.get((table or "", column))
    kind = own or KINDS.get(column)
    shown = _key(value)
    if not kind or shown is None:
        return None
    label = (value.get("label") if isinstance(value, dict) else None) or shown
    key = row["id"] if own else shown
    cell = Markup('<a href="/{}/{}">{}</a>').format(kind, quote(str(key), safe=""), label)
    marked = CORRECTED.get(table or "") == column
    return _marked(datasette, dict(row), key, cell) if marked else cell


async def _marked(datasette: Any, row: Mapping[str, Any], article: int, cell: Markup) -> Markup:
    """A cell that leads to an article, with a mark where people corrected the row.

    Without one where the columns that say so are not asked for.
    """
    if not {"revision"} | (set() if "title" in row else {"start", "end"}) <= row.keys():
        return cell
    found = await datasette.get_database(DATABASE).execute(EFFECTS, [article, row["revision"]])
    effects = [{**effect, "was_name": effect["was"]} for effect in map(dict, found.rows)]
    plain = {name: _key(value) for name, value in row.items()}
    changed = effects if "title" in row else corrected.of_row(plain, effects)
    return cell + MARK.format(article) if changed else cell


def _key(value: Any) -> Any:
    """What a cell holds, without the label that Datasette puts beside a key."""
    return value.get("value") if isinstance(value, dict) else value
