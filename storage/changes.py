"""Which articles changed, by which stage, and how far each part of the stories has come.

Each change gets the next number; a part keeps the number up to which it has worked. What is new
is found by index, whatever the size of the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from storage.rows import chunks

_PENDING = """
    SELECT article_id, number FROM changes c
    WHERE number > ? AND number <= ? AND made_by IN ({stages}) AND NOT EXISTS (
        SELECT 1 FROM changes d WHERE d.article_id = c.article_id AND d.made_by IN ({stages})
            AND d.number > ? AND d.number < c.number
    ) ORDER BY number LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles to work on together, oldest change first; `upto` is up to where that is all."""

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
    """How many articles these stages changed after a number."""
    sql = "SELECT COUNT(DISTINCT article_id) FROM changes WHERE number > ? AND made_by IN "
    return int(db.execute(f"{sql} ({_marks(made_by)})", [after, *made_by]).fetchone()[0])


def pending(db: Database, after: int, made_by: Sequence[str], size: int = 200) -> Iterator[Batch]:
    """Batches of the articles that these stages changed after a number, up to now.

    An article that several of them changed comes once, in the place of its first change.
    """
    last, done = _last(db), after
    while rows := db.execute(
        _PENDING.format(stages=_marks(made_by)),
        [done, last, *made_by, *made_by, after, size + 1],
    ).fetchall():
        done = rows[size - 1][1] if len(rows) > size else last
        yield Batch(tuple(article for article, _ in rows[:size]), done)


def since(db: Database, number: int, made_by: str, articles: Iterable[int]) -> set[int]:
    """Those of these articles that a stage changed after a number."""
    sql = "SELECT article_id FROM changes WHERE number > ? AND made_by = ? AND article_id IN "
    return {
        row[0]
        for some in chunks(articles)
        for row in db.execute(f"{sql}({_marks(some)})", [number, made_by, *some])
    }


def _last(db: Database) -> int:
    return int(db.execute("SELECT COALESCE(MAX(number), 0) FROM changes").fetchone()[0])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
