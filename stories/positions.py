"""Where holders stand, day by day, and where they turned; with it, how contested issues are.

A day's position is the side that independent articles give more weight to: for each side, the
confidence of the clearest stance of each article, copies left out, is added up. Where the weaker
side has at least half the weight of the stronger, the day is ambivalent.

Only the days of changed articles are looked at anew: what is read for one is a holder's stances of
that day, and the days around it that decide on a turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import prod

from sqlite_utils import Database

from storage.outcomes import Position
from storage.records import Polarity, Tally
from storage.told import positions
from storage.told.positions import Moment, Stated
from stories import contested, turning
from stories.part import Part
from topics import Topic

MIXED = 0.5  # share of the stronger side's weight from which the weaker makes a day ambivalent
SIDES: tuple[Polarity, ...] = ("favor", "against", "ambivalent")


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Bring the days and months that these articles have a share in up to date."""
    before, after = positions.added(db, articles), positions.shares(db, articles)
    moments = {moment for shares in (before, after) for some in shares.values() for moment in some}
    for moment in sorted(moments, key=str):
        _revise(db, moment)
    contested.revise(db, topic, articles)
    positions.note(db, articles, after)
    return Tally({"position_days": len(moments)})


def _revise(db: Database, moment: Moment) -> None:
    stated = positions.stances(db, moment)
    old, new = positions.at(db, moment), day(moment, stated) if stated else None
    if new and old:
        new = replace(new, turned_from=old.turned_from)
    if new == old:
        return
    course = turning.course(positions.back(db, moment))
    turns = turning.turned(course, old, new, positions.later(db, moment))
    positions.save(db, moment, new, turns)


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


PART = Part(positions.PART, "2", ("analyse", "copies"), work)
