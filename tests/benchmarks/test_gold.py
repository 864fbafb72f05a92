"""A folder without the gold is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.gold import MissingGoldError, load


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingGoldError, match="no such folder; it must hold score/"):
        load(tmp_path / "none")


def test_what_a_folder_lacks(tmp_path: Path) -> None:
    for name in ("score/score_analysis.py", "gold/fr/dev.jsonl", "gold/fr/dev_entities.jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    with pytest.raises(MissingGoldError) as told:
        load(tmp_path)
    assert "gold/en/dev.jsonl, gold/en/dev_entities.jsonl not found" in str(told.value)
    assert "fr" not in str(told.value).replace(str(tmp_path), "")


def test_the_scorer_is_the_one_in_the_folder(tmp_path: Path) -> None:
    for lang in ("fr", "en"):
        folder = tmp_path / "gold" / lang
        folder.mkdir(parents=True)
        (folder / "dev.jsonl").write_text('{"id": "1"}\n\n{"id": "2"}\n', encoding="utf-8")
        (folder / "dev_entities.jsonl").write_text('{"id": "anne"}\n', encoding="utf-8")
    (tmp_path / "score").mkdir()
    (tmp_path / "score/score_analysis.py").write_text("ROWS = ('entities',)", encoding="utf-8")
    scorer, gold = load(tmp_path)
    assert scorer.ROWS == ("entities",)
    assert [(one.lang, len(one.documents), len(one.entities)) for one in gold] == [
        ("fr", 2, 1),
        ("en", 2, 1),
    ]
