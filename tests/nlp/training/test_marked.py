"""Inline marks: what they say, and that all our own data can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.training import sets
from nlp.training.marked import LABELS, MarkError, Name, lines, parse

SENTENCES = sorted(sets.HERE.glob("??/sentences/*.txt"))
WANTED = 1200  # sentences a language


def test_marks_are_taken_out_and_kept_as_places() -> None:
    found = parse("Pour l'[ORG Union des gardiens], [PER Ada Plume] signe.")
    assert found.text == "Pour l'Union des gardiens, Ada Plume signe."
    assert [found.text[n.start : n.end] for n in found.names] == ["Union des gardiens", "Ada Plume"]
    assert found.names[1] == Name(27, 36, "PER")


@pytest.mark.parametrize("line", ["[PER Ada Plume", "Ada] Plume", "[CITY Oslo]", "[PER  ]"])
def test_a_mark_that_cannot_be_read_is_told(line: str) -> None:
    with pytest.raises(MarkError, match="bracket"):
        parse(line)


def test_the_file_and_line_of_a_mistake_are_told(tmp_path: Path) -> None:
    file = tmp_path / "keepers.txt"
    file.write_text("[PER Ada Plume] signs.\n[ORG Lumen signs.\n", encoding="utf-8")
    with pytest.raises(MarkError, match=r"keepers\.txt, line 2"):
        list(lines(file))


@pytest.mark.parametrize("path", SENTENCES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_our_sentences_can_be_read(path: Path) -> None:
    found = list(lines(path))
    assert all(one.text.strip() == one.text != "" for one in found)
    assert len({one.text for one in found}) == len(found)
    assert {name.label for one in found for name in one.names} <= set(LABELS)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_there_are_enough_of_them(lang: str) -> None:
    files = (sets.HERE / lang / "sentences").glob("*.txt")
    assert sum(1 for file in files for _ in lines(file)) >= WANTED
