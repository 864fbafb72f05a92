"""Charts as SVG: what they say, where things stand, and that nothing typed becomes markup."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from datasette_config.charts import Event, Series, meter, place, timeline
from datasette_config.periods import Bucket, Period, buckets
from datasette_config.words import Words

SERIES = (Series("fr", "French"), Series("en", "English"))
PERIOD = Period(date(2023, 7, 3), date(2023, 12, 31))
SVG = "{http://www.w3.org/2000/svg}"


def bars(*rows: tuple[str, str, int]) -> list[Bucket]:
    made = [{"day": day, "lang": lang, "n": n} for day, lang, n in rows]
    return buckets(made, PERIOD, ("fr", "en"), "lang")


def drawn(found: list[Bucket], *events: Event, title: str = "Articles") -> ElementTree.Element:
    svg = timeline(
        found, SERIES, Words("en"), name="x", title=title, events=events, link=lambda bar: "/a?b&c"
    )
    return ElementTree.fromstring(
        str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    )


def test_a_chart_is_told_in_words() -> None:
    svg = drawn(bars(("2023-07-14", "fr", 2), ("2023-07-15", "en", 1), ("2023-09-01", "en", 1)))
    assert svg.findtext(f"{SVG}title") == "Articles"
    assert (
        svg.findtext(f"{SVG}desc") == "4 in all. Most: Week of 10 July 2023 (French 2, English 1)."
    )
    assert svg.get("aria-labelledby") == "x-title x-desc"


def test_each_bar_leads_somewhere_and_says_what_it_counts() -> None:
    links = drawn(bars(("2023-07-14", "fr", 2), ("2023-09-01", "en", 1))).findall(f"{SVG}a")
    assert [link.get("aria-label") for link in links] == [
        "Week of 10 July 2023: French 2, English 0",
        "Week of 28 August 2023: French 0, English 1",
    ]
    assert links[0].get("href") == "/a?b&c"


def test_heights_are_in_proportion() -> None:
    svg = drawn(bars(("2023-07-14", "fr", 4), ("2023-09-01", "en", 1)))
    heights = [
        float(rect.get("height", ""))
        for rect in svg.iter(f"{SVG}rect")
        if "fill" in rect.get("class", "")
    ]
    assert heights == [170.0, 42.5]


def test_marks_of_events_keep_apart() -> None:
    events = [Event(n, f"2023-09-{n:02}", "E") for n in range(1, 13)]
    placed = place(events, bars())
    rows = {p.row for p in placed}
    for row in rows:
        across = sorted(p.x for p in placed if p.row == row)
        assert all(b - a >= 6 for a, b in pairwise(across))
    assert len(rows) > 1


def test_what_comes_from_elsewhere_is_escaped() -> None:
    svg = drawn(
        bars(("2023-07-14", "fr", 1)), Event(1, "2023-07-20", "<script>x</script>"), title="<b>"
    )
    assert not list(svg.iter(f"{SVG}script"))
    assert svg.findtext(f"{SVG}title") == "<b>"


def test_nothing_to_draw() -> None:
    assert timeline([], SERIES, Words("fr"), name="x", title="") == ""
    assert drawn(bars()).findall(f"{SVG}a") == []
    assert "<rect" not in meter([])


@pytest.mark.parametrize(
    ("last", "step", "count"),
    [
        (date(2023, 7, 9), "week", 1),
        (date(2024, 7, 2), "week", 53),
        (date(2033, 7, 2), "month", 121),
    ],
)
def test_a_long_period_is_drawn_by_month(last: date, step: str, count: int) -> None:
    period = Period(date(2023, 7, 3), last)
    assert (period.step, len(period.starts())) == (step, count)


def test_days_out_of_the_period_and_other_series_are_left_out() -> None:
    rows = [("2022-01-01", "fr", 9), ("2023-07-14", "de", 9), ("2023-07-14", "fr", 1)]
    assert sum(bar.total for bar in bars(*rows)) == 1
