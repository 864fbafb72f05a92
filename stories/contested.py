"""How contested an issue is, month by month: an index from the balance and the number of holders.

Each holder counts once a month, on the side that most of the weight is on, however often it is
repeated; those who speak for the same organisation count as that organisation. With F holders for,
A against and M ambivalent, N = F + A + M:

    index = 2 * min(F, A) / N  *  N / (N + VOLUME)

The first factor is the balance: 1 where as many are for as against, 0 where all agree; ambivalent
holders dilute it. The second grows with the number of holders: one against one is a small dispute.

Which side a holder is on in a month is kept: where that changes, one is taken from one side and
added to another, however many hold a position. What is read for a changed article is what its
holders are told to say on the issue in that month.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from sqlite_utils import Database

from storage import positions
from storage.outcomes import Contested
from storage.positions import Held, Month, Side
from storage.records import Polarity
from topics import Topic

VOLUME = 4  # holders at which an even split is half as contested as it can be
Lang = Literal["fr", "en", "any"]
LANGS: tuple[Lang, ...] = ("fr", "en", "any")
SIDES: tuple[Polarity, ...] = ("favor", "against", "ambivalent")


def revise(db: Database, topic: Topic, touched: Iterable[tuple[str, str, str]]) -> None:
    """Bring issues in months up to date for these holders; to be called inside a transaction."""
    holders: dict[Month, set[str]] = defaultdict(set)
    for issue, period, holder in sorted(touched):
        holders[issue, period].add(holder)
    office = {period: offices(topic, period) for _, period in holders}
    for month, some in holders.items():
        _revise(db, month, some, office[month[1]])


def _revise(db: Database, month: Month, holders: set[str], office: Mapping[str, str]) -> None:
    """Look at these holders anew, with all who count as the same."""
    counted = {office.get(holder, holder) for holder in holders}
    same = [one for one in {*counted, *office} if office.get(one, one) in counted]
    before = positions.sides(db, month, holders | counted)
    after = sides(positions.held(db, month, same), office)
    gone = [one for one in before if one not in after]
    new = {one: side for one, side in after.items() if before.get(one) != side}
    if not gone and not new:
        return
    positions.save_sides(db, month, gone, new)
    counts = {row.lang: row for row in positions.contested(db, month)}
    found = [_counted(month, lang, counts.get(lang), before, after) for lang in LANGS]
    positions.save_contested(
        db, month, (row for row in found if row.favor or row.against or row.ambivalent)
    )


def _counted(
    month: Month, lang: Lang, known: Contested | None,
    before: Mapping[Side, Polarity], after: Mapping[Side, Polarity],
) -> Contested:  # fmt: skip
    lost, won = _count(before, lang), _count(after, lang)
    favor, against, ambivalent = (
        n + won[side] - lost[side]
        for n, side in zip(
            (known.favor, known.against, known.ambivalent) if known else (0, 0, 0),
            SIDES,
            strict=True,
        )
    )
    return Contested(
        *month, lang, favor, against, ambivalent, index(favor, against, ambivalent)
    )  # fmt: skip


def _count(found: Mapping[Side, Polarity], lang: Lang) -> Counter[Polarity]:
    return Counter(side for (_, one), side in found.items() if one == lang)


def index(favor: int, against: int, ambivalent: int) -> float:
    """How contested: 0 where all agree, below 1.

    >>> index(2, 2, 0), index(10, 10, 0), index(20, 1, 0)
    (0.5, 0.8333, 0.08)
    """
    return round(2 * min(favor, against) / (favor + against + ambivalent + VOLUME), 4)


def sides(said: Mapping[str, Iterable[Held]], office: Mapping[str, str]) -> dict[Side, Polarity]:
    """The side that each holder is on in each language and in all together.

    Who has an `office` is counted as the organisation it is of.
    """
    voices: dict[str, list[Held]] = defaultdict(list)
    for holder in sorted(said):
        voices[office.get(holder, holder)] += said[holder]
    return {
        (voice, lang): side(some)
        for voice, all_said in voices.items()
        for lang in LANGS
        if (some := [one for one in all_said if lang in {one.lang, "any"}])
    }


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


def offices(topic: Topic, month: str) -> dict[str, str]:
    """The organisation that each person had an office of in a month (`YYYY-MM`)."""
    return {
        entity.id: office.of
        for entity in topic.entities.values()
        for office in reversed(entity.offices)
        if (office.since is None or f"{office.since:%Y-%m}" <= month)
        and (office.until is None or f"{office.until:%Y-%m}" >= month)
    }
