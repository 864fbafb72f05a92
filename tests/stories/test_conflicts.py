from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import pytest
from sqlite_utils import Database

from storage import analyses, changes
from storage.outcomes import Copy, Story, StoryArticle
from storage.records import Analysis
from storage.told import clusters, copies
from stories import conflicts, run
from topics import Topic

Tell = Callable[..., int]
Given = tuple[str, str, str, float, str]  # day, source, text, value, unit of the figure in [ ]


def work(db: Database, topic: Topic) -> list[tuple[object, ...]]:
    """The claims told by more than one article, or in conflict."""
    run.work_off(db, topic, lambda part, done, total: None, [conflicts.PART])
    return db.execute(
        "SELECT rule, entity_id, unit, articles, origins, conflicting FROM claims "
        "WHERE articles > 1 OR conflicting ORDER BY id"
    ).fetchall()


@pytest.fixture
def press(tell: Tell, told: Callable[..., object]) -> Callable[[Sequence[Given]], list[int]]:
    """Tell articles about Crumb & Co, with one figure each between brackets."""

    def _press(given: Sequence[Given]) -> list[int]:
        return [tell(_one(*article)) for article in given]

    def _one(day: str, source: str, text: str, value: float, unit: str) -> object:
        figure = text[text.index("[") + 1 : text.index("]")]
        return told(
            text.replace("[", "").replace("]", ""),
            day=day, source=source, lang="fr" if source == "la-miche" else "en",
            names={"Crumb": "crumb"}, figures={figure: (value, unit, "")},
        )  # fmt: skip

    return _press


SAME = [
    # rounded
    ("Members of Crumb approved the deal by [78.33 percent].", 78.33, "percent",
     "Les membres de Crumb ont approuvé l'accord à [78 %].", 78, "percent"),
    ("Members of Crumb approved the deal by [78.33 percent].", 78.33, "percent",
     "Crumb : [près de 80 %] des votants ont approuvé l'accord.", 80, "percent"),
    # a bound
    ("Crumb says the fire cost [more than $1 billion].", 1e9, "USD",
     "Crumb dit que l'incendie a coûté [1,2 milliard de dollars].", 1.2e9, "USD"),
    # other units
    ("The strike at Crumb lasted [11 months].", 11, "months",
     "La grève chez Crumb a duré [presque un an].", 1, "years"),
    ("Crumb paid its bakers [$2,000 a month].", 2000, "USD/month",
     "Crumb a payé ses boulangers [24 000 dollars par an].", 24000, "USD/year"),
    # a number that grew
    ("Crumb: the petition was signed by [900 people].", 900, "people",
     "Crumb : [4 000 personnes] ont signé la pétition.", 4000, "people"),
]  # fmt: skip
DIFFERENT = [
    ("Crumb has [16,000 members].", 16000, "people",
     "Crumb et ses [160 000 membres] sont en grève.", 160000, "people"),
    ("Wages at Crumb rise by [7 percent].", 7, "percent",
     "Les salaires chez Crumb progressent d'[environ 8 %].", 8, "percent"),
    ("Crumb says the fire cost [more than $5 billion].", 5e9, "USD",
     "Crumb dit que l'incendie a coûté [3 milliards de dollars].", 3e9, "USD"),
    ("Crumb paid its bakers [$150 an hour].", 150, "USD/hour",
     "Crumb a payé ses boulangers [120 dollars de l'heure].", 120, "USD/hour"),
    ("[About 2,500 people] work under the deal with Crumb.", 2500, "people",
     "[Quelque 2 600 personnes] travaillent sous cet accord avec Crumb.", 2600, "people"),
]  # fmt: skip
APART = [
    # asked for, not paid; a board, not all; another year; another currency; another group
    ("Crumb paid its bakers [$150 an hour].", 150, "USD/hour",
     "Les boulangers de Crumb réclament un salaire de [200 dollars de l'heure].", 200, "USD/hour"),
    ("Members of Crumb approved the deal by [78 percent].", 78, "percent",
     "Le conseil de Crumb a approuvé l'accord à [86 %].", 86, "percent"),
    ("The strike at Crumb lasted [118 days].", 118, "days",
     "En 1980, la grève chez Crumb avait duré [95 jours].", 95, "days"),
    ("Crumb says the fire cost [$5 billion].", 5e9, "USD",
     "Crumb dit que l'incendie a coûté [2 milliards d'euros].", 2e9, "EUR"),
    ("The strike of writers at Crumb lasted [148 days].", 148, "days",
     "La grève des acteurs chez Crumb a duré [118 jours].", 118, "days"),
    ("Crumb has [16,000 members].", 16000, "people",
     "Chez Crumb, [900 membres] ont voté.", 900, "people"),
]  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_the_same_told_in_another_way_is_no_conflict(
    db: Database, topic: Topic, press: Callable[..., list[int]], case: tuple[str, float, str, str,
    float, str],
) -> None:  # fmt: skip
    press([("2023-03-04", "the-loaf", *case[:3]), ("2023-03-06", "la-miche", *case[3:])])
    [claim] = work(db, topic)
    assert claim[1:2] + claim[3:] == ("crumb", 2, 2, 0)


@pytest.mark.parametrize("case", DIFFERENT)
def test_what_cannot_both_be_right_is_a_conflict(
    db: Database, topic: Topic, press: Callable[..., list[int]], case: tuple[str, float, str, str,
    float, str],
) -> None:  # fmt: skip
    press([("2023-03-06", "the-loaf", *case[:3]), ("2023-03-06", "la-miche", *case[3:])])
    [claim] = work(db, topic)
    assert claim[3:] == (2, 2, 1)


@pytest.mark.parametrize("case", APART)
def test_what_is_another_thing_is_another_claim(
    db: Database, topic: Topic, press: Callable[..., list[int]], case: tuple[str, float, str, str,
    float, str],
) -> None:  # fmt: skip
    press([("2023-03-06", "the-loaf", *case[:3]), ("2023-03-06", "la-miche", *case[3:])])
    assert work(db, topic) == []


def test_an_amount_for_so_many_hours_is_a_rate(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    figures = {"$300": (300, "USD", ""), "two hours": (2, "hours", "")}
    tell(told("Crumb paid bakers as little as $300 for two hours.", names={"Crumb": "crumb"},
              figures=figures))  # fmt: skip
    tell(told("Crumb paid bakers $150 an hour.", names={"Crumb": "crumb"}, source="the-crust",
              figures={"$150 an hour": (150, "USD/hour", "")}))  # fmt: skip
    assert work(db, topic) == [("measure pay", "crumb", "USD/hour", 2, 2, 0)]
    rows = db.execute('SELECT value, unit, bound, "start" FROM claim_figures ORDER BY article_id')
    assert (150.0, "USD/hour", "least", 31) in rows.fetchall()


def test_a_revision_that_changes_a_figure_says_what_it_was(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    url = "https://the-loaf.example/n"
    old = told("Crumb has 16,000 members.", names={"Crumb": "crumb"},
               figures={"16,000 members": (16000, "people", "members")})  # fmt: skip
    new = told("Crumb has 160,000 members.", names={"Crumb": "crumb"},
               figures={"160,000 members": (160000, "people", "members")})  # fmt: skip
    number = tell(old, url=url)
    assert work(db, topic) == []
    tell(new, url=url, seen_at="2023-03-05T06:00:00+00:00")
    analyses.save(db, [old.analysis(number, 1, "v1")])  # type: ignore[attr-defined]
    assert work(db, topic) == [("measure members", "crumb", "people", 1, 1, 1)]
    rows = db.execute("SELECT revision, value, changed_from FROM claim_figures ORDER BY 1")
    assert rows.fetchall() == [(1, 16000.0, None), (2, 160000.0, 16000.0)]


def test_a_number_within_a_quotation_is_what_its_speaker_says(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    said = "The strike at Crumb lasted 118 days"
    tell(told(f"“{said},” said Ada Crust.", names={"Crumb": "crumb"}, quotes={said: "ada-crust"},
              figures={"118 days": (118, "days", "")}))  # fmt: skip
    work(db, topic)
    assert db.execute("SELECT speaker_id FROM claim_figures").fetchall() == [("ada-crust",)]


def test_a_copy_is_no_witness_but_one_that_tells_it_differently_is_in_conflict(
    db: Database, topic: Topic, press: Callable[..., list[int]]
) -> None:
    one, other = press([
        ("2023-03-06", "the-loaf", "Crumb has [16,000 members].", 16000, "people"),
        ("2023-03-06", "la-miche", "Crumb et ses [160 000 membres].", 160000, "people"),
    ])  # fmt: skip
    assert work(db, topic)[0][4:] == (2, 1)
    with db.atomic():
        copies.save(db, [one, other], [
            Copy(one, one, one, "original", 1, 1, 1, 1, "by-hand"),
            Copy(other, one, one, "translation", 0.9, 0.9, 1, 1, "by-hand"),
        ])  # fmt: skip
        changes.touch(db, "copies", [one, other])
    assert work(db, topic)[0][4:] == (1, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Crumb and the bakery Crust paid actors [$150 an hour].",
         "Crust paid actors [$50 an hour]."),
        ("Crust paid actors [$150 an hour].",
         "Crust et la jeune pousse Crumb ont payé les acteurs [50 dollars de l'heure]."),
    ],
)  # fmt: skip
def test_who_is_named_together_is_measured_together(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object], one: str, other: str
) -> None:
    for number, text in enumerate((one, other)):
        figure = text[text.index("[") + 1 : text.index("]")]
        plain = text.replace("[", "").replace("]", "")
        names = {name: name.lower() for name in ("Crumb", "Crust") if name in plain}
        tell(told(plain, day=f"2023-03-0{number + 1}", source=f"paper-{number}", names=names,
                  lang="fr" if "heure" in plain else "en",
                  figures={figure: (150.0 - 100 * number, "USD/hour", "")}))  # fmt: skip
    assert [row[3:] for row in work(db, topic)] == [(2, 2, 1)]


def test_behind_a_comma_nobody_owns_a_figure(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    tell(
        told(
            "Crumb has 160 members, while the Crust has 11 members.",
            names={"Crumb": "crumb", "Crust": "crust"},
            figures={"160 members": (160, "people", ""), "11 members": (11, "people", "")},
        )
    )
    work(db, topic)
    told_of = db.execute(
        "SELECT c.entity_id, f.value FROM claim_figures f JOIN claims c ON c.id = f.claim_id "
        "ORDER BY f.value"
    ).fetchall()
    assert told_of == [("crust", 11.0), ("crumb", 160.0)]


def test_signatures_and_those_who_sign_count_the_same(
    db: Database, topic: Topic, press: Callable[..., list[int]]
) -> None:
    press([
        ("2023-03-06", "the-loaf", "Crumb: the petition was signed by [2,000 people].", 2000,
         "people"),
        ("2023-03-05", "la-miche", "Crumb : la pétition a recueilli [20 000 signatures].", 20000,
         "signatures"),
    ])  # fmt: skip
    assert [row[2:] for row in work(db, topic)] == [("people", 2, 2, 1)]


def test_figures_of_notices_and_links_are_not_told(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    tell(told("Crumb paid its bakers $150 an hour.\n"
              "Correction: an earlier version said that Crumb paid $15 an hour.\n"
              "Read more: Crumb paid $1 an hour",
              names={"Crumb": "crumb"},
              figures={"$150 an hour": (150, "USD/hour", ""), "$15 an hour": (15, "USD/hour", ""),
                       "$1 an hour": (1, "USD/hour", "")}))  # fmt: skip
    work(db, topic)
    assert db.execute("SELECT value FROM claim_figures").fetchall() == [(150.0,)]


def test_again_is_the_same_and_what_is_off_the_topic_goes(
    db: Database, topic: Topic, press: Callable[..., list[int]]
) -> None:
    def tables() -> list[list[tuple[object, ...]]]:
        return [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
                for table in ("claims", "claim_figures", "claim_keys")]  # fmt: skip

    numbers = press([
        ("2023-03-06", "the-loaf", "Crumb has [16,000 members].", 16000, "people"),
        ("2023-03-06", "la-miche", "Crumb et ses [160 000 membres].", 160000, "people"),
        ("2023-03-07", "the-loaf", "Wages at Crumb rise by [7 percent].", 7, "percent"),
    ])  # fmt: skip
    work(db, topic)
    before = tables()
    touched = changes.left(db, 0, ["claims"])
    with db.atomic():
        conflicts.work(db, topic, numbers)
        conflicts.work(db, topic, numbers[:1])
    assert (tables(), changes.left(db, 0, ["claims"])) == (before, touched)
    analyses.save(db, [Analysis(str(numbers[1]), "fr", "v2", relevant=False)])
    assert work(db, topic) == []
    analyses.save(db, [Analysis(str(n), "en", "v2") for n in (numbers[0], numbers[2])])
    work(db, topic)
    assert tables() == [[], [], []]


GROUPS = """
    SELECT (SELECT group_concat(place, ' ') FROM (
            SELECT article_id || ':' || "start" || ':' || COALESCE(changed_from, '') AS place
            FROM claim_figures WHERE claim_id = c.id ORDER BY article_id, "start")),
        story_id, entity_id, rule, articles, origins, conflicting, first_day, last_day,
        (SELECT group_concat(key, ' ') FROM
            (SELECT key FROM claim_keys WHERE claim_id = c.id ORDER BY key))
    FROM claims c ORDER BY 1
"""


def groups(db: Database) -> list[tuple[object, ...]]:
    """Which figures are in one claim, what it says of them, and what it is looked up by."""
    return db.execute(GROUPS).fetchall()


def in_stories(db: Database, stories: dict[int, int]) -> None:
    """Put articles in stories, as the part before does."""
    with db.atomic():
        told = {number: Story(number, None, None, None) for number in stories.values()}
        placed = [StoryArticle(a, s, "independent", 1, lang="en") for a, s in stories.items()]
        clusters.save(db, told.values(), placed)
        changes.touch(db, "clusters", stories)


STRIKE = ("The strike lasted [118 days].", 118, "days")
LONGER = ("The strike lasted [95 days].", 95, "days")


@pytest.mark.parametrize(
    "moves",
    [{2: 2}, {1: 2}, {1: 2, 2: 2}, {3: 1, 4: 1}, {1: 3, 3: 3}, {1: 3, 2: 3, 3: 3, 4: 3}],
    ids=str,
)
def test_a_move_to_another_story_leaves_what_one_pass_makes(
    db: Database,
    topic: Topic,
    tell: Tell,
    told: Callable[..., object],
    moves: dict[int, int],
) -> None:
    days = ["2023-03-06", "2023-03-07", "2023-03-08", "2023-03-09"]
    numbers = [
        tell(told(text.replace("[", "").replace("]", ""), day=day, source=f"paper-{n}",
                  figures={text[text.index("[") + 1 : text.index("]")]: (value, unit, "")}))
        for n, (day, (text, value, unit)) in enumerate(zip(days, [STRIKE, LONGER] * 2, strict=True))
    ]  # fmt: skip
    in_stories(db, dict(zip(numbers, [1, 1, 2, 2], strict=True)))
    work(db, topic)
    assert [row[1] for row in groups(db)] == [1, 2]
    in_stories(db, {numbers[n - 1]: story for n, story in moves.items()})
    work(db, topic)
    moved = groups(db)
    with db.atomic():
        conflicts.work(db, topic, [numbers[n - 1] for n in moves])
    assert groups(db) == moved
    db.execute("DELETE FROM claims")
    db.execute("DELETE FROM parts")
    work(db, topic)
    assert groups(db) == moved


def test_what_comes_little_by_little_is_what_one_pass_makes(
    db: Database, topic: Topic, press: Callable[..., list[int]]
) -> None:
    for n in range(30):
        day = f"2023-{3 + n // 10:02}-{1 + n % 10:02}"
        text, value, unit = [*(case[:3] for case in DIFFERENT), *(case[:3] for case in SAME)][
            n % 11
        ]
        press([(day, f"paper-{n % 4}", str(text), float(value) + n % 3, str(unit))])
        work(db, topic)
    made = groups(db)
    db.execute("DELETE FROM claims")
    db.execute("DELETE FROM parts")
    work(db, topic)
    assert groups(db) == made and len(made) > 11


def test_copies_and_originals_are_weighed_again(
    db: Database, topic: Topic, press: Callable[..., list[int]]
) -> None:
    def copy_of(number: int, original: int) -> None:
        role: Literal["original", "copy"] = "original" if number == original else "copy"
        with db.atomic():
            copies.save(db, [number], [Copy(number, original, original, role, 1, 1, 1, 1, "-")])
            changes.touch(db, "copies", [number])

    one, other, third = press([
        ("2023-03-06", "the-loaf", "Crumb has [16,000 members].", 16000, "people"),
        ("2023-03-06", "la-miche", "Crumb et ses [160 000 membres].", 160000, "people"),
        ("2023-03-06", "the-crust", "Crumb has [16,000 members].", 16000, "people"),
    ])  # fmt: skip
    seen = []
    told = [(one, one), (other, one), (third, one), (third, third), (other, other)]
    for number, original in told:
        copy_of(number, original)
        seen.append(work(db, topic)[0][3:])
    assert seen == [(3, 3, 1), (3, 2, 1), (3, 1, 1), (3, 2, 1), (3, 3, 1)]
