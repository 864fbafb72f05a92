from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlite_utils import Database

from storage import analyses
from storage.records import Analysis
from stories import edits, run
from stories.revising import is_aside, is_notice
from topics import Topic

URL = "https://the-loaf.example/n"
Revise = Callable[[Any, Any], int]


@pytest.fixture
def revise(db: Database, tell: Callable[..., int]) -> Revise:
    """Store and analyse two revisions of one article."""

    def _revise(old: Any, new: Any) -> int:
        number = tell(old, url=URL)
        tell(new, url=URL, seen_at="2023-03-05T06:00:00+00:00")
        analyses.save(db, [old.analysis(number, 1, "v1")])
        return number

    return _revise


def work(db: Database, topic: Topic) -> set[tuple[str, str, str, str]]:
    run.work_off(db, topic, lambda part, done, total: None, [edits.PART])
    return {*db.execute("SELECT kind, change, old, new FROM edits").fetchall()}


def test_what_was_added_removed_and_changed(
    db: Database, topic: Topic, revise: Revise, told: Any
) -> None:
    old = told(
        "Crumb scanned 300 bakers over a weekend in May. They were told nothing.\n"
        '"It is a disgrace," said Ada Crust. Flour is dear.\n'
        "The union condemns night work in all ovens of the town, reports The Crust.",
        title="Crumb Scans 300 Bakers",
        names={"Crumb": "crumb", "Ada Crust": "ada-crust"},
        quotes={"It is a disgrace": "ada-crust"},
        stances={"condemns": ("bakers-union", "night-work", "against")},
        figures={"300 bakers": (300, "people", "")}, credits={"The Crust": "the-crust"},
    )  # fmt: skip
    new = told(
        "Crumb scanned 30 bakers over a weekend in May.\nFlour is dear.\n"
        "The union welcomes night work in all ovens of the town. Tess Rye was a witness.",
        title="Crumb Scans Bakers",
        names={"Crumb": "crumb", "Tess Rye": "tess-rye"},
        stances={"welcomes": ("bakers-union", "night-work", "favor")},
        figures={"30 bakers": (30, "people", "")},
    )  # fmt: skip
    revise(old, new)
    assert work(db, topic) == {
        ("headline", "removed", "300", ""),
        ("figure", "changed", "300 people", "30 people"),
        ("quote", "removed", "ada-crust", ""),
        ("name", "removed", "ada-crust", ""),
        ("name", "added", "", "tess-rye"),
        ("position", "changed", "against night-work", "favor night-work"),
        ("credit", "removed", "the-crust", ""),
    }
    places = db.execute(
        "SELECT old_start, old_end, new_start, new_end FROM edits WHERE kind = 'figure'"
    ).fetchall()
    assert places == [(*old.at("300 bakers"), *new.at("30 bakers"))]


def test_a_sentence_without_a_finding_is_an_edit_of_the_text(
    db: Database, topic: Topic, revise: Revise, told: Any
) -> None:
    revise(
        told("Nobody asked the bakers what they thought of it. The ovens are cold."),
        told("The ovens are cold. The company says that the ovens will be lit again in June."),
    )
    assert work(db, topic) == {("text", "removed", "", ""), ("text", "added", "", "")}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"It is over," she said - at last.', "“It is over,”  she said – at last."),
        ("The ovens are cold.\n12 comments", "The ovens are cold.\n48 comments"),
        ("The ovens are cold.\nUpdated at 10:05 a.m. on Monday by the desk",
         "The ovens are cold.\nUpdated at 11:40 a.m. on Monday by the desk"),
        ("The ovens are cold.\nRead more: The tide is high in all of the harbours",
         "The ovens are cold.\nRead more: Bakers dream of the sea and of its fishes"),
        ("The ovens are cold. Flour is dear.", "The ovens are cold.\nFlour is dear."),
        ("The bakers of the old town have left thier ovens cold for all of the week",
         "The bakers of the old town have left their ovens cold for all of the week"),
    ],
)  # fmt: skip
def test_what_changes_nothing_is_no_edit(
    db: Database, topic: Topic, revise: Revise, told: Any, old: str, new: str
) -> None:
    revise(told(old), told(new))
    assert work(db, topic) == set()


def test_a_figure_that_is_only_written_otherwise_is_no_edit(
    db: Database, topic: Topic, revise: Revise, told: Any
) -> None:
    after = "took part in the study that the company made in May."
    revise(
        told(f"Three hundred bakers {after}",
             figures={"Three hundred bakers": (300, "people", "")}),
        told(f"300 bakers {after}", figures={"300 bakers": (300, "people", "")}),
    )  # fmt: skip
    assert work(db, topic) == set()


def test_a_finding_in_an_unchanged_sentence_is_no_edit(
    db: Database, topic: Topic, revise: Revise, told: Any
) -> None:
    text = "Crumb pays well."
    revise(told(text, names={"Crumb": "crumb"}), told(f"{text} The ovens are cold again today."))
    assert work(db, topic) == {("text", "added", "", "")}


def test_a_notice_is_a_correction_and_its_words_are_nothing_else(
    db: Database, topic: Topic, revise: Revise, told: Any
) -> None:
    figures = {"300 bakers": (300, "people", "")}
    old = told("Crumb scanned 300 bakers in May.", figures=figures)
    notice = "Correction: an earlier version said that there were 300 bakers, not 30."
    new = told(f"Crumb scanned 30 bakers in May.\n{notice}",
               figures={"30 bakers": (30, "people", ""), **figures})  # fmt: skip
    revise(old, new)
    assert work(db, topic) == {
        ("correction", "added", "", ""), ("figure", "changed", "300 people", "30 people"),
    }  # fmt: skip
    [place] = db.execute("SELECT new_start, new_end FROM edits WHERE kind = 'correction'")
    assert place == new.at(notice)


def test_the_whole_paragraph_of_a_notice_is_the_notice(
    db: Database, topic: Topic, revise: Revise, told: Any
) -> None:
    notice = "Correction (Feb. 5): The pay is 4 dollars. It is not 3 dollars."
    figures = {"4 dollars": (4, "USD", ""), "3 dollars": (3, "USD", "")}
    revise(told("The ovens are hot."), told(f"The ovens are hot.\n{notice}", figures=figures))
    assert work(db, topic) == {("correction", "added", "", "")}
    assert db.execute("SELECT rule FROM edits").fetchall() == [("notice",)]


@pytest.mark.parametrize(
    ("sentence", "lang", "notice"),
    [
        ("Correction: the strike lasted 118 days.", "en", True),
        ("An earlier version of this story misstated the number of bakers.", "en", True),
        ("(This article has been amended to say that 30 were there.)", "en", True),
        ("The union wants the corrections to its contract.", "en", False),
        ("We regret the error: there were 30 bakers.", "en", True),
        ("We regret nothing about the ovens, she said.", "en", False),
        ("Corrections officers went on strike.", "en", False),
        ("(Cette dépêche corrige le nombre des membres : 160, et non 16.)", "fr", True),
        ("Une première version de cet article indiquait par erreur 300 personnes.", "fr", True),
        ("Rectificatif : ils étaient trente.", "fr", True),
        ("La correction du contrat prendra du temps.", "fr", False),
        ("Correction du 5 mars : ils étaient trente.", "fr", True),
        ("Mise à jour : une version précédente de cet article indiquait 300.", "fr", True),
        ("[Mise à jour, 18h] Ajout de la réaction des boulangers", "fr", True),
        ("Mise à jour : 5 mars 2023", "fr", False),
        ("Contrairement à ce que nous écrivions, ils étaient trente.", "fr", True),
        ("Une version précédente de la loi indiquait trente fours.", "fr", False),
        ("CORRECTION (March 5): There were 30 bakers.", "en", True),
        ("A previous version of this story said that there were 300.", "en", True),
        ("This story was updated on March 5 with comment from the union.", "en", True),
        ("This story was updated on Monday, March 5, at 6 p.m.", "en", False),
        ("Update: the company has answered.", "en", True),
        ("Update your ovens before the winter, the union said.", "en", False),
    ],
)
def test_notices_are_told_by_their_words(sentence: str, lang: str, notice: bool) -> None:
    assert is_notice(sentence, lang) == notice


@pytest.mark.parametrize(
    ("line", "lang", "aside"),
    [
        ("Lire aussi : Les fours de nuit", "fr", True),
        ("12 commentaires", "fr", True),
        ("Mis à jour le 5 mars à 10h05", "fr", True),
        ("Share this article", "en", True),
        ("4 min read", "en", True),
        ("Temps de lecture : 4 min", "fr", True),
        ("Abonnez-vous à notre lettre pour ne rien manquer de ce que font les fours", "fr", True),
        ("© 2023 The Loaf. All rights reserved.", "en", True),
        ("Related companies were sold in the spring of that year for 12 dollars", "en", False),
        ("The ovens had 12 viewers who shared what they saw with the town", "en", False),
        ("Correction : 12 lecteurs", "fr", False),
    ],
)
def test_asides_are_told_by_their_words(line: str, lang: str, aside: bool) -> None:
    assert is_aside(line, lang) == aside


def test_revisions_that_were_not_analysed_are_not_compared(
    db: Database, topic: Topic, tell: Callable[..., int], told: Any
) -> None:
    tell(told("The ovens are hot."), url=URL)
    tell(told("The ovens are cold."), url=URL, seen_at="2023-03-05T06:00:00+00:00")
    assert work(db, topic) == set()


def test_again_is_the_same_and_what_is_off_the_topic_goes(
    db: Database, topic: Topic, revise: Revise, told: Any
) -> None:
    number = revise(told("It cost 3 dollars.", figures={"3 dollars": (3, "USD", "")}),
                    told("It cost 4 dollars.", figures={"4 dollars": (4, "USD", "")}))  # fmt: skip
    found = work(db, topic)
    assert found == {("figure", "changed", "3 USD", "4 USD")}
    with db.atomic():
        assert edits.work(db, topic, [number]).counts == {"edits": 0}
    assert work(db, topic) == found
    analyses.save(db, [Analysis(str(number), "en", "v2", 2, relevant=False)])
    assert work(db, topic) == set()


def test_revisions_are_compared_once(
    db: Database, topic: Topic, tell: Callable[..., int], told: Callable[..., object]
) -> None:
    url = "https://the-loaf.example/live"
    for day in range(1, 5):
        one = told(f"The oven on day {day} was {day} degrees warmer than anybody had expected.")
        number = tell(one, url=url, seen_at=f"2023-03-0{day}T06:00:00+00:00")
        analyses.save(db, [one.analysis(number, n, "v1") for n in range(1, day)])  # type: ignore[attr-defined]
        with db.atomic():
            assert edits.work(db, topic, [number]).counts == {"edits": min(day - 1, 1)}
    found = db.execute("SELECT from_revision, to_revision FROM edits ORDER BY 1").fetchall()
    assert found == [(1, 2), (2, 3), (3, 4)]


def test_a_page_that_is_replaced_as_a_whole_is_compared_in_its_order(
    revise: Revise, told: Callable[..., object], db: Database, topic: Topic
) -> None:
    lines = [f"In the year {n} the mill of village {n} burnt down." for n in range(400)]
    sold = [line.replace("burnt down", "was sold again") for line in lines]
    revise(told(" ".join(lines)), told(" ".join(sold)))
    assert work(db, topic) == {("text", "changed", "", "")}
    assert db.table("edits").count == len(lines)
