"""What was added, removed or changed between two revisions of an article."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Edit


def of_articles(db: Database, articles: Iterable[int]) -> list[Edit]:
    """The edits of these articles."""
    return rows.read(db, Edit, "edits", "article_id", articles)


def save(db: Database, articles: Iterable[int], edits: Iterable[Edit]) -> None:
    """Replace the edits of these articles."""
    rows.delete(db, "edits", "article_id", articles)
    rows.write(db, "edits", edits)
