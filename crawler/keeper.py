"""Hand what is fetched to storage in batches, and count it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from sqlite_utils import Database

from storage import articles
from storage.records import Fetch, Tally

BATCH = 50  # fetches in one transaction
NO_ANSWER = "failed"
CLOSED_LISTS = ("http_error", "robots", "unsafe")


class Keeper:
    """Keeps fetches of one run; `error` says why it can no longer."""

    def __init__(self, db: Database, run: int, tell: Callable[[Tally], None]) -> None:
        self._db, self._run, self._tell = db, run, tell
        self._batch: list[Fetch] = []
        self.tally = Tally()
        self.failures: list[str] = []
        self.error = ""

    def add(self, fetch: Fetch) -> None:
        """Take one fetch; the batch is written when it is full."""
        if _is_failure(fetch):
            self.failures.append(f"{fetch.source_id}: {fetch.url}: {fetch.detail}")
        self._batch.append(fetch)
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is held in one transaction and tell the tally."""
        if not self._batch or self.error:
            return
        try:
            self.tally = self.tally.plus(articles.save(self._db, self._run, self._batch))
        except sqlite3.Error as error:
            self.error = f"cannot write to the database: {error}; what was stored before is kept"
            return
        self._batch.clear()
        self._tell(self.tally)


def _is_failure(fetch: Fetch) -> bool:
    """Whether somebody should be told: an article that is gone or not for us is no failure."""
    closed = fetch.found_by == "source" and fetch.verdict in CLOSED_LISTS
    return fetch.verdict == NO_ANSWER or closed
