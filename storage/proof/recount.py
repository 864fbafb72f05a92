"""Every roll-up counted anew from what it counts, by other SQL than that which keeps it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, partial
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter
from sqlite_utils import Database

from storage.proof.integrity import Check, Looked, together


class RollUp(BaseModel):
    """A table of counts: what its rows are of, what they count, and the count in SQL."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    table: str
    keys: tuple[str, ...]
    counts: tuple[str, ...]
    sql: str

    @property
    def columns(self) -> str:
        return ", ".join((*self.keys, *self.counts))


@cache
def roll_ups() -> tuple[RollUp, ...]:
    """The tables of counts in `recount.toml`, those that others are counted from first."""
    return _read("roll_up")


@cache
def logs() -> tuple[RollUp, ...]:
    """The sums of the log by day, from which nothing is ever taken away."""
    return _read("log")


def _read(key: str) -> tuple[RollUp, ...]:
    text = files("storage.proof").joinpath("recount.toml").read_text("utf-8")
    return TypeAdapter(tuple[RollUp, ...]).validate_python(tomllib.loads(text)[key])


# articles on the topic; one is `counted` unless it is a copy
COUNTED = """
    CREATE TEMP TABLE IF NOT EXISTS considered AS
    SELECT a.id, a.source_id, a.day, a.lang,
        NOT EXISTS (SELECT 1 FROM copies c WHERE c.article_id = a.id AND c.original_id <> a.id)
            AS counted
    FROM articles a WHERE a.relevant = 1
"""
COUNTED_INDEX = "CREATE UNIQUE INDEX IF NOT EXISTS temp.considered_id ON considered(id, counted)"


def consider(db: Database) -> None:
    """Note the articles on the topic, and which are copies, for as long as the transaction goes."""
    db.execute(COUNTED)
    db.execute(COUNTED_INDEX)


def count(db: Database, roll_up: RollUp) -> None:
    """Count a roll-up afresh into `temp.fresh_<table>`, for as long as the transaction goes."""
    consider(db)
    temporary = {row[0] for row in db.execute("SELECT name FROM temp.sqlite_master")}
    if f"fresh_{roll_up.table}" not in temporary:
        fresh = f"fresh_{roll_up.table}"
        # with the types of the table: keys of another type are not looked up by index
        db.execute(
            f"CREATE TEMP TABLE {fresh} AS SELECT {roll_up.columns} "  # noqa: S608
            f"FROM main.{roll_up.table} LIMIT 0"
        )
        db.execute(f"INSERT INTO temp.{fresh} {roll_up.sql}")
        keys = ", ".join(roll_up.keys)
        db.execute(f"CREATE UNIQUE INDEX temp.{fresh}_keys ON {fresh}({keys})")


def refill(db: Database) -> None:
    """Replace every roll-up by a fresh count; to be called inside a transaction."""
    for roll_up in roll_ups():
        count(db, roll_up)
    # after all are counted: what is written to one, the database passes on to others by triggers
    for roll_up in roll_ups():
        db.execute(f"DELETE FROM main.{roll_up.table}")  # noqa: S608
        db.execute(
            f"INSERT INTO main.{roll_up.table} ({roll_up.columns}) "  # noqa: S608
            f"SELECT {roll_up.columns} FROM temp.fresh_{roll_up.table}"
        )
    _forget(db, roll_ups())


def _compare(roll_up: RollUp, db: Database) -> Looked:
    count(db, roll_up)
    table = f"temp.fresh_{roll_up.table}"
    [at] = db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608
    return Looked(at, _differences(db, roll_up, table))


def _differences(db: Database, roll_up: RollUp, fresh: str) -> Iterator[str]:
    """A line for each row that is not as counted; both tables are keyed alike."""
    on = " AND ".join(f"f.{key} = s.{key}" for key in roll_up.keys)
    differs = " OR ".join(f"f.{column} IS NOT s.{column}" for column in roll_up.counts)
    stored = f"main.{roll_up.table} s"
    for held, first, second, wrong in (
        ("f", f"{fresh} f", stored, differs),
        ("s", stored, f"{fresh} f", f"f.{roll_up.keys[0]} IS NULL"),
    ):
        columns = [f"{held}.{key}" for key in roll_up.keys]
        columns += [f"{side}.{column}" for side in ("s", "f") for column in roll_up.counts]
        sql = f"SELECT {', '.join(columns)} FROM {first} LEFT JOIN {second} ON {on} WHERE {wrong}"  # noqa: S608
        yield from (_line(roll_up, row) for row in db.execute(sql))


def _line(roll_up: RollUp, row: tuple[object, ...]) -> str:
    keys, counts = len(roll_up.keys), len(roll_up.counts)
    name = ", ".join(map(str, row[:keys]))
    pairs = [
        f"{column} {'missing' if was is None else was}, counted {0 if now is None else now}"
        for column, was, now in zip(
            roll_up.counts, row[keys : keys + counts], row[keys + counts :], strict=True
        )
        if (was or 0) != (now or 0)
    ]
    return f"{roll_up.table}, {name}: {'; '.join(pairs)}"


def note_logs(db: Database) -> None:
    """Note what the log holds and no day counts; what was counted stays, as a sign of a loss."""
    for log in logs():
        count(db, log)
        more = ", ".join(f"{c} = MAX({c}, excluded.{c})" for c in log.counts)
        db.execute(
            f"INSERT INTO main.{log.table} ({log.columns}) "  # noqa: S608
            f"SELECT {log.columns} FROM temp.fresh_{log.table} WHERE true "
            f"ON CONFLICT DO UPDATE SET {more}"
        )
    _forget(db, logs())


def _forget(db: Database, counted: Iterable[RollUp]) -> None:
    for one in counted:
        db.execute(f"DROP TABLE temp.fresh_{one.table}")
    db.execute("DROP TABLE temp.considered")


CHECKS = (
    Check("log by day", together(partial(_compare, each) for each in logs()),
          "--repair notes what is counted and was not; where more was noted than is there, rows of "
          "the log are gone: take them from a backup", "log"),
    Check("roll-ups", together(partial(_compare, each) for each in roll_ups()),
          "--repair counts them anew", "roll-ups"),
)  # fmt: skip
