"""Groups of copies as trees: each copy hangs from the earlier article that it was taken from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from storage.outcomes import Copy


def grown(rows: Iterable[Copy], parents: Mapping[int, Copy | None]) -> dict[int, Copy]:
    """The rows of the groups once these articles have these parents, or none.

    `rows` are all of the groups that are touched. What hangs from nothing, and from which nothing
    hangs, is in no group any more.
    """
    hangs = {row.article_id: row for row in rows if row.of_id != row.article_id}
    hangs |= {article: parent for article, parent in parents.items() if parent}
    for article, parent in parents.items():
        if not parent:
            hangs.pop(article, None)
    revisions = {row.of_id: row.of_revision for row in hangs.values()}
    found = {a: replace(row, original_id=_top(a, hangs)) for a, row in hangs.items()}
    for top in {row.original_id for row in found.values()}:
        found[top] = _original(top, revisions[top])
    return found


def _top(article: int, hangs: Mapping[int, Copy]) -> int:
    while article in hangs:
        article = hangs[article].of_id
    return article


def _original(article: int, revision: int) -> Copy:
    return Copy(article, article, article, "original", 1.0, 1.0, revision, revision, "first")
