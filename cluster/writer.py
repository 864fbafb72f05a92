"""The one writer: what workers found goes into the database, in the order of the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True, slots=True)
class Written:
    """Verdicts on pages: of this walk, where what was stored before is `known`; and as they stand.

    A page that an earlier walk stored stands as it was stored then.
    """

    told: Tally = Tally()  # noqa: RUF009
    stands: Tally = Tally()  # noqa: RUF009

    def plus(self, told: Tally, stands: Tally | None = None) -> Written:
        """With further pages; without `stands` they stand as told."""
        return Written(self.told.plus(told), self.stands.plus(told if stands is None else stands))


class Writer:
    """Stores findings, and says what became of each page."""

    def __init__(self, db: Database, run: int, allowed: frozenset[str]) -> None:
        self._db, self._run, self._allowed = db, run, allowed
        self._hosts, self._visits = Hosts(db), Visits(db)
        self._met: set[str] = set()  # addresses of this walk

    def write(self, found: Sequence[Found]) -> Written:
        """Store what is new, articles with their analysis.

        `known` are captures of which a visit to the address, or this one, was stored before.
        """
        new, told, stands = [], Counter[str](), Counter[str]()
        for one in found:
            if self._is_new(one):
                new.append(one)
            else:
                told[why := self._why_left(one)] += 1
                stands[self._stands(one) or why] += 1
            self._met.add(address(one.capture))
        written = Written(Tally(dict(told)), Tally(dict(stands)))
        for start in range(0, len(new), BATCH):
            written = written.plus(self._write(new[start : start + BATCH]))
        return written

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
        """Whether the address was left at a failure, or this capture by rules that hold no more."""
        url = address(one.capture)
        held = addresses.known(self._db, [url], "").get(url)
        if not held or withdrawals.barred(self._db, [url]):
            return False
        if held.verdict == "failed":
            return self._reading(one).verdict != "failed"
        if held.checked_at != moment(one.capture):
            return False
        return held.verdict == "pending" or (
            held.verdict == "tdm" and self._reading(one).verdict != "tdm"
        )

    def _stands(self, one: Found) -> str:
        """The verdict on this very capture that an earlier walk stored; empty where none did."""
        url = address(one.capture)
        held = addresses.known(self._db, [url], "").get(url)
        is_it = held and held.checked_at == moment(one.capture) and url not in self._met
        return held.verdict if held and is_it else ""

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
