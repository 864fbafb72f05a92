"""The public copy: another file, with excerpts, sentences of evidence and sums, without a text.

Which tables go into it stands in `public.toml`. Full-text search works on an index that holds no
text and no order of words.
"""

from __future__ import annotations

import os
import re
import sqlite3
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from pydantic import BaseModel, ConfigDict
from sqlite_utils import Database

from storage.articles import excerpt
from storage.errors import WrongUseError
from storage.handout.passages import Cut, of_articles
from storage.lock import writing
from storage.records import Tally
from storage.search import fold
from storage.store import now, opened

OPENING = 0.5  # of a text's characters that its excerpt may have
BATCH = 500  # articles
OWN = """
    CREATE TABLE passages (
        article_id INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        "start" INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (article_id, revision, "start")
    ) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE articles_fts USING fts5(
        title, text, content='', detail=column, tokenize='unicode61 remove_diacritics 2'
    );
    CREATE TABLE edition (
        published_at TEXT NOT NULL,
        schema TEXT NOT NULL,
        analysis_version TEXT NOT NULL,
        articles INTEGER NOT NULL,
        passages INTEGER NOT NULL
    ) STRICT;
"""
# found in articles that are not copied, and nowhere else
UNNAMED = """
    listed = 0 AND id NOT IN (
        SELECT entity_id FROM main.mentions
        UNION SELECT speaker_id FROM main.quotes WHERE speaker_id IS NOT NULL
        UNION SELECT holder_id FROM main.stances WHERE holder_id IS NOT NULL
        UNION SELECT target_entity FROM main.stances WHERE target_entity IS NOT NULL
        UNION SELECT outlet_id FROM main.credits
    )
"""
Progress = Callable[[Tally, int], None]


class PublishError(WrongUseError):
    """The public copy cannot be written there; nothing was changed."""


class Public(BaseModel):
    """`public.toml`: every table and view of the schema stands in one of its lists."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    whole: tuple[str, ...]
    of_articles: tuple[str, ...]
    views: tuple[str, ...]
    passages: tuple[str, ...]
    blank: dict[str, tuple[str, ...]]
    left_out: dict[str, str]


@cache
def public() -> Public:
    """What the public copy takes."""
    text = files("storage.handout").joinpath("public.toml").read_text("utf-8")
    return Public.model_validate(tomllib.loads(text))


def publish(private: Path, target: Path, cut: Cut, progress: Progress) -> Tally:
    """Write the public copy of a database; one that stands there is replaced once it is whole.

    `cut` says where the evidence of a finding begins and ends in its text.

    :raises PublishError: the target is the database itself, or holds texts, or is something else.
    :raises storage.lock.LockedError: another process is writing the same copy.
    """
    if published(private):
        raise PublishError(f"{private} is a public copy itself; give the database it was made of")
    if not target.parent.is_dir():
        raise PublishError(f"there is no folder {target.parent} for the public copy")
    _check(private, target)
    with writing(target):
        new = target.with_name(f"{target.name}.new")
        new.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(new)) as db:
                db.row_factory = sqlite3.Row
                made = _write(db, private, cut, progress)
            _to_disk(new)
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
    return made


def published(path: Path) -> bool:
    """Whether a file is a public copy."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
            found = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    except sqlite3.DatabaseError:
        return False
    return "edition" in found and "texts" not in found


@contextmanager
def readable(path: Path) -> Iterator[Database]:
    """A database to read sums from: the private one at this version's schema, or a public copy.

    :raises storage.store.StorageError: it is neither.
    """
    if not published(path):
        with opened(path, create=False) as db:
            yield db
        return
    db = Database(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True))
    try:
        yield db
    finally:
        db.close()


def _check(private: Path, target: Path) -> None:
    if not target.exists():
        return
    if target.samefile(private):
        raise PublishError(f"{target} is the database itself; give the public copy another name")
    if not published(target):
        raise PublishError(f"{target} is no public copy and is left alone; give another name")


def _to_disk(path: Path) -> None:
    """Have the kernel write a file out: a name must never stand for half of it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _write(db: sqlite3.Connection, private: Path, cut: Cut, progress: Progress) -> Tally:
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("ATTACH ? AS private", [f"{private.resolve()}"])
    db.execute("BEGIN")
    _copy(db, "articles", "WHERE relevant = 1")
    for table in public().whole:
        _copy(db, table)
    for table in public().of_articles:
        _copy(db, table, "WHERE article_id IN (SELECT id FROM main.articles)")
    db.execute(f"DELETE FROM main.entities WHERE {UNNAMED}")  # noqa: S608
    for table, columns in public().blank.items():
        empty = ", ".join(f"{column} = ''" for column in columns)
        db.execute(f"UPDATE main.{table} SET {empty}")  # noqa: S608
    for script in OWN.split(";")[:-1]:
        db.execute(script)
    passages = _texts(db, cut, progress)
    _indexes(db)
    articles = int(db.execute("SELECT COUNT(*) FROM main.articles").fetchone()[0])
    _edition(db, articles, passages)
    db.commit()
    db.execute("DETACH private")
    db.execute("PRAGMA optimize")
    db.execute("VACUUM")
    return Tally({"articles": articles, "passages": passages})


def _copy(db: sqlite3.Connection, table: str, where: str = "") -> None:
    [sql] = db.execute("SELECT sql FROM private.sqlite_master WHERE name = ?", [table]).fetchone()
    if sql.startswith("CREATE VIEW"):  # its rows as they are now
        db.execute(f"CREATE TABLE main.[{table}] AS SELECT * FROM private.[{table}]")  # noqa: S608
        return
    db.execute(re.sub(r"^CREATE TABLE \W?\w+\W?", f"CREATE TABLE main.[{table}]", sql))
    db.execute(f"INSERT INTO main.[{table}] SELECT * FROM private.[{table}] {where}")  # noqa: S608


def _indexes(db: sqlite3.Connection) -> None:
    """The indexes of the tables that were copied, and the views that need nothing else."""
    tables = {"articles", *public().whole, *public().of_articles}
    made = db.execute(
        "SELECT type, name, tbl_name, sql FROM private.sqlite_master WHERE sql IS NOT NULL"
    ).fetchall()
    for row in made:
        if (row["type"] == "index" and row["tbl_name"] in tables) or row["name"] in public().views:
            db.execute(re.sub(r"^(CREATE (UNIQUE )?(INDEX|VIEW)) ", r"\1 main.", row["sql"]))


def _texts(db: sqlite3.Connection, cut: Cut, progress: Progress) -> int:
    """Index all texts, and keep the passages that findings stand on; how many these are."""
    total = db.execute("SELECT COUNT(*) FROM main.articles").fetchone()[0]
    kept = done = 0
    for batch in _batches(db):
        passages = list(of_articles(db, batch, public().passages, cut))
        db.executemany("INSERT INTO main.passages VALUES (?, ?, ?, ?)", passages)
        db.executemany(
            "INSERT INTO main.articles_fts(rowid, title, text) VALUES (?, ?, ?)",
            [(row["id"], fold(row["title"]), fold(row["text"])) for row in batch],
        )
        db.executemany("UPDATE main.articles SET excerpt = ? WHERE id = ?", _openings(batch))
        kept += len(passages)
        done += len(batch)
        progress(Tally({"articles": done}), total)
    return kept


def _openings(articles: Iterable[sqlite3.Row]) -> Iterator[tuple[str, int]]:
    """Shorter excerpts, for texts so short that theirs would be most of them."""
    for row in articles:
        if len(row["excerpt"]) > (most := int(len(row["text"]) * OPENING)):
            yield excerpt(row["text"], most), row["id"]


def _batches(db: sqlite3.Connection) -> Iterator[tuple[sqlite3.Row, ...]]:
    rows = db.execute(
        "SELECT a.id, a.revision, a.title, a.excerpt, t.text "
        "FROM main.articles a JOIN private.texts t ON t.article_id = a.id "
        "AND t.revision = a.revision ORDER BY a.id"
    )
    while batch := tuple(islice(rows, BATCH)):
        yield batch


def _edition(db: sqlite3.Connection, articles: int, passages: int) -> None:
    schema = db.execute("SELECT MAX(name) FROM private._sqlite_migrations").fetchone()[0]
    version = db.execute(
        "SELECT analysis_version FROM main.articles GROUP BY 1 ORDER BY COUNT(*) DESC LIMIT 1"
    ).fetchone()
    row = [now(), schema, version[0] if version else "", articles, passages]
    db.execute("INSERT INTO main.edition VALUES (?, ?, ?, ?, ?)", row)
