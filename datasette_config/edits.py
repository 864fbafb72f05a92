"""What changed between the revisions of an article, with the words of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from datasette_config.evidence import Evidence, shown
from datasette_config.pages import Page, Row

LIMIT = 200
EDITS = f"""
    SELECT d.*, e.name, a.lang FROM edits d JOIN articles a ON a.id = d.article_id
    LEFT JOIN entities e ON e.id = d.entity_id
    WHERE d.article_id = :id ORDER BY d.to_revision, d.id LIMIT {LIMIT}
"""  # noqa: S608
TITLES = "SELECT revision, title FROM revisions WHERE article_id = :id"
MEANING = frozenset({"quote", "figure", "name", "position", "credit", "headline"})


@dataclass(frozen=True)
class Edit:
    """One change; a side is missing where something was added or removed."""

    row: Row
    old: Evidence | None
    new: Evidence | None

    def figure(self, side: str) -> tuple[float, str] | None:
        """The number and unit of a side of a figure: told where no sentence is held."""
        value, _, unit = str(self.row[side]).partition(" ")
        try:
            return (float(value), unit) if self.row["kind"] == "figure" else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Change:
    """All that changed from one revision to the next."""

    first: int
    second: int
    seen_at: str
    notices: tuple[Edit, ...]
    edits: tuple[Edit, ...]  # what changed in meaning, then the other sentences

    @property
    def silent(self) -> bool:
        """Whether the meaning changed and no notice was found that says so."""
        return not self.notices and any(edit.row["kind"] in MEANING for edit in self.edits)


async def of_article(page: Page, key: int) -> list[Change]:
    """The changes of an article, the first ones first."""
    rows = await page.rows(EDITS, {"id": key})
    if not rows:
        return []
    titles = {row["revision"]: row["title"] for row in await page.rows(TITLES, {"id": key})}
    old = await _sides(page, rows, titles, "from_revision", "old")
    new = await _sides(page, rows, titles, "to_revision", "new")
    edits = [Edit(row, old.get(row["id"]), new.get(row["id"])) for row in rows]
    return [
        _change(list(group)) for _, group in groupby(edits, key=lambda e: int(e.row["to_revision"]))
    ]


def _change(edits: Sequence[Edit]) -> Change:
    row = edits[0].row
    rest = [edit for edit in edits if edit.row["kind"] != "correction"]
    return Change(
        row["from_revision"],
        row["to_revision"],
        row["seen_at"],
        tuple(edit for edit in edits if edit.row["kind"] == "correction"),
        tuple(sorted(rest, key=lambda edit: edit.row["kind"] == "text")),
    )


async def _sides(
    page: Page, rows: Sequence[Row], titles: dict[int, str], revision: str, side: str
) -> dict[int, Evidence]:
    """The words of one side by the number of the edit, where the edit has this side."""
    placed = [
        {**row, "revision": row[revision], "start": row[f"{side}_start"], "end": row[f"{side}_end"]}
        for row in rows
        if row[f"{side}_start"] is not None
    ]
    texts = [row for row in placed if row["kind"] != "headline"]
    found = {one.row["id"]: one for one in await shown(page, texts)}
    for row in placed:
        if row["kind"] == "headline":
            title, start, end = titles.get(row["revision"], ""), row["start"], row["end"]
            found[row["id"]] = Evidence(row, title[:start], title[start:end], title[end:])
    return found
