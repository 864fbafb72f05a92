"""How much two texts share, and the longest passage that both have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stories.shingles import Hashes, Places, Shingled

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares from 0 to 1; the spans are characters of the two texts."""

    similarity: float  # Jaccard of the shingles
    containment: float  # share of the first text's shingles that the second has
    contained: float  # share of the second text's shingles that the first has
    span: Span
    of_span: Span


def shares(own: Hashes, other: Hashes) -> tuple[float, float, float]:
    """Similarity and containment of two sets of shingles, either way."""
    left, right = np.unique(own), np.unique(other)
    both = len(np.intersect1d(left, right, assume_unique=True))
    if not both:
        return 0.0, 0.0, 0.0
    return both / (len(left) + len(right) - both), both / len(left), both / len(right)


def overlap(own: Shingled, other: Shingled) -> Overlap:
    """What a text shares with another one."""
    first, count, of_first = _longest(_found_at(own.hashes, other.hashes))
    span, of_span = _span(own, first, count), _span(other, of_first, count)
    return Overlap(*shares(own.hashes, other.hashes), span, of_span)


def _found_at(own: Hashes, other: Hashes) -> Places:
    """Where each shingle stands first in the other text; -1 where it does not."""
    known, first = np.unique(other, return_index=True)
    at = np.searchsorted(known, own).clip(max=max(len(known) - 1, 0))
    return np.where(known[at] == own, first[at], -1)


def _longest(places: Places) -> tuple[int, int, int]:
    """The longest run of shingles that follow one another in both: start, number, start there."""
    breaks = np.flatnonzero((np.diff(places) != 1) | (places[1:] < 0) | (places[:-1] < 0)) + 1
    starts = np.concatenate([[0], breaks])
    counts = np.diff(np.concatenate([starts, [len(places)]])) * (places[starts] >= 0)
    best = int(counts.argmax())
    return int(starts[best]), int(counts[best]), int(places[starts[best]])


def _span(text: Shingled, first: int, count: int) -> Span:
    if not count:
        return 0, 0
    return int(text.starts[first]), int(text.ends[first + count - 1])
