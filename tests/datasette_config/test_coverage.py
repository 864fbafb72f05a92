"""The coverage page and the pages of outlets: every address has its group, and gaps are seen."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from datasette_config.exchanges import by_revision, one_each
from datasette_config.fates import fate_of, fates, summed
from datasette_config.periods import Period
from datasette_config.strips import empty, level, slots, strip
from storage.records import Verdict
from storage.store import opened

ADDRESS = "INSERT INTO addresses (url, source_id, verdict, found_at) VALUES (?, ?, ?, ?)"
TIE = (
    "INSERT INTO cascade (article_id, from_id, from_outlet, kind, credited, revision,"
    ' "start", "end", hours, rule, confidence, day, lang)'
    " VALUES (?, ?, ?, ?, ?, 1, ?, ?, 5.5, 'test', ?, '2023-07-13', 'fr')"
)
EDIT = (
    "INSERT INTO edits (article_id, from_revision, to_revision, kind, change, new_start, new_end,"
    " old_start, old_end, old, new, rule, confidence, seen_at)"
    " VALUES (?, 1, 2, ?, 'changed', 0, 1, 0, 1, ?, ?, 'test', 0.9, '2023-07-14T09:00:00+00:00')"
)
VOICE = "INSERT INTO voices VALUES (?, 'harbour-post', '2023-07', 'en', ?, ?, ?, ?, ?)"
FIRST = date(2024, 1, 1)


def test_each_verdict_is_in_one_group() -> None:
    grouped = [verdict for fate in fates() for verdict in fate.verdicts]
    assert sorted(grouped) == sorted(Verdict.__args__)  # type: ignore[attr-defined]


def test_groups_add_up() -> None:
    found = summed([{"verdict": v, "n": 1} for v in Verdict.__args__])  # type: ignore[attr-defined]
    assert found.found == len(Verdict.__args__)  # type: ignore[attr-defined]
    assert found.found - found.allowed == found["blocked"] + found["waiting"] == 6
    assert fate_of("a verdict of a later version") == "broken"


@pytest.mark.parametrize(
    ("days", "step", "cells"),
    [(1, "day", 1), (31, "day", 31), (32, "week", 5), (182, "week", 26), (183, "month", 7),
     (1461, "month", 48), (1462, "year", 5), (3650, "year", 10)],
)  # fmt: skip
def test_cells_cover_a_period(days: int, step: str, cells: int) -> None:
    period = Period(FIRST, FIRST + timedelta(days - 1))
    found = slots(period)
    assert (found.step, len(found.spans)) == (step, cells)
    assert found.first <= period.first and period.last <= found.last
    ends = [end for _, end in found.spans]
    assert [start for start, _ in found.spans[1:]] == [end + timedelta(1) for end in ends[:-1]]


@pytest.mark.parametrize(
    ("held", "most", "shade"), [(0, 9, 0), (1, 9, 1), (4, 9, 2), (9, 9, 3), (1, 1, 3)]
)
def test_shades(held: int, most: int, shade: int) -> None:
    assert level(held, most) == shade


def test_a_strip_shows_gaps_and_says_them() -> None:
    cells = [(3, 3), (0, 0), (2, 0), (1, 1)]
    drawn = strip(cells, "<2 of 4>")
    assert empty(cells) == (2, 2)
    assert [drawn.count(f'class="{kind}"') for kind in ("l3", "l1", "lost", "gap")] == [1, 1, 1, 1]
    assert "&lt;2 of 4&gt;" in drawn


def test_an_exchange_is_listed_once() -> None:
    rows = [{"article_id": 1, "from_id": 2, "from_outlet": None, "n": n} for n in range(3)]
    assert [row["n"] for row in one_each(rows)] == [0]
    edits = [{"article_id": 1, "to_revision": n} for n in (2, 2, 3)]
    assert [len(one.edits) for one in by_revision(edits)] == [2, 1]


@pytest.fixture(scope="module")
def told(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with a long silence, addresses of every fate, exchanges, voices and edits."""
    path = tmp_path_factory.mktemp("coverage") / "voices.db"
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(path)) as db:
        source.backup(db)
        for n in range(40):
            day = f"{date(2024, 1, 1) + timedelta(n)}T06:00:00+00:00"
            url = f"https://quai.example/j{n}"
            db.execute(ADDRESS, (url, "courrier-du-quai", "fetched", day))
            db.execute("INSERT INTO ways VALUES (?, 'feed', '', ?)", (url, day))
        for n, verdict in enumerate(Verdict.__args__):  # type: ignore[attr-defined]
            url = f"https://harbour.example/v{n}"
            db.execute(ADDRESS, (url, "harbour-post", verdict, "2024-06-01T06:00:00+00:00"))
        db.execute("DELETE FROM looks")
        db.execute(
            "INSERT INTO looks VALUES ('courrier-du-quai', '2024-06-01T06:00:00+00:00',"
            " '2024-06-01T06:00:00+00:00')"
        )
        db.execute(TIE, (2, 1, None, "credit", 1, 0, 20, 0.9))
        db.execute(TIE, (2, 1, None, "time", 0, 0, 20, 0.9))
        db.execute(TIE, (6, 7, None, "copy", 0, 0, 12, 0.55))
        db.execute(EDIT, (1, "figure", "<b>30</b>", "300"))
        db.execute(EDIT, (2, "figure", "3", "4"))
        db.execute(EDIT, (2, "correction", "", ""))
        db.execute(VOICE, ("ada-brandt", 3, 3, 2, 2, 2))
        db.execute(VOICE, ("echo-works", 5, 4, 0, 0, 0))
        db.commit()
    return path


@pytest.fixture(scope="module")
def http(told: Path, served: type) -> Iterator[httpx.Client]:
    with served(told) as (where, _), httpx.Client(base_url=where, timeout=30, trust_env=False) as c:
        yield c


def row_of(page: httpx.Response, name: str) -> str:
    found = re.search(rf"<tr><th[^>]*><a[^>]*>{name}</a>.*?</tr>", page.text, re.S)
    assert found
    return found[0]


def cells(row: str) -> list[int]:
    return [int(n) for n in re.findall(r'<td class="n[^"]*">(?:<a[^>]*>)?(\d+)', row)]


def test_an_outlet_has_its_groups_and_each_leads_to_its_addresses(http: httpx.Client) -> None:
    page = http.get("/coverage?from=2024-06-01&to=2024-06-30")
    row = row_of(page, "The Harbour Post")
    # found, allowed, held, blocked, too short, failed, known, aside, waiting
    assert cells(row) == [16, 10, 3, 5, 1, 2, 1, 3, 1]
    for link, count in zip(
        re.findall(r'<a href="(/brouhaha/[^"]+)"', row), cells(row), strict=True
    ):
        rows = http.get(
            link.replace("&amp;", "&").replace("addresses?", "addresses.json?_shape=array&")
        )
        assert len(rows.json()) == count
    assert "1 outlet is watched and has nothing in this period" in page.text


def test_the_last_weeks_are_shown_and_older_ones_can_be_asked_for(http: httpx.Client) -> None:
    page = http.get("/coverage")
    assert "The last weeks are shown" in page.text
    assert cells(row_of(page, "Le Courrier du Quai"))[0] == 40
    whole = http.get("/coverage?from=2023-01-01")
    assert cells(row_of(whole, "Le Courrier du Quai"))[0] == 40 + 15
    assert "of 18 months without an article" in whole.text


def test_an_outlet_gone_quiet_is_named(http: httpx.Client) -> None:
    page = http.get("/coverage")
    quiet = page.text.split('aria-labelledby="quiet-heading"')[1].split("</section>")[0]
    assert "Le Courrier du Quai" in quiet and "The Harbour Post" not in quiet
    said = "nothing new in its lists for 113 days, since 9 February 2024; usually 1 day apart"
    assert said in quiet


def test_what_is_held_by_day_of_publication(http: httpx.Client) -> None:
    page = http.get("/coverage?by=published&from=2023-07-01&to=2023-10-31")
    row = row_of(page, "Le Courrier du Quai")
    assert cells(row)[:2] == [13, 13]
    assert "a mere line is a gap" in page.text
    assert "off the topic, or not analysed yet 1" in page.text


@pytest.mark.parametrize(
    "asked", ["by=nothing", "from=soon", "from=2025-01-01&to=2024-01-01", "all=%00"]
)
def test_mistyped_parameters_are_no_error(http: httpx.Client, asked: str) -> None:
    assert http.get(f"/coverage?{asked}").status_code == 200


def section(page: httpx.Response, heading: str) -> str:
    return page.text.split(f'aria-labelledby="{heading}-heading"')[1].split("</section>")[0]


def test_whom_an_outlet_quotes_and_whom_it_only_talks_about(http: httpx.Client) -> None:
    page = http.get("/source/harbour-post?from=2023-07-01&to=2023-08-31")
    assert "quoted in 2 of 3 articles" in section(page, "quoted")
    assert "Ada Brandt" in section(page, "quoted")
    assert "Echo Works" in section(page, "silent") and "4 articles" in section(page, "silent")
    assert "None found" in section(http.get("/source/harbour-post?from=2023-09-01"), "silent")


def test_who_takes_from_whom(http: httpx.Client) -> None:
    taker = section(http.get("/source/courrier-du-quai"), "took")
    assert 'href="/source/harbour-post"' in taker and 'href="/article/1"' in taker
    assert taker.count("<blockquote") == 2 and "same figures" not in taker
    assert taker.index("without credit") < taker.index('href="/article/1"')  # these come first
    giver = section(http.get("/source/harbour-post"), "gave")
    assert 'href="/source/courrier-du-quai"' in giver and 'href="/article/2"' in giver


def test_a_change_without_a_notice_is_told(http: httpx.Client) -> None:
    edits = section(http.get("/source/harbour-post"), "edits")
    assert 'href="/article/1?revision=2"' in edits
    assert "<del>&lt;b&gt;30&lt;/b&gt;</del> → <ins>300</ins>" in edits
    assert "No such change was seen" in section(http.get("/source/courrier-du-quai"), "edits")


def test_charts_link_to_their_denominator(http: httpx.Client) -> None:
    for path in ("/", "/entity/echo-works", "/issue/imitation", "/source/harbour-post"):
        assert 'href="/coverage' in http.get(path).text.split("<main")[1]


def test_an_empty_database_has_pages_too(tmp_path: Path, served: type) -> None:
    path = tmp_path / "empty.db"
    with opened(path):
        pass
    with served(path) as (where, _), httpx.Client(base_url=where, timeout=30, trust_env=False) as c:
        for address in ("/", "/coverage", "/coverage?by=published", "/topic.json"):
            assert c.get(address).status_code == 200, address
        assert "Nothing was looked for yet" in c.get("/coverage").text
