"""Near-copies: which articles repeat, rewrite or translate an earlier one, and which was first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sqlite_utils import Database

from storage import changes, copies, coverage
from storage.outcomes import Copy
from storage.records import Tally
from stories import facts
from stories.compared import Reading, compare, read
from stories.forest import grown
from stories.moments import order
from stories.part import Part
from stories.signatures import BANDS, likeness, sign
from topics import Topic

WORDS = range(BANDS + 1)  # bands of words, the anchors included
FACTS = range(BANDS + 1, BANDS + 2)  # the band of facts
LEAST_LIKENESS = 0.03  # what only some sentences are shared by has less
LEAST_FACTS = 4  # pairs of facts that two articles share before they are compared
NEAREST = 0.95  # of the best containment: the first of those that come so near is the source


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Find what these articles were taken from, and what was taken from them."""
    again = {*articles, *(row.article_id for row in copies.taken_from(db, articles))}
    _sign(db, articles)
    found = {article: _matches(db, article) for article in sorted(again)}
    later = {one.article_id for listed in found.values() for one in listed} - again
    found |= {article: _matches(db, article) for article in sorted(later)}
    made = _save(db, {a: _nearest(a, listed) for a, listed in found.items()})
    return Tally({"copies": made})


def _sign(db: Database, articles: Sequence[int]) -> None:
    covered = [one for one in coverage.articles(db, articles) if one.relevant]
    findings = coverage.findings(db, [one.id for one in covered])
    signatures, bands = [], []
    for one in covered:
        if signed := sign(one.id, one.revision, one.text):
            signatures.append(signed[0])
            bands += [*signed[1], *facts.banded(one, findings[one.id], FACTS[0])]
    copies.forget(db, articles)
    copies.save_signatures(db, signatures, bands)


def _matches(db: Database, article: int) -> list[Copy]:
    """All pairs of this article with another one, whichever was first; in the order of these."""
    readings = read(db, [article, *_alike(db, article)])
    own = readings.pop(article, None)
    others = sorted(readings.values(), key=lambda reading: order(reading.article))
    pairs = [_in_order(own, other) for other in others if own]
    return [pair for later, earlier in pairs if (pair := compare(later, earlier))]


def _alike(db: Database, article: int) -> Iterator[int]:
    """Those that may be a copy of it, or it of them."""
    near = copies.candidates(db, article, WORDS)
    if near:
        signatures = copies.signatures(db, [article, *near])
        own = signatures[article]
        yield from (one for one in near if likeness(own, signatures[one]) >= LEAST_LIKENESS)
    yield from copies.candidates(db, article, FACTS, least=LEAST_FACTS)


def _in_order(one: Reading, other: Reading) -> tuple[Reading, Reading]:
    earlier, later = sorted((one, other), key=lambda reading: order(reading.article))
    return later, earlier


def _nearest(article: int, matches: Iterable[Copy]) -> Copy | None:
    """What it was taken from: the first of the earlier ones that come nearest."""
    mine = [match for match in matches if match.article_id == article]
    most = max((match.containment for match in mine), default=0)
    return next((match for match in mine if match.containment >= NEAREST * most), None)


def _save(db: Database, parents: dict[int, Copy | None]) -> int:
    """Write the groups that this changes; the number of articles that turned out otherwise."""
    sources = [parent.of_id for parent in parents.values() if parent]
    rows = copies.of_articles(db, [*parents, *sources]).values()
    before = {row.article_id: row for row in copies.groups(db, {r.original_id for r in rows})}
    after = grown(before.values(), parents)
    changed = {a for a in {*before, *after} if before.get(a) != after.get(a)}
    copies.save(db, changed, [after[a] for a in sorted(changed & after.keys())])
    changes.touch(db, "copies", changed)
    return len(changed & after.keys())


PART = Part("copies", "1", ("analyse",), work)
