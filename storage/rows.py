"""Frozen dataclasses to rows and back: each field is named as its column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sqlite_utils import Database

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    RecordT = TypeVar("RecordT", bound=DataclassInstance)
MOST = 500  # values of one statement; SQLite allows more


def columns(kind: type[DataclassInstance]) -> str:
    """The columns of a record, quoted, for a SELECT."""
    return ", ".join(f'"{field.name}"' for field in fields(kind))


def write(
    db: Database, table: str, records: Iterable[DataclassInstance], keys: Sequence[str] = ()
) -> None:
    """Insert records; one whose `keys` are there already is brought up to date."""
    found = list(records)
    if not found:
        return
    names = [field.name for field in fields(found[0])]
    quoted = ", ".join(f'"{name}"' for name in names)
    sql = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    if keys:
        rest = ", ".join(f'"{n}" = excluded."{n}"' for n in names if n not in keys)
        on = ", ".join(f'"{key}"' for key in keys)
        sql += f" ON CONFLICT ({on}) DO " + (f"UPDATE SET {rest}" if rest else "NOTHING")
    db.conn.executemany(sql, [[getattr(record, name) for name in names] for record in found])


def read(
    db: Database, kind: type[RecordT], table: str, column: str, values: Iterable[object]
) -> list[RecordT]:
    """The records of a table or view whose column has one of these values."""
    sql = f'SELECT {columns(kind)} FROM {table} WHERE "{column}" IN '  # noqa: S608
    return [
        kind(*row)
        for some in chunks(values)
        for row in db.execute(f"{sql}({','.join('?' * len(some))})", some)
    ]


def delete(db: Database, table: str, column: str, values: Iterable[object]) -> None:
    """Delete the rows whose column has one of these values."""
    for some in chunks(values):
        marks = ",".join("?" * len(some))
        db.execute(f'DELETE FROM {table} WHERE "{column}" IN ({marks})', some)  # noqa: S608


def number(given: str) -> int | None:
    """The number of a row as a person gave it; `None` where it is none, or larger than any.

    >>> number("12"), number("ovens"), number("9" * 40)
    (12, None, None)
    """
    return int(given) if given.isdecimal() and len(given) < 19 else None


def chunks(values: Iterable[object]) -> Iterator[list[object]]:
    """Distinct values in lists that are short enough for one statement."""
    rest = iter(dict.fromkeys(values))
    while some := list(islice(rest, MOST)):
        yield some
