"""The one writer: what workers found goes into the database, in the order of the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from cluster.reading import Found
from crawler.archive import Hosts, Visits, fetch_of, source_of
from crawler.page import Reading
from storage import analyses, articles
from storage.records import Analysis, Fetch, Tally

BATCH = 50  # pages in one transaction


class Writer:
    """Stores findings; `tally` counts the verdicts."""

    def __init__(self, db: Database, run: int, allowed: frozenset[str]) -> None:
        self._db, self._run, self._allowed = db, run, allowed
        self._hosts, self._visits = Hosts(db), Visits(db)
        self.tally = Tally()

    def write(self, found: Sequence[Found]) -> int:
        """Store what is new, articles with their analysis; how many articles that were."""
        new = [one for one in found if self._visits.is_new(one.capture)]
        for start in range(0, len(new), BATCH):
            self._write(new[start : start + BATCH])
        return sum(one.analysis is not None for one in new)

    def set_aside(self, fetch: Fetch) -> None:
        self.tally = self.tally.plus(articles.save(self._db, self._run, [fetch]))

    def source(self, url: str) -> str:
        return self._hosts.source(url)

    def _write(self, batch: Sequence[Found]) -> None:
        with self._db.atomic():
            rows = [self._fetch(one) for one in batch]
            self.tally = self.tally.plus(articles.save(self._db, self._run, rows))
            found = [one.analysis for one in batch]
            analyses.save(self._db, _placed(self._db, rows, found))

    def _fetch(self, one: Found) -> Fetch:
        source = source_of(self._hosts, one.capture)
        reading, reserved = one.reading, one.reserved
        if reserved and source not in self._allowed:
            reading = Reading("tdm", detail=reserved)
        return fetch_of(one.capture, source, reading, one.digest, "warc")


def _placed(
    db: Database, rows: Sequence[Fetch], found: Sequence[Analysis | None]
) -> list[Analysis]:
    """The analyses of the articles that are stored as they were analysed, with their ids.

    A new revision is analysed with what its article was before: it waits for the next analysis.
    """
    placed: dict[int, Analysis] = {}
    for row, analysis in zip(rows, found, strict=True):
        if row.article and analysis:
            stored = db.execute(
                "SELECT id, lang, published FROM articles "
                "WHERE url = ? AND revision = 1 AND analysis_version = ''",
                [row.article.url],
            ).fetchone()
            if stored and stored[1:] == (row.article.lang, row.article.published):
                placed.setdefault(stored[0], replace(analysis, id=str(stored[0])))
    return list(placed.values())
