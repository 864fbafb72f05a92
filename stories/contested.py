"""How contested an issue is, month by month: an index from the balance and the number of holders.

Each holder counts once a month, on the side that most of the weight is on, however often it is
repeated; those who speak for the same organisation count as that organisation. With F holders for,
A against and M ambivalent, N = F + A + M:

    index = 2 * min(F, A) / N  *  N / (N + VOLUME)

The first factor is the balance: 1 where as many are for as against, 0 where all agree; ambivalent
holders dilute it. The second grows with the number of holders: one against one is a small dispute.

The weight of a side is the confidence of the clearest stance of each article, added up; copies are
left out, but that a translation counts in its own language. What each article added is kept: where
one changes, weights, sides and counts change by the difference, however many hold a position.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlite_utils import Database

from storage.outcomes import Contested
from storage.records import Polarity
from storage.told import contested
from storage.told.contested import SIDES, Holder, Lang, Place, Said, Weights
from topics import Topic

VOLUME = 4  # holders at which an even split is half as contested as it can be
LANGS: tuple[Lang, ...] = ("fr", "en")
UNIT = 10_000  # of a weight: whole numbers can be taken away again without a rest
Change = dict[Place, Counter[Polarity]]


def revise(db: Database, topic: Topic, articles: Sequence[int]) -> None:
    """Count these articles as they are now; to be called inside a transaction."""
    before, said = contested.added(db, articles), contested.said(db, articles)
    office: dict[str, dict[str, str]] = {}
    for one in (one for some in said.values() for one in some):
        if one.month not in office:
            office[one.month] = offices(topic, one.month)
    after = {article: found for article, some in said.items() if (found := weights(some, office))}
    changed = [article for article in articles if before.get(article) != after.get(article)]
    moved = _move(db, _difference((before, after), changed))
    contested.note(
        db, changed, {article: after[article] for article in changed if article in after}
    )
    contested.save(db, (_counted(db, place, change) for place, change in sorted(moved.items())))


def weights(said: Iterable[Said], office: Mapping[str, Mapping[str, str]]) -> dict[Holder, Weights]:
    """What an article adds to the sides of holders, in its language and in all together.

    Who has an `office` in a month is counted as the organisation it is of.
    """
    best: dict[Holder, dict[Polarity, int]] = defaultdict(dict)
    for one in said:
        voice = office[one.month].get(one.holder_id, one.holder_id)
        weight = max(1, round(one.confidence * UNIT))
        for lang in _langs(one):
            sides = best[one.issue, one.month, voice, lang]
            sides[one.polarity] = max(weight, sides.get(one.polarity, 0))
    return {
        key: (sides.get("favor", 0), sides.get("against", 0), sides.get("ambivalent", 0))
        for key, sides in sorted(best.items())
    }


def _langs(said: Said) -> Iterator[Lang]:
    if said.lang in LANGS and said.role in ("original", "translation"):
        yield said.lang
    if said.role == "original":
        yield "any"


def side(weights: Weights) -> Polarity | None:
    """The side with most weight, ambivalent where even; None where there is none.

    >>> side((9000, 8000, 0)), side((8000, 8000, 0)), side((0, 0, 0))
    ('favor', 'ambivalent', None)
    """
    most = max(weights)
    tops = [polarity for polarity, weight in zip(SIDES, weights, strict=True) if weight == most]
    if not most:
        return None
    return tops[0] if len(tops) == 1 else "ambivalent"


def index(favor: int, against: int, ambivalent: int) -> float:
    """How contested: 0 where all agree, below 1.

    >>> index(2, 2, 0), index(10, 10, 0), index(20, 1, 0)
    (0.5, 0.8333, 0.08)
    """
    return round(2 * min(favor, against) / (favor + against + ambivalent + VOLUME), 4)


def offices(topic: Topic, month: str) -> dict[str, str]:
    """The organisation that each person had an office of in a month (`YYYY-MM`)."""
    return {
        entity.id: office.of
        for entity in topic.entities.values()
        for office in reversed(entity.offices)
        if (office.since is None or f"{office.since:%Y-%m}" <= month)
        and (office.until is None or f"{office.until:%Y-%m}" >= month)
    }


def _difference(
    found: tuple[Mapping[int, Mapping[Holder, Weights]], ...], changed: Iterable[int]
) -> dict[Holder, Weights]:
    """What these articles add now and did not before, or the other way round."""
    total: dict[Holder, Weights] = {}
    for article in changed:
        for sign, shares in zip((-1, 1), found, strict=True):
            for key, weights in shares.get(article, {}).items():
                total[key] = _plus(total.get(key, (0, 0, 0)), weights, sign)
    return {key: weights for key, weights in total.items() if any(weights)}


def _move(db: Database, difference: Mapping[Holder, Weights]) -> Change:
    """Change the weights of holders; how many came to a side or left it, by place."""
    moved: Change = defaultdict(Counter)
    holders = {}
    for key, weights in difference.items():
        old = contested.weights(db, key)
        new = _plus(old, weights)
        holders[key] = side(new), new
        issue, month, _, lang = key
        for polarity, one in ((side(old), -1), (side(new), 1)):
            if polarity:
                moved[issue, month, lang][polarity] += one
    contested.save_holders(db, holders)
    return {place: change for place, change in moved.items() if any(change.values())}


def _plus(one: Weights, other: Weights, sign: int = 1) -> Weights:
    return one[0] + sign * other[0], one[1] + sign * other[1], one[2] + sign * other[2]


def _counted(db: Database, place: Place, change: Mapping[Polarity, int]) -> Contested:
    issue, month, lang = place
    old = contested.contested(db, place) or Contested(issue, month, lang, 0, 0, 0, 0.0)
    favor = old.favor + change["favor"]
    against = old.against + change["against"]
    ambivalent = old.ambivalent + change["ambivalent"]
    return Contested(
        issue, month, lang, favor, against, ambivalent, index(favor, against, ambivalent)
    )  # fmt: skip
