"""What each article adds to the running counts of a part, so that it can be taken out again.

By that a part changes its counts by what changed and never reads all that they are made of.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from storage import rows

Json = list[Any]


def of_articles(db: Database, part: str, articles: Iterable[int]) -> dict[int, Json]:
    """What these articles added when the part last saw them; one that added nothing is left out."""
    return {
        article: json.loads(what)
        for some in rows.chunks(articles)
        for article, what in db.execute(
            "SELECT article_id, what FROM contributions WHERE part = ? "  # noqa: S608
            f"AND article_id IN ({','.join('?' * len(some))})",
            [part, *some],
        )
    }


def save(db: Database, part: str, articles: Iterable[int], found: Mapping[int, Json]) -> None:
    """Replace what these articles add; to be called in the transaction that changes the counts."""
    db.conn.executemany(
        "DELETE FROM contributions WHERE article_id = ? AND part = ?",
        [(article, part) for article in articles if article not in found],
    )
    db.conn.executemany(
        "INSERT INTO contributions VALUES (?, ?, ?) "
        "ON CONFLICT (article_id, part) DO UPDATE SET what = excluded.what",
        [(article, part, json.dumps(what, separators=(",", ":"), ensure_ascii=False))
         for article, what in found.items()],
    )  # fmt: skip
