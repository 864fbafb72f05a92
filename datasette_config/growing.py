"""A database whose tables grow: rows are counted up to a limit, beyond it they are "many"."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any

from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted, Results

COUNT = re.compile(r"select count\(\*\) (from .+)", re.DOTALL)
MOST = 100_000  # rows of a table's page
PATIENCE = 200  # milliseconds of counting, as views may take long for each row
EACH = 10_000  # rows of each of the seventy tables on the page of all


class Growing(Database):  # type: ignore[misc]
    """As Datasette has it, but that no page waits until millions of rows are counted.

    SQLite counts a whole index in one step, which no limit of time stops. `public` says whether
    this is the copy for the web, which holds no texts.
    """

    def __init__(self, datasette: Datasette, path: str, public: bool) -> None:
        super().__init__(datasette, path, is_mutable=True)
        self.public = public

    async def execute(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        **options: Any,
    ) -> Results:
        """As Datasette has it, but for its own counts of rows: SQL that is typed is truncated.

        :raises QueryInterrupted: there are more than `MOST` rows, or `PATIENCE` is over.
        """
        count = None if truncate else COUNT.fullmatch(sql)
        if not count:
            return await super().execute(sql, params, truncate=truncate, **options)
        options["custom_time_limit"] = PATIENCE
        found = await super().execute(_upto(count[1], MOST), params, **options)
        if found.rows[0][0] > MOST:
            raise QueryInterrupted(None, sql, params)
        return found

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """The number of rows of each table; None where there are more than `EACH`, and for the
        tables inside the index of texts.
        """
        hidden = set(await self.hidden_table_names())
        names = await self.table_names()
        counts: dict[str, int | None] = dict.fromkeys(names)
        counts |= await self.execute_fn(partial(_counted, [n for n in names if n not in hidden]))
        return counts


def _upto(rows: str, most: int) -> str:
    return f"select count(*) from (select 1 {rows} limit {most + 1})"  # noqa: S608


def _counted(names: Iterable[str], connection: sqlite3.Connection) -> dict[str, int | None]:
    counts = {}
    for name in names:
        (n,) = connection.execute(_upto(f"from [{name}]", EACH)).fetchone()
        counts[name] = n if n <= EACH else None
    return counts
