"""Hand what is fetched to storage in batches, and count it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace

from sqlite_utils import Database

from crawler.evidence import Evidence, Exchange
from crawler.urls import canonical
from storage import articles
from storage.errors import unwritten
from storage.records import Fetch, Tally
from storage.retention import withdrawals

BATCH = 50  # fetches in one transaction
NO_ANSWER = "failed"
CLOSED_LISTS = ("http_error", "robots", "unsafe")


class Keeper:
    """Keeps fetches of one run; `error` says why it can no longer."""

    def __init__(
        self,
        db: Database,
        run: int,
        tell: Callable[[Tally], None],
        evidence: Evidence | None = None,
    ) -> None:
        self._db, self._run, self._tell, self._evidence = db, run, tell, evidence
        self._batch: list[Fetch] = []
        self.tally = Tally()
        self.failures: list[str] = []
        self.error = ""

    def add(self, fetch: Fetch, exchange: Exchange | None = None) -> None:
        """Take one fetch, and the answer to it for the archive; a full batch is written."""
        if self.error:
            return
        if exchange and self._is_withdrawn(fetch, exchange):
            exchange = None  # no copy of it is archived either
        if exchange and self._evidence:
            fetch = self._with_evidence(fetch, exchange, self._evidence)
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
            if self._evidence:
                self._evidence.sync()  # no row may name a record that a crash could take away
            self.tally = self.tally.plus(articles.save(self._db, self._run, self._batch))
        except OSError as error:
            self.error = unwritten("archive", error)
            return
        except sqlite3.Error as error:
            self.error = unwritten("database", error)
            return
        self._batch.clear()
        self._tell(self.tally)

    def close(self) -> None:
        """Write what is held, and end the archive's file."""
        self.flush()
        try:
            if self._evidence:
                self._evidence.close()
        except OSError as error:
            self.error = self.error or unwritten("archive", error)

    def _is_withdrawn(self, fetch: Fetch, exchange: Exchange) -> bool:
        """Whether what answered is kept out: as an article, or whatever it is, by its address."""
        if withdrawals.of_fetch(self._db, fetch) is not None:
            return True
        return bool(withdrawals.barred(self._db, [canonical(exchange.url)]))

    def _with_evidence(self, fetch: Fetch, exchange: Exchange, evidence: Evidence) -> Fetch:
        try:
            place = evidence.keep(exchange)
        except OSError as error:
            self.error = unwritten("archive", error)
            return fetch
        return replace(
            fetch, warc_file=place.file, warc_offset=place.offset, warc_length=place.length
        )


def _is_failure(fetch: Fetch) -> bool:
    """Whether somebody should be told: an article that is gone or not for us is no failure."""
    closed = fetch.found_by == "source" and fetch.verdict in CLOSED_LISTS
    return fetch.verdict == NO_ANSWER or closed
