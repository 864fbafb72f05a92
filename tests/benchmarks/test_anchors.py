"""What our figures are set beside."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.anchors import read, reporting_verbs


def doc(text: str, *names: str) -> dict[str, Any]:
    mentions = [
        {"start": text.index(name), "end": text.index(name) + len(name), "entity": name.lower(),
         "kind": "name"}
        for name in names
    ]  # fmt: skip
    return {"id": "1", "text": text, "mentions": mentions}


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Anne met Marc, who said the ovens are cold.", [("the ovens are cold.", "marc")]),
        ('"Cold ovens", said Anne to Marc.', [("Cold ovens", "anne")]),
        ("Anne met Marc. It said nothing.", []),
        ("Anne baked with Marc.", []),
    ],
)
def test_the_name_nearest_to_a_verb_speaks(text: str, quotes: list[tuple[str, str]]) -> None:
    names = [name for name in ("Anne", "Marc") if name in text]
    found = reporting_verbs(doc(text, *names), ("said",))["quotes"]
    assert [(text[q["start"] : q["end"]], q["speaker"]) for q in found] == quotes


def test_the_figures_beside_ours_are_read_and_of_the_same_rows() -> None:
    anchors = read()
    assert anchors.wanted.keys() == anchors.second_reader.keys()
    assert set(anchors.reporting) == {"fr", "en"}
