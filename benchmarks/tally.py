"""What was hit, found and wanted in each document, and how sure the sums are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from benchmarks.gold import Gold, Row

Counts = NDArray[np.int64]
SEED, RESAMPLES = 2023, 2000
LOW, HIGH = 2.5, 97.5  # percentiles: the interval holds 95 % of the resamples


@dataclass(frozen=True)
class Score:
    precision: float
    recall: float
    f1: float
    wanted: int
    found: int


@dataclass(frozen=True)
class Tally:
    """For each row the counts of each document, as columns hit, found, wanted."""

    rows: Mapping[str, Counts]
    ranking: Sequence[tuple[float, bool]]  # relevance of each document, and whether it is


def tally(scorer: ModuleType, gold: Gold, predictions: Mapping[str, Row]) -> Tally:
    """Score each document by itself, so that documents can be drawn anew."""
    entities, empty = list(gold.entities), Row()
    reports, ranking = [], []
    for doc in gold.documents:
        guess = predictions.get(doc["id"], empty)
        reports.append(scorer.score([doc], entities, [guess] if guess else [])[0])
        relevance = float(guess.get("relevance", bool(guess.get("relevant"))))
        ranking.append((relevance, bool(doc["relevant"])))
    rows = {row: np.array([_counts(report[row]) for report in reports]) for row in scorer.ROWS}
    return Tally(rows, ranking)


def score(counts: Counts) -> Score:
    """Precision, recall and F1 of all documents together.

    >>> score(np.array([[1, 2, 1], [0, 0, 1]])).f1
    0.5
    """
    hit, found, wanted = (int(n) for n in counts.sum(axis=0))
    precision, recall = (hit / n if n else 0.0 for n in (found, wanted))
    f1 = 2 * hit / (found + wanted) if found + wanted else 0.0
    return Score(precision, recall, f1, wanted, found)


def interval(documents: int, measure: Callable[[Counts], float]) -> tuple[float, float]:
    """Between which values 95 % of the resamples of the documents lie; the seed is fixed.

    `measure` takes the places of the documents that were drawn.
    """
    chance = np.random.default_rng(SEED)
    draws = chance.integers(documents, size=(RESAMPLES, documents))
    low, high = np.percentile([measure(draw) for draw in draws], (LOW, HIGH))
    return float(low), float(high)


def _counts(scores: Mapping[str, float]) -> tuple[int, int, int]:
    found, wanted = int(scores["predicted"]), int(scores["gold"])
    return round(scores["p"] * found), found, wanted
