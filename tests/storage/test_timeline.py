from __future__ import annotations

import pytest
from sqlite_utils import Database

from storage.timeline import Day, UnknownEntityError, entity_id, timeline


@pytest.mark.parametrize("name", ["crumb", "CRUMB & CO", "la mie"])
def test_an_entity_is_known_by_its_id_name_and_aliases(db: Database, name: str) -> None:
    assert entity_id(db, name) == "crumb"


def test_an_unknown_entity_is_told_with_the_nearest(db: Database) -> None:
    db.execute("INSERT INTO entity_days VALUES ('crumb', '2023-03-04', 'en', 1, 2, 0, 0, 0, 0, 1)")
    with pytest.raises(UnknownEntityError, match="near it are crumb"):
        entity_id(db, "crumbs")


def test_a_timeline_is_in_order(db: Database) -> None:
    for day in ("2023-03-04", "2023-01-02"):
        db.execute("INSERT INTO entity_days VALUES ('crumb', ?, 'en', 1, 2, 0, 0, 0, 0, 1)", [day])
    assert [d.day for d in timeline(db, "crumb")] == ["2023-01-02", "2023-03-04"]


def test_a_timeline_keeps_to_a_period(db: Database) -> None:
    for day in ("2023-03-04", "2023-01-02", "2022-12-31"):
        db.execute("INSERT INTO entity_days VALUES ('crumb', ?, 'en', 1, 2, 0, 0, 0, 0, 1)", [day])
    found = timeline(db, "crumb", "2023-01-01", "2023-01-31")
    assert found == [Day("2023-01-02", "en", 1, 2, 0, 0, 0, 0, 1)]
