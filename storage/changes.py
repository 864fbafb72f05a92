"""Which articles changed, by which stage, and how far each part of the stories has come.

Each change gets the next number; a part keeps the number up to which it has worked. What is new
is found by index, whatever the size of the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles to work on together, oldest change first; `upto` is the number of the last."""

    articles: tuple[int, ...]
    upto: int


def touch(db: Database, made_by: str, articles: Iterable[int]) -> None:
    """Note that these articles changed; to be called inside the transaction that changed them.

    `made_by` is `analyse` or the name of a part.
    """
    last = _last(db)
    rows = [(article, made_by, last + n) for n, article in enumerate(sorted(set(articles)), 1)]
    db.conn.executemany("INSERT OR REPLACE INTO changes VALUES (?, ?, ?)", rows)


def upto(db: Database, part: str, version: str) -> int:
    """The last change that this version of a part has seen; 0 where it has seen none."""
    found = db.execute(
        "SELECT upto FROM parts WHERE name = ? AND version = ?", [part, version]
    ).fetchone()
    return int(found[0]) if found else 0


def settle(db: Database, part: str, version: str, number: int) -> None:
    """Note that a part has worked up to this change; inside the transaction that saves its work."""
    db.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", [part, version, number])


def left(db: Database, after: int, made_by: Sequence[str]) -> int:
    """How many changes by these stages come after a number."""
    sql = f"SELECT COUNT(*) FROM changes WHERE number > ? AND made_by IN ({_marks(made_by)})"  # noqa: S608
    return int(db.execute(sql, [after, *made_by]).fetchone()[0])


def pending(db: Database, after: int, made_by: Sequence[str], size: int = 200) -> Iterator[Batch]:
    """Batches of the articles that these stages changed after a number, up to now."""
    last = _last(db)
    while rows := db.execute(
        "SELECT article_id, number FROM changes WHERE number > ? AND number <= ? "  # noqa: S608
        f"AND made_by IN ({_marks(made_by)}) ORDER BY number LIMIT ?",
        [after, last, *made_by, size],
    ).fetchall():
        after = rows[-1][1]
        yield Batch(tuple(dict.fromkeys(article for article, _ in rows)), after)


def _last(db: Database) -> int:
    return int(db.execute("SELECT COALESCE(MAX(number), 0) FROM changes").fetchone()[0])


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))
