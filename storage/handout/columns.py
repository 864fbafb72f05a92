"""What kind of values a column holds, for files that are typed more closely than SQLite."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict
from sqlite_utils import Database

Type = Literal[
    "text", "date32", "timestamp", "bool", "int32", "int64", "float64", "dictionary", "binary"
]  # fmt: skip
OF_SQLITE: dict[str, Type] = {"INTEGER": "int64", "REAL": "float64", "BLOB": "binary"}
FITTING: dict[str, tuple[Type, ...]] = {
    "TEXT": ("text", "date32", "timestamp", "dictionary"),
    "INTEGER": ("bool", "int32"),
    "": get_args(Type),
}


class Rules(BaseModel):
    """`parquet.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    left_out: tuple[str, ...]
    long: tuple[str, ...]
    text: tuple[str, ...]
    date32: tuple[str, ...]
    timestamp: tuple[str, ...]
    bool: tuple[str, ...]
    int32: tuple[str, ...]
    int64: tuple[str, ...]
    float64: tuple[str, ...]
    dictionary: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its type and what it holds, in words."""

    name: str
    type: Type
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view; `is_long` where its rows are."""

    name: str
    description: str
    columns: tuple[Column, ...]
    is_long: bool


@cache
def rules() -> Rules:
    text = files("storage.handout").joinpath("parquet.toml").read_text("utf-8")
    return Rules.model_validate(tomllib.loads(text))


def tables(db: Database, described: Mapping[str, Mapping[str, object]]) -> list[Table]:
    """The tables and views to write, by name; `described` is as in Datasette's metadata."""
    names = db.execute(
        "SELECT m.name FROM sqlite_schema m WHERE m.type IN ('table', 'view') "
        "AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '%_fts%' ORDER BY 1"
    )
    kept = [name for (name,) in names if name not in rules().left_out]
    return [_table(db, name, described.get(name, {})) for name in kept]


def _table(db: Database, name: str, described: Mapping[str, object]) -> Table:
    words = described.get("columns")
    told = words if isinstance(words, Mapping) else {}
    columns = tuple(
        Column(column, type_of(name, column, declared), str(told.get(column, "")))
        for _, column, declared, *_ in db.execute(f"PRAGMA table_info([{name}])")
    )
    about = " ".join(str(described.get("description", "")).split())
    return Table(name, about, columns, name in rules().long)


def type_of(table: str, column: str, declared: str) -> Type:
    """The type of a column that SQLite declares so; views declare some as nothing.

    >>> type_of("articles", "day", "TEXT"), type_of("articles", "id", "INTEGER")
    ('date32', 'int64')
    """
    usual = OF_SQLITE.get(declared, "text")
    for kind in get_args(Type):
        patterns = getattr(rules(), kind, ())
        if kind in FITTING.get(declared, ()) and any(
            fnmatchcase(f"{table}.{column}" if "." in pattern else column, pattern)
            for pattern in patterns
        ):
            return kind  # type: ignore[no-any-return]
    return usual
