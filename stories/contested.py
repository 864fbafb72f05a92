"""How contested an issue is, month by month: an index from the balance and the number of holders.

Each holder counts once a month, on the side that most of the weight is on, however often it is
repeated; those who speak for the same organisation count as that organisation. With F holders for,
A against and M ambivalent, N = F + A + M:

    index = 2 * min(F, A) / N  *  N / (N + VOLUME)

The first factor is the balance: 1 where as many are for as against, 0 where all agree; ambivalent
holders dilute it. The second grows with the number of holders: one against one is a small dispute.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from sqlite_utils import Database

from storage import positions
from storage.outcomes import Contested
from storage.positions import Held, Month
from storage.records import Polarity
from topics import Topic

VOLUME = 4  # holders at which an even split is half as contested as it can be
LANGS: tuple[Literal["fr", "en", "any"], ...] = ("fr", "en", "any")


def revise(db: Database, topic: Topic, months: Iterable[Month]) -> None:
    """Count these months of these issues anew; to be called inside a transaction."""
    touched = sorted(months)
    found = [row for month in touched for row in measured(topic, month, positions.held(db, month))]
    positions.save_contested(db, touched, found)


def index(favor: int, against: int, ambivalent: int) -> float:
    """How contested: 0 where all agree, below 1.

    >>> index(2, 2, 0), index(10, 10, 0), index(20, 1, 0)
    (0.5, 0.8333, 0.08)
    """
    return round(2 * min(favor, against) / (favor + against + ambivalent + VOLUME), 4)


def measured(topic: Topic, month: Month, held: Mapping[str, Sequence[Held]]) -> Iterator[Contested]:
    """A row for each language in which anybody holds a position, and one for all together."""
    voices: dict[str, list[Held]] = defaultdict(list)
    for holder, said in held.items():
        voices[_speaks_for(topic, holder, month[1])] += said
    for lang in LANGS:
        sides = [
            side(some)
            for said in voices.values()
            if (some := [one for one in said if lang in {one.lang, "any"}])
        ]
        if sides:
            favor, against = sides.count("favor"), sides.count("against")
            rest = len(sides) - favor - against
            yield Contested(*month, lang, favor, against, rest, index(favor, against, rest))


def side(said: Iterable[Held]) -> Polarity:
    """The side with more weight, the clearest of each origin counted; ambivalent where even."""
    clearest: dict[tuple[int, Polarity], float] = defaultdict(float)
    for one in said:
        key = one.origin, one.polarity
        clearest[key] = max(clearest[key], one.confidence)
    weights: dict[Polarity, float] = {"favor": 0, "against": 0, "ambivalent": 0}
    for (_, polarity), confidence in clearest.items():
        weights[polarity] += confidence
    best = max(weights.values())
    tops = [polarity for polarity, weight in weights.items() if weight == best]
    return tops[0] if len(tops) == 1 else "ambivalent"


def _speaks_for(topic: Topic, holder: str, month: str) -> str:
    """The organisation a person had an office of in this month, or the holder itself."""
    listed = topic.entities.get(holder)
    for office in listed.offices if listed else ():
        since = office.since is None or f"{office.since:%Y-%m}" <= month
        if since and (office.until is None or f"{office.until:%Y-%m}" >= month):
            return office.of
    return holder
