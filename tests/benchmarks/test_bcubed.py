from __future__ import annotations

import pytest

from benchmarks.bcubed import bcubed

WANTED = {"a": "x", "b": "x", "c": "y", "d": "z"}


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        ("1123", 1, 1),
        ("1234", 1, 0.75),
        ("1111", 0.375, 1),
        ("1213", 0.75, 0.75),
    ],
)
def test_each_document_counts_once(found: str, precision: float, recall: float) -> None:
    assert bcubed(dict(zip("abcd", found, strict=True)), WANTED).means() == (precision, recall)


def test_documents_that_have_no_class_are_left_out() -> None:
    assert bcubed({**dict.fromkeys(WANTED, 1), "e": 1}, {"a": "x", "b": "x"}).f1() == 1


def test_the_interval_holds_the_measure() -> None:
    found = bcubed(dict(zip("abcd", "1213", strict=True)), WANTED)
    low, high = found.interval()
    assert low <= found.f1() <= high
