"""What the page on methods shows is what the reports of the benchmarks say."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from benchmarks.record import MEASURED, RESULTS, written


def test_the_recorded_figures_are_those_of_the_reports() -> None:
    again = "run `python -m benchmarks.record` after a report was written anew"
    assert MEASURED.read_text(encoding="utf-8") == written(RESULTS), again


def test_rows_hold_what_their_table_says() -> None:
    found = tomllib.loads(written(RESULTS))
    report = (RESULTS / "analysis.md").read_text(encoding="utf-8")
    for lang, part in zip(("fr", "en"), report.split("## ")[1:3], strict=True):
        row = next(line for line in part.split("\n") if line.startswith("| stances+who |"))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        (one,) = (s for s in found["score"] if (s["kind"], s["lang"]) == ("holders", lang))
        assert [one["wanted"], one["found"]] == [int(cells[1]), int(cells[2])]
        assert [one["precision"], one["recall"], one["f1"]] == [float(c) for c in cells[3:6]]
        assert f"{one['low']:.2f} – {one['high']:.2f}" == cells[6]
        numbers = [
            s["number"] for s in found["level"] if (s["kind"], s["lang"]) == ("holders", lang)
        ]
        assert f"{one['size']} on the topic" in part and numbers and min(numbers) > 0


def test_a_report_without_its_day_is_refused(tmp_path: Path) -> None:
    shutil.copytree(RESULTS, tmp_path / "results")
    report = tmp_path / "results" / "clusters.md"
    text = report.read_text(encoding="utf-8").replace("Measured on", "Sometime in")
    report.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="does not say when"):
        written(tmp_path / "results")
