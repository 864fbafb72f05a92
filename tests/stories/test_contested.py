from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from sqlite_utils import Database

from storage.positions import Held
from storage.records import Polarity
from stories import contested, positions, run
from topics import Topic

Tell = Callable[..., int]
MONTH = ("night-work", "2023-03")


def held(*said: tuple[str, str, int, Polarity]) -> dict[str, list[Held]]:
    found: dict[str, list[Held]] = {}
    for holder, lang, origin, polarity in said:
        found.setdefault(holder, []).append(Held(holder, lang, origin, polarity, 0.8))
    return found


def counts(topic: Topic, said: dict[str, list[Held]]) -> dict[str, tuple[int, int, int]]:
    sides = contested.sides(said, contested.offices(topic, MONTH[1]))
    found = {lang: Counter(s for (_, one), s in sides.items() if one == lang) for _, lang in sides}
    return {lang: (n["favor"], n["against"], n["ambivalent"]) for lang, n in found.items()}


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ((5, 0, 0), (5, 1, 0)),  # all agree
        ((9, 1, 0), (5, 5, 0)),  # balance
        ((1, 1, 0), (10, 10, 0)),  # volume
        ((2, 2, 6), (2, 2, 0)),  # those who hesitate
    ],
)
def test_the_index_grows_with_balance_and_volume(
    less: tuple[int, int, int], more: tuple[int, int, int]
) -> None:
    assert contested.index(*less) < contested.index(*more) < 1
    assert contested.index(less[1], less[0], less[2]) == contested.index(*less)
    assert contested.index(0, 0, 0) == 0


def test_holders_count_once_whatever_is_repeated(topic: Topic) -> None:
    loud: Sequence[tuple[str, str, int, Polarity]] = [("a", "en", n, "favor") for n in range(9)]
    assert counts(topic, held(*loud, ("b", "en", 9, "against"))) == {
        "en": (1, 1, 0), "any": (1, 1, 0),
    }  # fmt: skip


def test_a_holder_is_on_the_side_with_more_weight(topic: Topic) -> None:
    said = held(("a", "en", 1, "favor"), ("a", "en", 1, "favor"), ("a", "en", 2, "against"),
                ("a", "fr", 3, "against"))  # fmt: skip
    assert counts(topic, said) == {"fr": (0, 1, 0), "en": (0, 0, 1), "any": (0, 1, 0)}


def test_who_speaks_for_an_organisation_counts_as_it(topic: Topic) -> None:
    union = topic.entities["bakers-union"]
    office = {"of": "bakers-union", "title": {"fr": "présidente", "en": "president"}}
    model = type(union).model_validate
    chair = model({"id": "ada-crust", "type": "PERSON", "name": "Ada Crust",
                   "offices": [{**office, "since": "2023-02-01"}]})  # fmt: skip
    former = model({"id": "bo-rye", "type": "PERSON", "name": "Bo Rye",
                    "offices": [{**office, "until": "2023-02-01"}]})  # fmt: skip
    topic.entities.update({"ada-crust": chair, "bo-rye": former})
    said = held(*((who, "en", n, "against")
                  for n, who in enumerate(("ada-crust", "bo-rye", "bakers-union"))))  # fmt: skip
    assert counts(topic, said)["any"] == (0, 2, 0)


def test_the_month_follows_the_articles(
    db: Database, topic: Topic, tell: Tell, told: Callable[..., object]
) -> None:
    for holder, lang, polarity in [
        ("a", "en", "favor"),
        ("b", "en", "against"),
        ("a", "fr", "favor"),
    ]:
        stances = {"Night work": (holder, "night-work", polarity)}
        tell(told(f"Night work: {holder}, {lang}.", lang=lang, stances=stances))
    run.work_off(db, topic, lambda part, done, total: None, [positions.PART])
    found = db.execute('SELECT period, lang, favor, against, "index" FROM contested').fetchall()
    assert found == [
        ("2023-03", "any", 1, 1, contested.index(1, 1, 0)),
        ("2023-03", "en", 1, 1, contested.index(1, 1, 0)),
        ("2023-03", "fr", 1, 0, 0.0),
    ]
