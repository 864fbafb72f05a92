"""The one writer: what workers found goes into the database, in the order of the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from cluster.reading import Found
from crawler.archive import Hosts, Visits, address, fetch_of, moment, source_of
from crawler.page import Reading
from crawler.urls import canonical
from storage import addresses, analyses, articles
from storage.records import Analysis, Fetch, Tally
from storage.retention import withdrawals
from storage.store import now

BATCH = 50  # pages in one transaction
OPEN = ("tdm", "failed")  # verdicts on a page that it may not get again, with other rules


class Writer:
    """Stores findings; each call says what became of the pages, by verdict."""

    def __init__(self, db: Database, run: int, allowed: frozenset[str]) -> None:
        self._db, self._run, self._allowed = db, run, allowed
        self._hosts, self._visits = Hosts(db), Visits(db)

    def write(self, found: Sequence[Found]) -> Tally:
        """Store what is new, articles with their analysis.

        `known` are captures of which a visit to the address, or this one, was stored before.
        """
        new, left = [], Counter[str]()
        for one in found:
            if self._is_new(one):
                new.append(one)
            else:
                left[self._why_left(one)] += 1
        tally = Tally(dict(left))
        for start in range(0, len(new), BATCH):
            tally = tally.plus(self._write(new[start : start + BATCH]))
        return tally

    def set_aside(self, file: str, url: str, offset: int, why: str) -> Tally:
        """Note a page that no worker could read."""
        if not (named := canonical(url)):
            return Tally({"failed": 1})
        row = Fetch(
            named, self._hosts.source(named), "warc", "failed", now(),
            detail=why, warc_file=file, warc_offset=offset,
        )  # fmt: skip
        return articles.save(self._db, self._run, [row])

    def _is_new(self, one: Found) -> bool:
        return self._visits.is_new(one.capture) or self._is_open(one)

    def _is_open(self, one: Found) -> bool:
        """Whether this very capture was left out by rules, or for a reason, that hold no more."""
        url = address(one.capture)
        held = addresses.known(self._db, [url], "").get(url)
        if not held or held.checked_at != moment(one.capture):
            return False
        if withdrawals.barred(self._db, [url]):
            return False
        return held.verdict == "pending" or (
            held.verdict in OPEN and held.verdict != self._reading(one).verdict
        )

    def _why_left(self, one: Found) -> str:
        url = address(one.capture)
        if not url:
            return "failed"
        return "withdrawn" if withdrawals.barred(self._db, [url]) else "known"

    def _write(self, batch: Sequence[Found]) -> Tally:
        with self._db.atomic():
            rows = [self._fetch(one) for one in batch]
            tally = articles.save(self._db, self._run, rows)
            found = [one.analysis for one in batch]
            analyses.save(self._db, _placed(self._db, rows, found))
        return tally

    def _fetch(self, one: Found) -> Fetch:
        source = source_of(self._hosts, one.capture)
        return fetch_of(one.capture, source, self._reading(one), one.digest, "warc")

    def _reading(self, one: Found) -> Reading:
        """What became of the page, where its source may reserve its rights."""
        if one.reserved and source_of(self._hosts, one.capture) not in self._allowed:
            return Reading("tdm", detail=one.reserved)
        return one.reading


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
