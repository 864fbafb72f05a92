"""What the benchmark counts as right."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.score import scores

GOLD: dict[str, Any] = {
    "id": "1",
    "title": "Ovens go cold",
    "published": "2023-07-14T23:00:00-05:00",
    "authors": ["Anne Roux", "Marc Vidal"],
    "body": "one two three four five six seven eight",
    "body_optional": "nine ten eleven twelve",
}


@pytest.mark.parametrize(
    ("change", "column", "score"),
    [
        ({}, 0, 1.0),
        ({"body": "one two three four five six"}, 0, 0.75),
        ({"body": GOLD["body"] + "\n\nnine ten eleven twelve"}, 0, 10 / 13),
        ({"body": None}, 0, 0.0),
        ({"title": "OVENS, GO COLD!"}, 2, 1.0),
        ({"title": "Ovens go cold - The Loaf"}, 2, 0.0),
        ({"published": "2023-07-15T04:00:00+00:00"}, 3, 1.0),
        ({"published": "2023-07-16"}, 3, 0.0),
        ({"authors": ["Roux Anne"]}, 4, 2 / 3),
        ({"authors": []}, 4, 0.0),
    ],
)
def test_a_column_for_each_field(change: dict[str, Any], column: int, score: float) -> None:
    assert scores([GOLD], {"1": GOLD | change})[column] == pytest.approx(score)


def test_passages_that_must_and_must_not_be_there() -> None:
    page = {"id": "1", "must": ["two three", "x y"], "must_not": ["four"]}
    assert scores([page], {"1": {"body": "one two three four"}})[1] == pytest.approx(0.5)
