"""Whether two quotations in two languages are the same words: how well the two align."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import sqrt

from stories.wording import Unit, Wording

# Gale and Church (1993): characters of French for one of English, and their variance
EXPANSION, VARIANCE = 1.06, 6.8
LONGEST = 3.5  # standard deviations between the lengths of translations; free ones included
UNKNOWN = 0.4  # weight of a word that no list knows and that has no counterpart
DENIAL = 0.8  # what is left where one side denies something and the other does not
CLASH = 0.5  # and where each has a number that the other one lacks
# share of all weight that is enough, by the matched weight of the poorer side; set on twenty pairs
# written for it (17 found), then tried on twenty others (17 found); no false pair among 780
ENOUGH = ((3.0, 0.4), (2.0, 0.65))


def likeness(one: Wording, other: Wording) -> float | None:
    """The share of what is said that the two have in common; None where they are no translation.

    Numbers and names weigh twice as much as words.
    """
    if one.lang == other.lang or not _lengths_agree(one, other):
        return None
    ours, theirs = _matched(one.units, other.units)
    common = sum(one.units[n].weight for n in ours), sum(other.units[n].weight for n in theirs)
    missed = _missed(one.units, ours) + _missed(other.units, theirs)
    score = sum(common) / (sum(common) + missed) if sum(common) else 0.0
    score *= 1 if one.negated == other.negated else DENIAL
    score *= CLASH if _number_left(one.units, ours) and _number_left(other.units, theirs) else 1
    enough = any(min(common) >= weight and score >= share for weight, share in ENOUGH)
    return round(score, 4) if enough else None


def _lengths_agree(one: Wording, other: Wording) -> bool:
    french, english = (one, other) if one.lang == "fr" else (other, one)
    if not english.length or not french.length:
        return False
    apart = french.length - EXPANSION * english.length
    return abs(apart) <= LONGEST * sqrt(VARIANCE * english.length)


def _matched(ours: Sequence[Unit], theirs: Sequence[Unit]) -> tuple[set[int], set[int]]:
    """Which units have a counterpart, each of the others at most once, the rarest first."""
    places: dict[str, list[int]] = defaultdict(list)
    for n, unit in enumerate(theirs):
        for key in unit.keys:
            places[key].append(n)
    matched: dict[int, int] = {}
    for n in sorted(range(len(ours)), key=lambda n: -ours[n].weight):
        free = sorted(
            {at for key in ours[n].keys for at in places.get(key, ())} - {*matched.values()}
        )
        if free:
            matched[n] = free[0]
    return {*matched}, {*matched.values()}


def _missed(units: Sequence[Unit], matched: set[int]) -> float:
    return sum(
        unit.weight if unit.known else UNKNOWN * unit.weight
        for n, unit in enumerate(units)
        if n not in matched
    )


def _number_left(units: Sequence[Unit], matched: set[int]) -> bool:
    return any(
        key.startswith("n:")
        for n, unit in enumerate(units)
        if n not in matched
        for key in unit.keys
    )
