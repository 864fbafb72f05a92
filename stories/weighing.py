"""Whether the figures of a claim are in conflict, and which outlet changed its own.

Two figures are in conflict where, rounded and hedged as they are told, no value is both; where two
articles tell them, a copy and its original too, or two revisions of one; and where the later one
cannot have grown out of the earlier one. Amounts in different currencies are never in one claim.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations, product

from sqlite_utils import Database

from storage.outcomes import Claim, ClaimFigure
from storage.told import copies
from stories.bounds import Range, grown, normal, spread
from stories.measures import kind, measures

Originals = Mapping[int, int]
Meaning = tuple[Range, list[ClaimFigure]]
Meant = list[Meaning]
STEADY = {"percent", "rate"}  # kinds of unit that time alone does not raise


def originals(db: Database, figures: Iterable[ClaimFigure]) -> Originals:
    """The article that each article is a copy of; those that copy none are left out."""
    found = copies.of_articles(db, {f.article_id for f in figures})
    return {number: copy.original_id for number, copy in found.items()}


def weigh(
    claims: Mapping[int, Claim],
    figures: Iterable[ClaimFigure],
    of: Originals,
    new: Set[int],
    old: Set[int],
) -> tuple[list[Claim], list[ClaimFigure]]:
    """Claims and their figures brought up to date; a claim without a figure is left out.

    What was weighed before is not weighed again: only the figures of `new` articles are held
    against all others, but in `old` claims, of which these articles had figures before.
    """
    grouped: dict[int, list[ClaimFigure]] = defaultdict(list)
    for figure in figures:
        grouped[figure.claim_id].append(figure)
    weighed = [
        _weighed(claims[number], told, of, None if number in old else new)
        for number, told in sorted(grouped.items())
    ]
    return weighed, [figure for told in grouped.values() for figure in _changes(told)]


def _weighed(
    claim: Claim, told: Sequence[ClaimFigure], of: Originals, new: Set[int] | None
) -> Claim:
    days = sorted(figure.day for figure in told if figure.day)
    articles = {figure.article_id for figure in told}
    return replace(
        claim,
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        articles=len(articles),
        origins=len({of.get(article, article) for article in articles}),
        conflicting=_conflicting(claim, told, new),
    )


def _conflicting(claim: Claim, told: Sequence[ClaimFigure], new: Set[int] | None) -> bool:
    if claim.conflicting and new is not None:
        return True
    return any(
        not one.meets(other) and any(_apart(claim, *pair) for pair in product(here, there))
        for (one, here), (other, there) in _pairs(meanings(told), new)
    )


def _pairs(meant: Meant, new: Set[int] | None) -> Iterator[tuple[Meaning, Meaning]]:
    """Each meaning with each other one; or what is meant by figures of new articles with those."""
    if new is None:
        yield from combinations(meant, 2)
        return
    for one, here in meant:
        if some := [figure for figure in here if figure.article_id in new]:
            yield from (((one, some), other) for other in meant if other[0] != one)


def meanings(told: Sequence[ClaimFigure]) -> Meant:
    """What the figures can mean, with those that mean it; both ends of a range mean the same."""
    ends: dict[tuple[int, int, int], list[ClaimFigure]] = defaultdict(list)
    for figure in told:
        ends[figure.article_id, figure.revision, figure.end].append(figure)
    meant: dict[Range, list[ClaimFigure]] = defaultdict(list)
    for figures in ends.values():
        ranges = [spread(f.value, f.unit, f.bound) for f in figures]
        both = Range(max(r.low for r in ranges), min(r.high for r in ranges))
        meant[both].extend(figures)
    return list(meant.items())


def _apart(claim: Claim, one: ClaimFigure, other: ClaimFigure) -> bool:
    """Whether two values that cannot both be right are told by two articles or versions."""
    if one.article_id == other.article_id:
        early, late = sorted((one, other), key=lambda f: f.revision)
        return early.revision < late.revision and not (_free(claim) and early.value < late.value)
    early, late = sorted((one, other), key=lambda f: f.day or "")
    low, high = (normal(f.value, f.unit)[0] for f in (early, late))
    counted = kind(claim.unit) not in STEADY
    return not (counted and grown(low, high, early.day, late.day, _free(claim)))


def _free(claim: Claim) -> bool:
    """Whether the claim is of something that keeps growing while it is told of."""
    named = claim.rule.removeprefix("measure ")
    return named in measures() and measures()[named].grows


def _changes(told: Sequence[ClaimFigure]) -> list[ClaimFigure]:
    """The figures with what the same outlet said before, where that cannot be the same value."""
    last: dict[str, ClaimFigure] = {}
    found = []
    for figure in sorted(told, key=lambda f: (f.day or "", f.article_id, f.revision, f.start)):
        before = last.get(figure.source_id)
        changed = before is not None and _other_version(before, figure) and _differ(before, figure)
        value = before.value if changed and before else None
        found.append(
            figure if figure.changed_from == value else replace(figure, changed_from=value)
        )
        last[figure.source_id] = figure
    return found


def _other_version(one: ClaimFigure, other: ClaimFigure) -> bool:
    return (one.article_id, one.revision) != (other.article_id, other.revision)


def _differ(one: ClaimFigure, other: ClaimFigure) -> bool:
    return not spread(one.value, one.unit, one.bound).meets(
        spread(other.value, other.unit, other.bound)
    )
