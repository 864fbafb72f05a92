"""The camps of an issue are added up from years and months as from months alone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest
from sqlite_utils import Database

from datasette_config.camps import CAMPED, HOLDERS, SHOWN, params
from datasette_config.periods import Period
from storage.store import opened

Sides = tuple[int, int, int]
Held = tuple[Database, dict[str, list[Sides]]]
CAMPS = ("favor", "against", "ambivalent")
MONTHS = [f"{year}-{month:02}" for year in range(2019, 2024) for month in range(1, 13)]
HELD = (
    ("years", "2019-01-01", "2023-12-31"),
    ("years and months around", "2019-11-05", "2023-02-03"),
    ("months alone", "2021-02-10", "2021-08-01"),
    ("one month", "2022-06-02", "2022-06-20"),
)


@pytest.fixture(scope="module")
def held(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Held]:
    """Who holds something on an issue, month by month; some in copies alone: not counted."""
    chance, found = random.Random(7), {}
    with opened(tmp_path_factory.mktemp("camps") / "camps.db") as db:
        db.execute("INSERT INTO issues VALUES ('one', 'Un', 'One', '', '', '', '')")
        for n in range(150):
            key = f"holder-{n}"
            sides = [
                (0, 0, 0)
                if n % 10 == 0
                else (chance.choice((0, 0, n % 5)), chance.choice((0, 0, n % 3)), n % 7 == 0)
                for _ in MONTHS
            ]
            db.execute("INSERT INTO entities (id, name, type) VALUES (?, ?, 'ORG')", [key, key])
            months = list(zip(MONTHS, sides, strict=True))
            db.conn.executemany(
                "INSERT INTO holder_months VALUES ('one', ?, ?, ?, ?, ?)",
                [(month, key, *map(int, three)) for month, three in months],
            )
            found[key] = [(int(f), int(a), int(b)) for f, a, b in sides]
        db.execute(
            "INSERT INTO holder_years SELECT holder_id, issue_id, substr(month, 1, 4), SUM(favor),"
            " SUM(against), SUM(ambivalent) FROM holder_months GROUP BY 1, 2, 3"
        )
        yield db, found


def summed(held: dict[str, list[Sides]], period: Period) -> dict[str, Sides]:
    """The articles of each holder in the months that the period touches; those without left out."""
    kept = [f"{period.first:%Y-%m}" <= month <= f"{period.last:%Y-%m}" for month in MONTHS]
    sums = {
        key: tuple(sum(s[n] for s, keep in zip(sides, kept, strict=True) if keep) for n in range(3))
        for key, sides in held.items()
    }
    return {key: (s[0], s[1], s[2]) for key, s in sums.items() if any(s)}


def camp(sides: Sides) -> str:
    best = [name for name, n in zip(CAMPS, sides, strict=True) if n == max(sides)]
    return best[0] if len(best) == 1 else "ambivalent"


@pytest.mark.parametrize(("first", "last"), [span[1:] for span in HELD], ids=[s[0] for s in HELD])
def test_each_is_in_the_camp_of_most_articles(held: Held, first: str, last: str) -> None:
    db, months = held
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    sums = summed(months, period)
    cursor = db.execute(CAMPED, params("one", period))
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    assert {row["camp"] for row in rows} == {camp(sides) for sides in sums.values()}
    for number, name in enumerate(CAMPS):
        shown = [row for row in rows if row["camp"] == name]
        there = {key: sides[number] for key, sides in sums.items() if camp(sides) == name}
        assert [row[name] for row in shown] == sorted(there.values(), reverse=True)[:SHOWN]
        for row in shown:
            assert tuple(row[one] for one in CAMPS) == sums[row["id"]]
            assert (row["holders"], row["articles"]) == (len(there), sum(there.values()))


def test_all_holders_are_told_the_most_frequent_first(
    held: Held,
) -> None:
    db, months = held
    period = Period(date(2019, 11, 5), date(2023, 2, 3))
    sums = summed(months, period)
    found = [(row[0], tuple(row[3:])) for row in db.execute(HOLDERS, params("one", period))]
    assert found == sorted(sums.items(), key=lambda pair: (-sum(pair[1]), pair[0]))
    assert "holder-10" not in sums
