"""Every table as a Parquet file, typed, with what each column holds, and a list of digests."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlite_utils import Database

from storage.errors import WrongUseError
from storage.handout.columns import Column, Table, Type, tables
from storage.records import Tally
from storage.store import now

ROWS, LONG_ROWS = 2**16, 2**10  # of a row group: it is in memory while it is written
ARROW: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "date32": pa.date32(),
    "timestamp": pa.timestamp("us", "UTC"),
    "bool": pa.bool_(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
    "binary": pa.binary(),
}


class FolderError(WrongUseError):
    """The files cannot be written there; nothing was changed."""


def write(
    db: Path,
    folder: Path,
    described: Mapping[str, Mapping[str, object]],
    progress: Callable[[Tally, int], None],
) -> dict[str, Any]:
    """Write all tables of a database, private or public, as of one moment; the manifest.

    The folder has its name once all is in it.

    :raises FolderError: there is something at that place already.
    """
    if folder.exists() or not folder.absolute().parent.is_dir():
        wrong = "is there already" if folder.exists() else "cannot be made: its parent is missing"
        raise FolderError(f"{folder} {wrong}; give the name of a new folder")
    new = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.absolute().parent))
    try:
        with closing(sqlite3.connect(f"{db.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN")  # all tables as they are now, whoever writes meanwhile
            manifest = _fill(connection, new, described, progress)
        new.chmod(0o755)
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return manifest


def _fill(
    db: sqlite3.Connection,
    folder: Path,
    described: Mapping[str, Mapping[str, object]],
    progress: Callable[[Tally, int], None],
) -> dict[str, Any]:
    told, found = _told(db), tables(Database(db), described)
    files = []
    for done, table in enumerate(found):
        progress(Tally({"tables": done}), len(found))
        files.append(_file(db, folder, table, told))
    manifest = {**told, "tables": files}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(f"{text}\n", encoding="utf-8")
    return manifest


def _told(db: sqlite3.Connection) -> dict[str, str]:
    """What the tables are of, and what wrote them."""
    [topic] = db.execute("SELECT id FROM topics").fetchone() or [""]
    public = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'edition'").fetchone()
    versions = (
        "SELECT schema FROM edition" if public else "SELECT MAX(name) FROM _sqlite_migrations"
    )
    return {
        "topic": topic,
        "kind": "public copy, without texts" if public else "private database, with texts",
        "exported_at": now(),
        "program": f"Brouhaha {version('brouhaha')}",
        "schema": db.execute(versions).fetchone()[0],
    }


def schema(table: Table, told: Mapping[str, str]) -> pa.Schema:
    """The columns, each with its description."""
    fields = [
        pa.field(c.name, ARROW[c.type], metadata={"description": c.description})
        for c in table.columns
    ]
    return pa.schema(fields, {**told, "table": table.name, "description": table.description})


def _file(
    db: sqlite3.Connection, folder: Path, table: Table, told: Mapping[str, str]
) -> dict[str, Any]:
    """Write a table in row groups; what the manifest says of it."""
    path, kinds = folder / f"{table.name}.parquet", schema(table, told)
    rows = unreadable = 0
    with pq.ParquetWriter(path, kinds, compression="zstd") as file:
        for group in _groups(db, table):
            columns = [_values(c, v) for c, v in zip(table.columns, group, strict=True)]
            file.write_batch(pa.record_batch([values for values, _ in columns], schema=kinds))
            rows += len(group[0])
            unreadable += sum(wrong for _, wrong in columns)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        digest = file_digest(file, "sha256").hexdigest()
    return {"table": table.name, "path": path.name, "rows": rows, "unreadable": unreadable,
            "bytes": path.stat().st_size, "sha256": digest}  # fmt: skip


def _groups(db: sqlite3.Connection, table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    """The columns of some rows after the other."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    rows = db.execute(f'SELECT {names} FROM "{table.name}"')  # noqa: S608
    while some := rows.fetchmany(LONG_ROWS if table.is_long else ROWS):
        yield list(zip(*some, strict=True))


def _values(column: Column, values: Sequence[Any]) -> tuple[pa.Array, int]:
    """The values in their type, and how many were no days or moments; an empty one is none."""
    kind = ARROW[column.type]
    if column.type == "bool":
        return pa.array([None if value is None else bool(value) for value in values], kind), 0
    if column.type not in ("date32", "timestamp"):
        return pa.array(values, kind), 0
    texts = pa.array([value or None for value in values], pa.string())
    try:
        return pc.cast(texts, kind), 0
    except pa.ArrowInvalid:
        return _one_by_one(texts, kind)


def _one_by_one(texts: pa.Array, kind: pa.DataType) -> tuple[pa.Array, int]:
    """Of values that cannot all be read, those that can."""
    found = []
    for text in texts:
        try:
            found.append(text.cast(kind).as_py() if text.is_valid else None)
        except pa.ArrowInvalid:
            found.append(None)
    return pa.array(found, kind), found.count(None) - texts.null_count
