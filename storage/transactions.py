"""Transactions that begin with the right to write: several processes write to one database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


class Store(Database):
    """A database whose transactions may write from their beginning.

    SQLite refuses the first write of one that read before while somebody else, who keeps a
    correction, has written since.
    """

    @contextmanager
    def atomic(self) -> Iterator[Database]:
        if self.conn.in_transaction:
            with super().atomic():
                yield self
            return
        self.conn.execute("BEGIN IMMEDIATE")
        try:
            yield self
        except BaseException:
            self.rollback()
            raise
        self.conn.execute("COMMIT")
