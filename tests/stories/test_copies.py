from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlite_utils import Database

from storage import analyses
from storage.records import Analysis
from stories import copies, run
from topics import Topic

Tell = Callable[..., int]


def flat(text: str) -> str:
    """A line for each paragraph."""
    return "\n".join(" ".join(block.split()) for block in text.strip().split("\n\n"))


OVENS = flat("""
Three bakers of the old harbour lit their ovens at two in the morning, as they have done
since spring, although the council had asked them to wait until five.

The quarrel began with a letter about noise. A retired sailor wrote that the flour lorry woke his
parrot, and that the parrot then woke the street. Nobody laughed at the town hall.

Crumb & Co pays 150 dollars an hour for the night, said a foreman who asked to be called Joe, and
another 40 dollars for every tray of rolls above the eleventh.

On Thursday the mayor will visit the bakery, in the dark, with a thermos and two inspectors. The
bakers have promised her the first loaf and an argument.""")
TIDES = flat("""
The lighthouse keeper of Gull Point retires in May, after forty winters of counting ships
by hand. His notebooks fill a cupboard that no one is allowed to open before he leaves.

He says the sea has grown louder, or his nights longer; the figures in the cupboard will tell. A
museum has asked for them twice, and twice he answered with a drawing of a gull.""")
FOURS = flat("""
Trois boulangers du vieux port ont allumé leurs fours à deux heures du matin, comme ils le
font depuis le printemps, bien que la mairie leur ait demandé d'attendre cinq heures.

La querelle est née d'une lettre sur le bruit. Un marin à la retraite écrivait que le camion de
farine réveillait son perroquet, et que le perroquet réveillait ensuite la rue.

Crumb & Co paie 150 dollars de l'heure la nuit, dit un contremaître qui veut qu'on l'appelle Joe, et
40 dollars de plus pour chaque plaque de petits pains au-delà de la onzième.

Jeudi, la maire visitera la boulangerie dans le noir, avec une thermos et deux inspecteurs. Les
boulangers lui ont promis la première miche et une dispute.""")
HEAD = "What nobody in this town had expected came to pass in the small hours of a cold morning. "


def work(db: Database, topic: Topic) -> dict[int, tuple[str, int, int]]:
    """Role, original and source of each article that is in a group."""
    run.work_off(db, topic, lambda part, done, total: None, [copies.PART])
    rows = db.execute("SELECT article_id, role, original_id, of_id FROM copies")
    return {article: (role, original, of) for article, role, original, of in rows}


def swapped(text: str, every: int) -> str:
    return " ".join("otherwise" if n % every == 0 else w for n, w in enumerate(text.split(), 1))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (OVENS, "copy"),
        (OVENS[: len(OVENS) // 2], "copy"),
        (HEAD + OVENS.partition("\n")[2], "copy"),
        (swapped(OVENS, 6), "rewrite"),
        (TIDES, None),
        (TIDES + OVENS[:120], None),
    ],
)
def test_an_edited_article_hangs_from_the_earlier_one(
    db: Database, topic: Topic, tell: Tell, told: Any, text: str, role: str | None
) -> None:
    first = tell(told(OVENS))
    second = tell(told(text, day="2023-03-05", source="the-crust"))
    found = work(db, topic)
    if not role:
        assert not found
        return
    assert found == {first: ("original", first, first), second: (role, first, first)}
    start, end, of_start, of_end = db.execute(
        'SELECT "start", "end", of_start, of_end FROM copies WHERE article_id = ?', [second]
    ).fetchone()
    assert text[start:end].split() == OVENS[of_start:of_end].split() != []


def test_the_earliest_is_the_original_in_whatever_order_they_come(
    db: Database, topic: Topic, tell: Tell, told: Any
) -> None:
    last = tell(told(OVENS, day="2023-03-09"))
    middle = tell(told(HEAD + OVENS, day="2023-03-06", source="la-miche"))
    assert work(db, topic) == {middle: ("original", middle, middle), last: ("copy", middle, middle)}
    first = tell(told(OVENS, day="2023-03-02", source="the-crust"))
    assert {row[:2] for row in work(db, topic).values()} == {("original", first), ("copy", first)}
    before = work(db, topic)
    with db.atomic():
        copies.work(db, topic, [first, middle, last])
    assert work(db, topic) == before


def test_who_no_longer_belongs_leaves_the_group(
    db: Database, topic: Topic, tell: Tell, told: Any
) -> None:
    first = tell(told(OVENS))
    second = tell(told(OVENS, day="2023-03-05", source="the-crust"))
    third = tell(told(OVENS, day="2023-03-06", source="la-miche"))
    work(db, topic)
    analyses.save(db, [Analysis(str(first), "en", "v2", relevant=False)])
    assert work(db, topic) == {
        second: ("original", second, second),
        third: ("copy", second, second),
    }
    analyses.save(db, [Analysis(str(third), "en", "v2", relevant=False)])
    assert work(db, topic) == {}


def test_what_both_quote_is_nobodys_copy(db: Database, topic: Topic, tell: Tell, told: Any) -> None:
    speech = OVENS.replace("\n", " ")[:420]
    one = f"The mayor spoke for an hour. {speech} {TIDES}"
    other = f"A speech was heard at the harbour yesterday, in the rain. {speech} {HEAD * 3}"
    tell(told(one, quotes={speech: "ada-crust"}))
    tell(told(other, day="2023-03-05", source="the-crust", quotes={speech: "ada-crust"}))
    assert work(db, topic) == {}


@pytest.mark.parametrize("notice", ["", "\n(Traduit de l'anglais automatiquement.)"])
def test_a_translation_keeps_the_facts_in_order(
    db: Database, topic: Topic, tell: Tell, told: Any, notice: str
) -> None:
    names = {"Joe": "joe", "Crumb & Co": "crumb"}
    english = {"two in the morning": (2, "hour", ""), "five": (5, "hour", ""),
               "150 dollars an hour": (150, "USD/hour", ""), "40 dollars": (40, "USD", ""),
               "two inspectors": (2, "people", "")}  # fmt: skip
    french = {"deux heures du matin": (2, "hour", ""), "cinq": (5, "hour", ""),
              "150 dollars de l'heure": (150, "USD/hour", ""), "40 dollars": (40, "USD", ""),
              "deux inspecteurs": (2, "people", "")}  # fmt: skip
    first = tell(told(OVENS, names=names, figures=english))
    second = tell(told(FOURS + notice, day="2023-03-06", source="la-miche", lang="fr",
                       names=names, figures=french))  # fmt: skip
    assert work(db, topic)[second] == ("translation", first, first)
    [(rule,)] = db.execute("SELECT rule FROM copies WHERE article_id = ?", [second])
    assert rule == ("machine-notice" if notice else "facts-in-order")


def test_articles_of_two_languages_with_some_facts_in_common_are_apart(
    db: Database, topic: Topic, tell: Tell, told: Any
) -> None:
    tell(told(OVENS, names={"Crumb & Co": "crumb"}, figures={"150 dollars": (150, "USD", "")}))
    tell(told(FOURS, day="2023-03-06", source="la-miche", lang="fr",
              names={"Crumb & Co": "crumb", "Joe": "joe"},
              figures={"150 dollars": (150, "USD", ""), "deux": (2, "", "")}))  # fmt: skip
    assert work(db, topic) == {}


def test_what_was_first_is_the_original_however_late_it_is_found(
    db: Database, topic: Topic, tell: Tell, told: Any
) -> None:
    found = {}
    for day in (8, 5, 9, 3, 7, 2):
        found[day] = tell(told(OVENS, day=f"2023-03-0{day}", source=f"paper-{day}"))
        groups = work(db, topic)
        first = found[min(found)]
        others = {article for article in found.values() if article != first}
        assert not others or {original for _, original, _ in groups.values()} == {first}
        assert {article for article, row in groups.items() if row[0] == "copy"} == others
    before = db.execute("SELECT * FROM copies ORDER BY 1").fetchall()
    with db.atomic():
        copies.work(db, topic, list(found.values()))
    assert db.execute("SELECT * FROM copies ORDER BY 1").fetchall() == before
