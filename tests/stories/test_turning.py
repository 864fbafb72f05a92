from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from storage.outcomes import Position
from storage.records import Polarity
from stories import turning

SIDES: tuple[Polarity, ...] = ("favor", "against", "ambivalent")


def at(day: int, polarity: Polarity, confidence: float) -> Position:
    return Position(
        "ada-crust", None, "night-work", f"2023-03-{day:02}", polarity, 1, 0, 0, 1, 1, 1, 0, 1,
        confidence,
    )  # fmt: skip


def turns(rows: dict[int, Position]) -> turning.Turns:
    found: turning.Turns = {}
    course = turning.Course()
    for day in sorted(rows):
        course = course.after(rows[day], found)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_day_by_day_in_any_order_comes_to_the_same_as_from_the_start(seed: int) -> None:
    chance = random.Random(seed)
    rows: dict[int, Position] = {}
    known: turning.Turns = {}
    for _ in range(150):
        day = chance.randint(1, 28)
        new = at(day, chance.choice(SIDES), chance.choice((0.5, 0.7, 0.8, 0.95)))
        replaced = None if chance.random() < 0.2 else new
        back = (rows[n] for n in sorted(rows, reverse=True) if n < day)
        later = (rows[n] for n in sorted(rows) if n > day)
        changed = turning.turned(turning.course(back), rows.get(day), replaced, later)
        rows = {**rows, day: new} if replaced else {n: r for n, r in rows.items() if n != day}
        known = {day: side for day, side in {**known, **changed}.items() if side}
        assert known == turns(rows)


def test_no_more_is_read_than_makes_a_difference() -> None:
    days = {n: at(n, "favor", 0.8) for n in range(1, 29)}
    read: list[int] = []

    def told(order: list[int]) -> Iterator[Position]:
        for n in order:
            read.append(n)
            yield days[n]

    back, later = told([*range(13, 0, -1)]), told([*range(15, 29)])
    assert turning.turned(turning.course(back), None, at(14, "favor", 0.8), later) == {}
    assert read == [13, 12, 15]
