from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlite_utils import Database

from storage import analyses, changes
from storage.outcomes import Copy
from storage.records import Analysis
from storage.told import clusters as stored
from storage.told import copies
from stories import clusters, run
from topics import Topic

Tell = Callable[..., int]
Told = Callable[..., Any]
TABLES = ("stories", "story_articles", "story_features", "article_features")

COUNTS = [
    (
        "SELECT story_id, source_id, lang, articles, independent FROM story_outlets "
        "ORDER BY 1, 2, 3",
        "SELECT story_id, source_id, lang, COUNT(*), SUM(role IN ('origin', 'independent')) "
        "FROM story_articles GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    ),
    (
        "SELECT feature, stories FROM feature_stories ORDER BY 1",
        "SELECT feature, COUNT(*) FROM story_features GROUP BY 1 ORDER BY 1",
    ),
    (
        "SELECT id, articles, outlets, first_day, last_day FROM stories ORDER BY 1",
        "SELECT s.story_id, COUNT(*), COUNT(DISTINCT a.source_id), MIN(s.day), MAX(s.day) "
        "FROM story_articles s JOIN articles a ON a.id = s.article_id GROUP BY 1 ORDER BY 1",
    ),
]


def work(db: Database, topic: Topic) -> list[set[int]]:
    """The stories as sets of articles."""
    run.work_off(db, topic, lambda part, done, total: None, [clusters.PART])
    rows = db.execute("SELECT story_id, article_id FROM story_articles").fetchall()
    stories = {story for story, _ in rows}
    assert stories == {row[0] for row in db.execute("SELECT id FROM stories")}
    for kept, counted in COUNTS:
        assert db.execute(kept).fetchall() == db.execute(counted).fetchall()
    return [{article for its, article in rows if its == story} for story in sorted(stories)]


def contents(db: Database) -> list[list[tuple[object, ...]]]:
    return [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES]


@pytest.fixture
def press(tell: Tell, told: Told) -> dict[str, int]:
    """Two events of the same company, each in both languages, and others beside them."""
    rolls = {"names": {"Crumb": "crumb", "Ada Crust": "ada-crust"}}
    fire = {"names": {"Crumb": "crumb", "Millbridge": "millbridge"}}
    return {
        "rolls-en": tell(told(
            "Crumb pays 150 dollars an hour for night rolls, says Ada Crust, who bakes there.",
            title="Crumb buys the nights of its bakers", day="2023-03-04", **rolls,
            figures={"150 dollars an hour": (150, "USD/hour", "pays")})),
        "rolls-fr": tell(told(
            "Crumb paie 150 dollars de l'heure les petits pains de nuit, raconte Ada Crust.",
            title="Crumb achète les nuits de ses boulangers", day="2023-03-05", source="la-miche",
            lang="fr", figures={"150 dollars de l'heure": (150, "USD/hour", "paie")}, **rolls)),
        "fire-en": tell(told(
            "The Crumb plant in Millbridge burned on Monday. Nobody was hurt in the fire.",
            title="Fire at a bread plant", day="2023-06-13", **fire)),
        "fire-fr": tell(told(
            "L'usine Crumb de Millbridge a brûlé lundi. Personne n'a été blessé.",
            title="Incendie dans une usine de pain", day="2023-06-13", source="la-miche",
            lang="fr", **fire)),
        **{f"other-{n}": tell(told(
            f"The town of Place{n} has a mill, and Crumb a shop.", title=f"Walks round Place{n}",
            day=f"2023-{n:02}-20", names={"Crumb": "crumb", f"Place{n}": f"place{n}"}))
           for n in range(1, 9)},
    }  # fmt: skip


def test_an_event_is_one_story_in_both_languages(
    db: Database, topic: Topic, press: dict[str, int]
) -> None:
    found = work(db, topic)
    assert {press["rolls-en"], press["rolls-fr"]} in found
    assert {press["fire-en"], press["fire-fr"]} in found
    assert sum(len(story) == 1 for story in found) == 8
    story = db.execute("SELECT * FROM stories WHERE articles = 2 ORDER BY first_day").fetchone()
    assert story[1:] == (
        "Crumb achète les nuits de ses boulangers", "Crumb buys the nights of its bakers",
        press["rolls-en"], "2023-03-04", "2023-03-05", 2, 2, 2, "en fr",
    )  # fmt: skip


def test_a_few_articles_are_enough_for_a_story_in_two_languages_but_not_names_alone(
    db: Database, topic: Topic, tell: Tell, told: Told
) -> None:
    names = {"Crumb": "crumb", "Ada Crust": "ada-crust", "Bakers' Union": "bakers-union"}
    english = tell(told(
        "Crumb pays 150 dollars an hour for night rolls, says Ada Crust of the Bakers' Union.",
        title="Crumb hires its bakers at night", names=names,
        figures={"150 dollars an hour": (150, "USD/hour", "pays")}))  # fmt: skip
    french = tell(
        told(
            "Crumb paie 150 dollars de l'heure la nuit, dit Ada Crust du Bakers' Union.",
            title="Crumb engage ses boulangers la nuit",
            source="la-miche",
            lang="fr",
            names=names,
            day="2023-03-05",
            figures={"150 dollars de l'heure": (150, "USD/hour", "paie")},
        )
    )
    other = tell(told(
        "Ada Crust of the Bakers' Union opened a museum with Crumb.",
        title="A museum by the sea", source="the-oven", names=names))  # fmt: skip
    assert work(db, topic) == [{english, french}, {other}]


def test_what_comes_back_months_later_is_the_same_story(
    db: Database, topic: Topic, press: dict[str, int], tell: Tell, told: Told
) -> None:
    back = tell(told(
        "Last spring Crumb paid 150 dollars an hour, as Ada Crust told. Now it is sued.",
        title="Crumb is sued for the nights of its bakers", day="2023-11-20", source="the-oven",
        names={"Crumb": "crumb", "Ada Crust": "ada-crust"},
        figures={"150 dollars an hour": (150, "USD/hour", "paid")}))  # fmt: skip
    assert {press["rolls-en"], press["rolls-fr"], back} in work(db, topic)


def test_an_article_says_what_put_it_in_its_story(
    db: Database, topic: Topic, press: dict[str, int]
) -> None:
    work(db, topic)
    [(score, reasons)] = db.execute(
        "SELECT score, reasons FROM story_articles WHERE article_id = ?", [press["rolls-fr"]]
    )
    assert 0 < score <= 1
    assert {"entity:ada-crust", "figure:150:USD/hour"} <= set(json.loads(reasons))


def test_the_same_articles_again_change_nothing(
    db: Database, topic: Topic, press: dict[str, int]
) -> None:
    work(db, topic)
    before, touched = contents(db), changes.left(db, 0, ["clusters"])
    with db.atomic():
        clusters.work(db, topic, list(press.values()))
    assert contents(db) == before and changes.left(db, 0, ["clusters"]) == touched


def test_what_comes_later_joins_and_nothing_else_moves(
    db: Database, topic: Topic, press: dict[str, int], tell: Tell, told: Told
) -> None:
    work(db, topic)
    before = dict(db.execute("SELECT article_id, story_id FROM story_articles"))
    late = tell(told(
        "Ada Crust, paid 150 dollars an hour by Crumb for rolls at night, wants her nights back.",
        title="A baker wants her nights back", day="2023-03-08", source="the-daily-roll",
        names={"Ada Crust": "ada-crust", "Crumb": "crumb"},
        figures={"150 dollars an hour": (150, "USD/hour", "paid")},
    ))  # fmt: skip
    assert {press["rolls-en"], press["rolls-fr"], late} in work(db, topic)
    after = dict(db.execute("SELECT article_id, story_id FROM story_articles"))
    assert {article: after[article] for article in before} == before


def test_a_corrected_article_moves_to_what_fits_better(
    db: Database, topic: Topic, press: dict[str, int], tell: Tell, told: Told
) -> None:
    text = "Crumb has a shop in Place6, no more."
    url, names = "https://wire.example/1", {"Crumb": "crumb", "Place6": "place6"}
    moving = tell(told(text, title="Walks round Place6", day="2023-06-14", names=names), url=url)
    work(db, topic)
    [(first,)] = db.execute("SELECT story_id FROM story_articles WHERE article_id = ?", [moving])
    fire = told(
        "The Crumb plant in Millbridge burned on Monday. Nobody was hurt.", title="Fire at a plant",
        day="2023-06-13", names={"Crumb": "crumb", "Millbridge": "millbridge"},
    )  # fmt: skip
    tell(fire, url=url, seen_at="2023-06-14T06:00:00+00:00")
    assert {press["fire-en"], press["fire-fr"], moving} in work(db, topic)
    [(moved_from,)] = db.execute(
        "SELECT moved_from FROM story_articles WHERE article_id = ?", [moving]
    )
    assert moved_from == first


def test_what_is_off_the_topic_by_now_leaves_its_story(
    db: Database, topic: Topic, press: dict[str, int]
) -> None:
    work(db, topic)
    gone = [press["rolls-fr"], press["other-1"]]
    analyses.save(db, [Analysis(str(one), "fr", "v2") for one in gone])
    found = work(db, topic)
    assert {press["rolls-en"]} in found and not {*gone} & set().union(*found)
    rows = db.execute("SELECT articles, languages, title_fr FROM stories WHERE title_en LIKE 'Cr%'")
    assert rows.fetchall() == [(1, "en", None)]
    assert db.execute("SELECT COUNT(*) FROM article_features").fetchone() == (10,)
    left = db.execute("SELECT COUNT(*) FROM story_features WHERE story_id NOT IN "
                      "(SELECT id FROM stories)").fetchone()  # fmt: skip
    assert left == (0,)


def test_copies_are_where_their_original_is(
    db: Database, topic: Topic, press: dict[str, int], tell: Tell, told: Told
) -> None:
    work(db, topic)
    original = press["rolls-en"]
    stub = tell(told("Bakers sell their nights.", title="Nights", source="wire"))
    with db.atomic():
        copies.save(db, [original, stub], [
            Copy(original, original, original, "original", 1, 1, 1, 1, "by-hand"),
            Copy(stub, original, original, "rewrite", 0.3, 0.9, 1, 1, "by-hand"),
        ])  # fmt: skip
        changes.touch(db, "copies", [original, stub])
    assert {original, press["rolls-fr"], stub} in work(db, topic)
    row = db.execute("SELECT role, reasons FROM story_articles WHERE article_id = ?", [stub])
    assert row.fetchone() == ("rewrite", f'["copy:{original}"]')
    counts = db.execute("SELECT articles, origins FROM stories WHERE articles = 3").fetchone()
    assert counts == (3, 2)


def test_two_stories_that_are_one_are_joined(
    db: Database, topic: Topic, press: dict[str, int], tell: Tell, told: Told
) -> None:
    """One tells of a strike, one of a price; the third tells that they are the same."""
    strike = {"Doughside": "doughside", "Ben Yeast": "ben-yeast", "Cora Rye": "cora-rye"}
    price = {"Flour Pact": "flour-pact", "Dan Oat": "dan-oat", "Eva Spelt": "eva-spelt"}
    one = tell(told("Ben Yeast and Cora Rye left Doughside.", title="Empty ovens",
                    day="2023-09-04", names=strike))  # fmt: skip
    work(db, topic)
    two = tell(told("Dan Oat and Eva Spelt broke the Flour Pact.", title="Dear flour",
                    day="2023-09-04", source="la-miche", names=price))  # fmt: skip
    assert [one] in map(sorted, work(db, topic)) and [two] in map(sorted, work(db, topic))
    tell(told("Ben Yeast and Cora Rye left Doughside: Dan Oat and Eva Spelt broke the Flour Pact.",
              title="Empty ovens, dear flour", day="2023-09-05", source="the-daily-roll",
              names=strike | price))  # fmt: skip
    found = work(db, topic)
    assert any({one, two} <= story for story in found)
    assert db.execute("SELECT COUNT(*) FROM story_articles WHERE moved_from > 0").fetchone() == (1,)


def test_articles_without_a_day_find_their_story(
    db: Database, topic: Topic, press: dict[str, int], tell: Tell, told: Told
) -> None:
    undated = tell(told(
        "Ada Crust bakes at night for 150 dollars an hour at Crumb.", day=None,
        title="Crumb buys the nights of a baker", source="the-daily-roll",
        names={"Ada Crust": "ada-crust", "Crumb": "crumb"},
        figures={"150 dollars an hour": (150, "USD/hour", "bakes")},
    ))  # fmt: skip
    assert {press["rolls-en"], press["rolls-fr"], undated} in work(db, topic)
    [(first, day)] = db.execute("SELECT first_article, first_day FROM stories WHERE articles = 3")
    assert (first, day) == (press["rolls-en"], "2023-03-04")


def test_parts_that_follow_hear_of_what_changed_only(
    db: Database, topic: Topic, archive: Sequence[int]
) -> None:
    work(db, topic)
    with db.atomic():
        assert clusters.work(db, topic, archive).counts == {"stories": 0}
    assert changes.left(db, 0, ["clusters"]) == 2  # the third is off the topic


def test_stories_that_change_all_their_articles_for_one_another_stay(
    db: Database, topic: Topic, press: dict[str, int]
) -> None:
    work(db, topic)
    placed = stored.placed(db, press.values())
    one, other = sorted({row.story_id for row in placed.values()})[:2]
    there = {one: other, other: one}
    with db.atomic():
        moved = [replace(row, story_id=there[row.story_id])
                 for row in placed.values() if row.story_id in there]  # fmt: skip
        stored.save(db, (), moved)
    now = stored.placed(db, press.values())
    assert {row.story_id for row in now.values()} == {row.story_id for row in placed.values()}
    assert all(now[row.article_id].story_id == row.story_id for row in moved)
    with db.atomic():
        stored.save(db, (), [replace(row, story_id=one) for row in now.values()])
    assert db.execute("SELECT id FROM stories").fetchall() == [(one,)]
