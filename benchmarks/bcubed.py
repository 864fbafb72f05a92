"""B-cubed: for each document, how pure its cluster is and how much of its class is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.tally import Counts, interval


@dataclass(frozen=True)
class Bcubed:
    """Precision and recall of each document."""

    precisions: NDArray[np.float64]
    recalls: NDArray[np.float64]

    def f1(self, draw: Counts | None = None) -> float:
        """The harmonic mean of the mean precision and the mean recall; of all, or of a draw."""
        precision, recall = self.means(draw)
        return 2 * precision * recall / (precision + recall)

    def means(self, draw: Counts | None = None) -> tuple[float, float]:
        chosen = slice(None) if draw is None else draw
        return float(self.precisions[chosen].mean()), float(self.recalls[chosen].mean())

    def interval(self) -> tuple[float, float]:
        """Between which F1 95 % of the resamples of the documents lie."""
        return interval(len(self.precisions), self.f1)


def bcubed(found: Mapping[str, object], wanted: Mapping[str, object]) -> Bcubed:
    """Compare the clusters of documents with their classes; both name all of `wanted`.

    >>> bcubed({"a": 1, "b": 1}, {"a": "x", "b": "y"}).means()
    (0.5, 1.0)
    """
    clusters = Counter(found[doc] for doc in wanted)
    classes = Counter(wanted.values())
    both = Counter((found[doc], its) for doc, its in wanted.items())
    shared = np.array([both[found[doc], its] for doc, its in wanted.items()], dtype=float)
    return Bcubed(
        shared / np.array([clusters[found[doc]] for doc in wanted]),
        shared / np.array([classes[its] for its in wanted.values()]),
    )
