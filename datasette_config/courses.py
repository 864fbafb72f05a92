"""Where somebody stands on each thing, and who stands where on it, month by month."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from datasette_config.pages import Page, Row
from datasette_config.periods import Period

SHOWN = 8  # courses of a column
FINEST = 60  # months; beyond, a course is drawn by quarter
Whose = Literal["holder_id", "target_entity"]
# Both are read from one index that covers them, in its order: positions_held, positions_about;
# "+day" keeps SQLite from an index by day, which would read every row and sort it.
MOST: Mapping[Whose, str] = {
    "holder_id": """
        SELECT target_issue AS issue, target_entity AS entity, COUNT(*) OVER () AS "all"
        FROM positions WHERE holder_id = :id AND +day BETWEEN :first AND :last
        GROUP BY target_issue, target_entity
        ORDER BY SUM(favor + against + ambivalent) DESC, 1, 2 LIMIT {shown}
    """,
    "target_entity": """
        SELECT NULL AS issue, holder_id AS entity, COUNT(*) OVER () AS "all"
        FROM positions WHERE target_entity = :id AND +day BETWEEN :first AND :last
        GROUP BY holder_id ORDER BY SUM(favor + against + ambivalent) DESC, 2 LIMIT {shown}
    """,
}
MONTHS: Mapping[Whose, str] = {
    "holder_id": """
        SELECT CASE WHEN p.issue IS NULL THEN 'entity' ELSE 'issue' END AS kind,
               COALESCE(p.issue, p.entity) AS id, COALESCE(i.label_{lang}, e.name) AS name,
               p.month, p.favor, p.against, p.ambivalent
        FROM (
            SELECT n.value ->> 0 AS issue, n.value ->> 1 AS entity, substr(day, 1, 7) AS month,
                   SUM(favor) AS favor, SUM(against) AS against, SUM(ambivalent) AS ambivalent
            FROM json_each(:most) n CROSS JOIN positions ON holder_id = :id
                AND target_issue IS n.value ->> 0 AND target_entity IS n.value ->> 1
                AND day BETWEEN :first AND :last
            GROUP BY n.key, 3
        ) p LEFT JOIN issues i ON i.id = p.issue LEFT JOIN entities e ON e.id = p.entity
    """,
    "target_entity": """
        SELECT 'entity' AS kind, e.id, e.name, p.month, p.favor, p.against, p.ambivalent
        FROM (
            SELECT holder_id, substr(day, 1, 7) AS month, SUM(favor) AS favor,
                   SUM(against) AS against, SUM(ambivalent) AS ambivalent
            FROM json_each(:most) n CROSS JOIN positions ON target_entity = :id
                AND holder_id = n.value ->> 1 AND day BETWEEN :first AND :last
            GROUP BY n.key, 2
        ) p JOIN entities e ON e.id = p.holder_id
    """,
}


@dataclass(frozen=True)
class Cell:
    """The articles of one month or quarter on each side, copies left out."""

    first: date
    last: date
    favor: int = 0
    against: int = 0
    ambivalent: int = 0

    @property
    def total(self) -> int:
        return self.favor + self.against + self.ambivalent


@dataclass(frozen=True)
class Course:
    """The cells of one issue, or of one entity, over a period."""

    kind: str
    id: str
    name: str
    cells: tuple[Cell, ...]

    def sum(self, side: str) -> int:
        """The articles on a side."""
        return sum(getattr(cell, side) for cell in self.cells)

    @property
    def total(self) -> int:
        return sum(cell.total for cell in self.cells)


@dataclass(frozen=True)
class Courses:
    """The courses with most articles, and how many there are in all."""

    shown: Sequence[Course]
    all: int


async def courses(page: Page, whose: Whose, key: str, period: Period) -> Courses:
    """What a holder holds on each target, or what each holder holds about a target."""
    days = {"first": str(period.first), "last": str(period.last)}
    most = await page.rows(MOST[whose].format(shown=SHOWN), {"id": key, **days})
    wanted = json.dumps([(row["issue"], row["entity"]) for row in most])
    sql = MONTHS[whose].format(lang=page.lang)
    rows = await page.rows(sql, {"id": key, "most": wanted, **days})
    rows.sort(key=lambda row: (row["kind"], row["id"]))
    found = [
        Course(kind, id_, str(some[0]["name"]), _cells(some, period))
        for (kind, id_), group in groupby(rows, lambda row: (row["kind"], row["id"]))
        for some in [list(group)]
    ]
    found.sort(key=lambda course: (-course.total, course.name))
    return Courses(found, most[0]["all"] if most else 0)


def by_quarter(period: Period) -> bool:
    """Whether the period has too many months for a cell each."""
    return (period.last - period.first).days > FINEST * 31


def _cells(rows: Iterable[Row], period: Period) -> tuple[Cell, ...]:
    size = 3 if by_quarter(period) else 1
    sums = dict.fromkeys(_starts(period, size), (0, 0, 0))
    for row in rows:
        year, month = (int(part) for part in row["month"].split("-"))
        start = date(year, month - (month - 1) % size, 1)
        before = sums.get(start, (0, 0, 0))
        now = (row["favor"], row["against"], row["ambivalent"])
        sums[start] = (before[0] + now[0], before[1] + now[1], before[2] + now[2])
    return tuple(
        Cell(max(start, period.first), min(_after(start, size) - timedelta(1), period.last), *found)
        for start, found in sums.items()
    )


def _starts(period: Period, size: int) -> list[date]:
    start = date(period.first.year, period.first.month - (period.first.month - 1) % size, 1)
    out = []
    while start <= period.last:
        out.append(start)
        start = _after(start, size)
    return out


def _after(start: date, months: int) -> date:
    month = start.month - 1 + months
    return date(start.year + month // 12, month % 12 + 1, 1)
