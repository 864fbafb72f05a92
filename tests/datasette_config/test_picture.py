"""A timeline as rows for a terminal and as a file of its own."""

from __future__ import annotations

from xml.etree import ElementTree

from datasette_config.picture import bars, drawn
from storage.timeline import Milestone

DAYS = [
    {"day": "2023-10-01", "lang": "fr", "articles": 1},
    {"day": "2023-10-19", "lang": "en", "articles": 2},
]
SVG = "{http://www.w3.org/2000/svg}"


def test_weeks_of_silence_are_shown() -> None:
    assert bars(DAYS) == (
        "week",
        [("2023-09-25", (1, 0)), ("2023-10-02", (0, 0)), ("2023-10-09", (0, 0)),
         ("2023-10-16", (0, 2))],
    )  # fmt: skip


def test_many_years_are_told_by_month() -> None:
    step, rows = bars([*DAYS, {"day": "2027-01-02", "lang": "fr", "articles": 1}])
    assert (step, rows[0], len(rows)) == ("month", ("2023-10-01", (1, 2)), 40)


def test_a_drawing_is_a_file_of_its_own_and_marks_what_is_in_its_time() -> None:
    milestones = [Milestone("2023-10-05", "A <march>"), Milestone("2024-01-01", "Later")]
    root = ElementTree.fromstring(drawn("Crumb & Co", DAYS, milestones))
    told = " ".join(text for text in root.itertext())
    assert "Articles that name Crumb & Co, by week" in told
    assert "1. 2023-10-05: A <march>" in told and "Later" not in told
    shapes = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "fill en"]
    assert len(shapes) == 1
    assert not any(
        "href" in key or key.startswith("on") for one in root.iter() for key in one.attrib
    )
    lowest = max(
        float(one.get("y", "0"))
        for one in root.iter(f"{SVG}text")
        if "note" in one.get("class", "")
    )
    assert lowest < float(root.get("height", "0"))
