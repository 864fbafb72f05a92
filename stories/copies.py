"""Near-copies: which articles repeat, rewrite or translate an earlier one, and which was first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlite_utils import Database

from storage import changes, coverage
from storage.outcomes import Copy
from storage.records import Tally
from storage.told import copies
from stories import facts
from stories.compared import Reading, Readings, compare
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
    readings = Readings(db)
    found = {article: _matches(db, article, readings) for article in sorted(again)}
    met: dict[int, list[Copy]] = defaultdict(list)
    for one in (pair for listed in found.values() for pair in listed):
        if one.article_id not in again:
            met[one.article_id].append(one)
    for later in _unsettled(db, met, again, readings):
        found[later] = _together(_matches(db, later, readings), met[later], readings)
    made = _save(db, {a: _nearest(a, listed) for a, listed in found.items()})
    return Tally({"copies": made})


def _unsettled(
    db: Database, met: Mapping[int, Sequence[Copy]], again: Container[int], readings: Readings
) -> list[int]:
    """The later articles that may have been taken from what they are met by now.

    What is no nearer than the source that an article has, and no earlier, changes nothing.
    """
    known = copies.of_articles(db, met)
    first = readings.get({row.of_id for row in known.values()})

    def settled(article: int) -> bool:
        row = known.get(article)
        if not row or row.role == "original" or row.of_id in again or row.of_id not in first:
            return False
        source = order(first[row.of_id].article)
        return all(
            pair.containment < NEAREST * row.containment
            or (pair.containment <= row.containment and _order(pair, readings) > source)
            for pair in met[article]
        )

    return [article for article in sorted(met) if not settled(article)]


def _order(pair: Copy, readings: Readings) -> tuple[datetime, int]:
    return order(readings.get([pair.of_id])[pair.of_id].article)


def _together(listed: Iterable[Copy], met: Iterable[Copy], readings: Readings) -> list[Copy]:
    """All pairs of an article, those included that its own search is too short to find."""
    pairs = {(pair.article_id, pair.of_id): pair for pair in (*met, *listed)}
    return sorted(pairs.values(), key=lambda pair: _order(pair, readings))


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


def _matches(db: Database, article: int, readings: Readings) -> list[Copy]:
    """All pairs of this article with another one, whichever was first; in the order of these."""
    found = readings.get([article, *_alike(db, article)])
    own = found.pop(article, None)
    others = sorted(found.values(), key=lambda reading: order(reading.article))
    pairs = [_in_order(own, other) for other in others if own]
    return [pair for later, earlier in pairs if (pair := compare(later, earlier))]


def _alike(db: Database, article: int) -> Iterator[int]:
    """Those that may be a copy of it, or it of them; of its own language those alike in words."""
    near = copies.candidates(db, article, WORDS)
    stating = copies.candidates(db, article, FACTS, least=LEAST_FACTS)
    signatures = copies.signatures(db, [article, *near, *stating])
    langs = copies.languages(db, [article, *stating])
    own = signatures.get(article)
    for one in dict.fromkeys((*near, *stating)):
        elsewhere = one in langs and langs[one] != langs.get(article)
        alike = own and one in signatures and likeness(own, signatures[one]) >= LEAST_LIKENESS
        if elsewhere or alike:
            yield one


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
