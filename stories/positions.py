"""Where holders stand, day by day, and where they turned; with it, how contested issues are.

A day's position is the side that independent articles give more weight to: for each side, the
confidence of the clearest stance of each article, copies left out, is added up. Where the weaker
side has at least half the weight of the stronger, the day is ambivalent.

A turn is from `favor` to `against` or back, and takes two sure runs of days: stances are right
about four times in five, and people seldom turn, so that one stance against another is mostly a
mistake. A run is days on end on one side, ambivalent ones aside; it is sure once the chance that
all of its stances are wrong is at most `DOUBT`. The first day of the second run is where it turned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import prod

from sqlite_utils import Database

from storage import changes, positions
from storage.outcomes import Position
from storage.positions import Moment, Stated
from storage.records import Polarity, Tally
from stories import contested
from stories.part import Part
from topics import Topic

MIXED = 0.5  # share of the stronger side's weight from which the weaker makes a day ambivalent
DOUBT = 0.1  # two stances at 0.7, or one at 0.9
SIDES: tuple[Polarity, ...] = ("favor", "against", "ambivalent")


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Bring the records and months that these articles have a share in up to date."""
    days: dict[positions.Record, list[str]] = defaultdict(list)
    for record, when in sorted(positions.moments(db, articles), key=str):
        days[record].append(when)
    for record, touched in days.items():
        _revise(db, record, touched)
    months = {(issue, day[:7]) for (_, _, issue), some in days.items() if issue for day in some}
    contested.revise(db, topic, months)
    changes.touch(db, "positions", articles)
    return Tally({"position_days": sum(map(len, days.values()))})


def _revise(db: Database, record: positions.Record, days: Sequence[str]) -> None:
    old = {row.day: row for row in positions.of_record(db, record)}
    new = {day: row for day, row in old.items() if day not in days}
    for when in days:
        if stated := positions.stances(db, (record, when)):
            new[when] = day((record, when), stated)
    told = {row.day: row for row in turns(new[when] for when in sorted(new))}
    changed = sorted(when for when in {*old, *told} if old.get(when) != told.get(when))
    positions.save(
        db, [(record, when) for when in changed], [told[when] for when in changed if when in told]
    )


def day(moment: Moment, stated: Sequence[Stated]) -> Position:
    """Where a holder stands on a day, from at least one stance; the place is the clearest one's."""
    sides = {side: _clearest(s for s in stated if s.polarity == side) for side in SIDES}
    weights = {side: sum(s.confidence for s in found) for side, found in sides.items()}
    polarity = _polarity(**weights)
    shown = sides[polarity] or _clearest(stated)
    share = min(1, sum(s.confidence for s in shown) / sum(weights.values()))
    sure = (1 - prod(1 - s.confidence for s in shown)) * share
    (holder, entity, issue), when = moment
    best = shown[0]
    return Position(
        holder_id=holder,
        target_entity=entity,
        target_issue=issue,
        day=when,
        polarity=polarity,
        favor=len(sides["favor"]),
        against=len(sides["against"]),
        ambivalent=len(sides["ambivalent"]),
        origins=len({s.article_id for s in stated}),
        article_id=best.article_id,
        revision=best.revision,
        start=best.start,
        end=best.end,
        confidence=round(sure, 4),
    )


def _clearest(stated: Iterable[Stated]) -> list[Stated]:
    """The clearest stance of each article, the clearest of all first."""
    best: dict[int, Stated] = {}
    order = sorted(stated, key=lambda s: (-s.confidence, s.article_id, s.start, s.polarity))
    for one in order:
        best.setdefault(one.article_id, one)
    return list(best.values())


def _polarity(favor: float, against: float, ambivalent: float) -> Polarity:
    strong = max(favor, against)
    if min(favor, against) >= MIXED * strong or ambivalent > strong:
        return "ambivalent"
    return "favor" if favor > against else "against"


def turns(rows: Iterable[Position]) -> Iterator[Position]:
    """The same days, the first one first, with `turned_from` where a new side was taken."""
    order = [replace(row, turned_from=None) for row in rows]
    standing: Polarity | None = None
    first, doubt = 0, 1.0
    for n, row in enumerate(order):
        if row.polarity == "ambivalent":
            continue
        if doubt == 1.0 or order[first].polarity != row.polarity:
            first, doubt = n, 1.0
        doubt *= 1 - row.confidence
        if doubt <= DOUBT:
            if standing and standing != row.polarity:
                order[first] = replace(order[first], turned_from=standing)
            standing = row.polarity
    return iter(order)


PART = Part("positions", "1", ("analyse", "copies"), work)
