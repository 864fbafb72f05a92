"""Many small increments, with articles that come late, change and turn out to be copies, come to
the same tables as one pass over everything."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlite_utils import Database

from storage import changes
from storage.outcomes import Copy
from storage.told import copies
from stories import lags, positions, run, voices
from topics import Topic

PARTS = [positions.PART, voices.PART, lags.PART]
TABLES = ("positions", "contested", "contested_holders", "voices", "lags", "contributions")
WHO = ("ada-crust", "bo-rye", "bakers-union")
Tell = Callable[..., int]
Told = Callable[..., Any]


class Archive:
    """Articles in random order of day; one in four is a revision of an earlier one."""

    def __init__(self, tell: Tell, told: Told, seed: int) -> None:
        self.chance, self.tell, self.told = random.Random(seed), tell, told
        self.days: dict[str, str] = {}

    def grow(self, seen: int) -> int:
        chance = self.chance
        old = bool(self.days) and chance.random() < 0.25
        url = chance.choice([*self.days]) if old else f"https://a.example/{seen}"
        day = self.days.setdefault(url, f"2023-0{chance.randint(1, 4)}-0{chance.randint(1, 9)}")
        who, target = chance.choice(WHO), chance.choice(("night-work", "crumb"))
        told = self.told(
            f"Number {seen}: {who} on Crumb.", day=day, relevant=chance.random() < 0.9,
            lang=chance.choice(("en", "fr")), source=url[-1:],
            names={"Crumb": "crumb", who: who} if chance.random() < 0.8 else {who: who},
            quotes={"on Crumb": who} if chance.random() < 0.5 else {},
            stances={"on": (who, target, chance.choice(("favor", "against", "ambivalent")))},
        )  # fmt: skip
        return self.tell(told, url=url, seen_at=f"2024-01-01T00:{seen // 60:02}:{seen % 60:02}Z")

    def copy(self, db: Database, article: int) -> None:
        """Say of an article that it is one of the first, or that it is not."""
        with db.atomic():
            original = self.chance.randint(1, article)
            copies.save(db, [article], [
                Copy(article, original, original, "copy", 0.9, 0.9, 1, 1, "by-hand")
            ] if original < article else [])  # fmt: skip
            changes.touch(db, "copies", [article])


def work(db: Database, topic: Topic) -> dict[str, list[tuple[Any, ...]]]:
    run.work_off(db, topic, lambda part, done, total: None, PARTS)
    found = {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    return {table: sorted((row[table == "positions" :] for row in rows), key=str)
            for table, rows in found.items()}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_increments_come_to_the_same_as_one_pass(
    db: Database, topic: Topic, tell: Tell, told: Told, seed: int
) -> None:
    archive = Archive(tell, told, seed)
    for seen in range(60):
        article = archive.grow(seen)
        if seen % 5 == 0:
            archive.copy(db, article)
        if seen % 3 == 0:
            work(db, topic)
    found = work(db, topic)
    assert all(found.values())
    for table in (*TABLES, "parts"):
        db.execute(f"DELETE FROM {table}")
    assert work(db, topic) == found
