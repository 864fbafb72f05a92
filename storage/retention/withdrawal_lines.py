"""Withdrawals as JSON lines: for a restored backup, and for those who watch the same topic."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlite_utils import Database

from storage import lines
from storage.retention.withdrawals import Withdrawal, WithdrawalError, addresses, held

Words = Annotated[str, Field(min_length=1)]


class Line(BaseModel):
    """One article that is kept out: by its addresses, and by the digests of its texts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    url: Words
    source: Words
    day: str | None
    addresses: tuple[Words, ...]
    texts: tuple[Words, ...]
    withdrawn_at: Words
    author: Words
    reason: Words


def write(db: Database, path: Path) -> int:
    """Write what is kept out now; how many articles that are.

    :raises LinesError: it cannot be written there.
    """
    return lines.write(path, [line.model_dump_json() for line in barring(db)])


def barring(db: Database) -> list[Line]:
    """All that is kept out now."""
    return [_line(db, one) for one in held(db) if one.lifted_at is None]


def _line(db: Database, one: Withdrawal) -> Line:
    sql = "SELECT text_sha256 FROM withdrawn_texts WHERE article_id = ? ORDER BY 1"
    texts = tuple(row[0] for row in db.execute(sql, [one.article_id]))
    return Line(url=one.url, source=one.source_id, day=one.day, texts=texts,
                addresses=tuple(addresses(db, one.article_id)), withdrawn_at=one.withdrawn_at,
                author=one.author, reason=one.reason)  # fmt: skip


def read(path: Path) -> list[Line]:
    """The lines of a file.

    :raises WithdrawalError: it cannot be read, or holds mistakes; all are told.
    """
    mistakes: list[str] = []
    found = list(_lines(path, mistakes))
    if mistakes:
        raise WithdrawalError("\n".join(mistakes))
    return found


def _lines(path: Path, mistakes: list[str]) -> Iterator[Line]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        mistakes.append(f"{path.name}: cannot be read: {error}")
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield Line.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            mistakes.append(
                f"{path.name}: line {number}: {where} {first['msg']}".replace("  ", " ")
            )


def there(db: Database, line: Line) -> list[int]:
    """The articles of a database that a line is about."""
    rows = db.execute(
        "SELECT id FROM articles WHERE url IN (SELECT value FROM json_each(:urls)) "
        "UNION SELECT article_id FROM addresses WHERE article_id IS NOT NULL "
        "AND url IN (SELECT value FROM json_each(:urls)) "
        "UNION SELECT r.article_id FROM articles a JOIN revisions r ON r.article_id = a.id "
        "WHERE a.source_id = :source AND r.text_sha256 IN (SELECT value FROM json_each(:texts))",
        {"urls": json.dumps([line.url, *line.addresses]), "texts": json.dumps(line.texts),
         "source": line.source},
    )  # fmt: skip
    return [number for (number,) in rows]


def unknown(db: Database, given: Iterable[Line]) -> list[Line]:
    """Those that are not kept out yet."""
    ours = {one.url for one in held(db) if one.lifted_at is None}
    return [line for line in given if line.url not in ours]
