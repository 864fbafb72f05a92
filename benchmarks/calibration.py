"""How many of the findings of each confidence are right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class Judged:
    """A finding: how sure it is, and whether it is right, strictly and less so."""

    confidence: float
    right: bool
    nearly: bool


@dataclass(frozen=True)
class Band:
    """The findings whose confidence is at least `low` and below `high`; the last has 1 too."""

    low: float
    high: float
    count: int
    right: int
    nearly: int


def bands(judged: Iterable[Judged], edges: Sequence[float] = EDGES) -> tuple[Band, ...]:
    """The bands that hold anything, lowest first."""
    everything = tuple(judged)
    made = []
    for low, high in pairwise(edges):
        last = high == edges[-1]
        inside = [
            one for one in everything if low <= one.confidence and (last or one.confidence < high)
        ]
        if inside:
            right, nearly = sum(one.right for one in inside), sum(one.nearly for one in inside)
            made.append(Band(low, high, len(inside), right, nearly))
    return tuple(made)
