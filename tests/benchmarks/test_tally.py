"""Sums over documents, and how far they go when documents are drawn anew."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.tally import Counts, interval, score


def f1_of(counts: Counts) -> tuple[float, float]:
    return interval(len(counts), lambda draw: score(counts[draw]).f1)


@pytest.mark.parametrize(
    ("counts", "precision", "recall", "f1"),
    [
        ([[3, 4, 6]], 0.75, 0.5, 0.6),
        ([[1, 2, 2], [2, 2, 4]], 0.75, 0.5, 0.6),
        ([[0, 0, 3]], 0.0, 0.0, 0.0),
        ([[0, 0, 0]], 0.0, 0.0, 0.0),
    ],
)
def test_documents_are_summed_before_they_are_divided(
    counts: list[list[int]], precision: float, recall: float, f1: float
) -> None:
    found = score(np.array(counts))
    assert (found.precision, found.recall, found.f1) == pytest.approx((precision, recall, f1))


def test_like_documents_leave_no_doubt() -> None:
    assert f1_of(np.array([[3, 4, 6]] * 20)) == pytest.approx((0.6, 0.6))


def test_unlike_documents_do_and_more_of_them_less() -> None:
    unlike = np.array([[4, 4, 4], [0, 4, 4]])
    (low, high), (nearer, farther) = f1_of(np.tile(unlike, (5, 1))), f1_of(np.tile(unlike, (50, 1)))
    assert low < nearer < 0.5 < farther < high


def test_an_interval_is_the_same_each_time() -> None:
    counts = np.array([[4, 4, 4], [0, 4, 4], [1, 2, 3]])
    assert f1_of(counts) == f1_of(counts)
