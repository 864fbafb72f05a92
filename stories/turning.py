"""Where a holder turned, found from a few days around one that changed.

A turn is from `favor` to `against` or back, and takes two sure runs of days: stances are right
about four times in five, and people seldom turn, so that one stance against another is mostly a
mistake. A run is days on end on one side, ambivalent ones aside; it is sure once the chance that
all of its stances are wrong is at most `DOUBT`. The first day of the second run is where it turned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from storage.outcomes import Position
from storage.records import Polarity

DOUBT = 0.1  # two stances at 0.7, or one at 0.9
SLIP = 1e-9  # of a product of a few factors, in whatever order
Turns = dict[str, Polarity]  # day -> the side that was left


@dataclass(frozen=True, slots=True)
class Course:
    """How far a record has come: its last sure side, and the run that it is in.

    A run that is sure has no doubt, and what its first day was does not matter any more.
    """

    standing: Polarity | None = None
    side: Polarity | None = None
    first: str = ""
    doubt: float = 1.0

    def after(self, row: Position, turned: Turns) -> Course:
        """The course with a further day; where that shows a turn, it is added to those given."""
        if row.polarity == "ambivalent":
            return self
        same = self.side == row.polarity
        first = self.first if same else row.day
        doubt = (self.doubt if same else 1.0) * (1 - row.confidence)
        if not _sure(doubt):
            return Course(self.standing, row.polarity, first, doubt)
        if self.standing and self.standing != row.polarity:
            turned[first] = self.standing
        return Course(row.polarity, row.polarity, "", 0.0)


def course(back: Iterable[Position]) -> Course:
    """The course after some days, the last one first: read no further than to a sure run."""
    later: list[Position] = []
    side, doubt, start = None, 1.0, Course()
    for row in back:
        if row.polarity == "ambivalent":
            continue
        doubt = (doubt if row.polarity == side else 1.0) * (1 - row.confidence)
        side = row.polarity
        if _sure(doubt):
            start = Course(side, side, "", 0.0)
            break
        later.append(row)
    for row in reversed(later):
        start = start.after(row, {})
    return start


def turned(
    before: Course, old: Position | None, new: Position | None, later: Iterable[Position]
) -> dict[str, Polarity | None]:
    """The days whose turn is another one once a day is replaced, with what it is then.

    `later` are the days after it, the first one first: they are read until they make no difference.
    """
    was: Turns = {}
    is_: Turns = {}
    one = before.after(old, was) if old else before
    other = before.after(new, is_) if new else before
    for row in later:
        if one == other:
            break
        one, other = one.after(row, was), other.after(row, is_)
    return {day: is_.get(day) for day in {*was, *is_} if was.get(day) != is_.get(day)}


def _sure(doubt: float) -> bool:
    return doubt <= DOUBT + SLIP
