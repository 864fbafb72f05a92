"""Where a prediction and the gold of a document part, by kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MISSED, SPURIOUS = "missed", "spurious"
OTHERS_FOUND = "missed, though another holder of it is found"
KINDS = ("wrong polarity", "wrong holder", "wrong target")  # of two claims, one thing apart


@dataclass(frozen=True)
class Mistake:
    """`what` is what kinds are split by, `shown` the case itself."""

    kind: str
    what: str = ""
    shown: str = ""


@dataclass(frozen=True, order=True)
class Claim:
    """A position, all names resolved."""

    holder: str
    target: str
    polarity: str

    @property
    def said(self) -> tuple[str, str]:
        return self.target, self.polarity

    def __str__(self) -> str:
        return f"{self.holder} {self.polarity} {self.target}"


@dataclass(frozen=True)
class Placed:
    """A position where it stands: `start` of its cue, and for gold the extent of the sentence."""

    claim: Claim
    start: int
    sentence: tuple[int, int] = (0, 0)

    def holds(self, other: Placed) -> bool:
        return self.sentence[0] <= other.start < self.sentence[1]


@dataclass(frozen=True)
class Span:
    """A span and what it was marked as: an entity, a speaker, a value with its unit."""

    start: int
    end: int
    label: str
    what: str = ""
    shown: str = ""

    def meets(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


def spans(
    gold: Sequence[Span],
    found: Sequence[Span],
    pairs: Sequence[tuple[int, int]],
    meeting: str,
    differing: str = "",
) -> Iterator[Mistake]:
    """The mistakes in spans; `pairs` are the places of those that were matched.

    `meeting` is the kind of two unmatched spans that overlap, `differing` that of two matched ones
    whose labels are not the same.
    """
    for i, j in pairs:
        if differing and gold[i].label != found[j].label:
            told = f"{gold[i].label} → {found[j].label}: {gold[i].shown}"
            yield Mistake(differing, gold[i].what, told)
    paired = {j for _, j in pairs}
    left = [span for j, span in enumerate(found) if j not in paired]
    for span in _without(gold, {i for i, _ in pairs}):
        other = next((one for one in left if one.meets(span)), None)
        if other:
            left.remove(other)
            yield Mistake(
                meeting, span.what, f"{span.label}: {span.shown} → {other.label}: {other.shown}"
            )
        else:
            yield Mistake(MISSED, span.what, f"{span.label}: {span.shown}")
    yield from (Mistake(SPURIOUS, span.what, f"{span.label}: {span.shown}") for span in left)


def stances(gold: Sequence[Placed], found: Sequence[Placed]) -> Iterator[tuple[str, Claim, Claim]]:
    """The kind of each mistake with the claim in the gold and ours; the same claim where only one.

    Claims are compared as sets. One that is missed and one that is spurious are one mistake where
    ours stands in the sentence of the gold's and they differ in one thing.
    """
    wanted, given = {one.claim for one in gold}, {one.claim for one in found}
    spurious, held = given - wanted, {claim.said for claim in wanted & given}
    for claim in sorted(wanted & given):
        if not _shown(claim, gold, found):
            yield "evidence elsewhere", claim, claim
    for claim in sorted(wanted - given):
        near = [
            other.claim
            for place in gold
            if place.claim == claim
            for other in found
            if other.claim in spurious and place.holds(other)
        ]
        best = min(((_part(claim, one), one) for one in near), default=(len(KINDS), claim))
        if best[0] < len(KINDS):
            spurious.remove(best[1])
            yield KINDS[best[0]], claim, best[1]
        else:
            yield OTHERS_FOUND if claim.said in held else MISSED, claim, claim
    yield from ((SPURIOUS, claim, claim) for claim in sorted(spurious))


def _part(one: Claim, other: Claim) -> int:
    """Which of `KINDS` parts two claims; their number where more than one thing does."""
    parts = (
        one.polarity != other.polarity,
        one.holder != other.holder,
        one.target != other.target,
    )
    return parts.index(True) if sum(parts) == 1 else len(KINDS)


def _shown(claim: Claim, gold: Sequence[Placed], found: Sequence[Placed]) -> bool:
    places = [one for one in gold if one.claim == claim]
    return any(place.holds(one) for one in found if one.claim == claim for place in places)


def _without(spans: Sequence[Span], paired: set[int]) -> Iterator[Span]:
    return (span for i, span in enumerate(spans) if i not in paired)
