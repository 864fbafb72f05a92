"""Who holds a position: lists, groups, pronouns, signatories and unions, all invented."""

import re
from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from nlp import quotes, sentences, stance  # noqa: F401 - register the components
from nlp.gender import genders
from storage.records import Entity, Mention

ENTITIES = {
    "Jeanne Ferrand": Entity("jeanne-ferrand", "Jeanne Ferrand", "PERSON"),
    "Paul Rive": Entity("paul-rive", "Paul Rive", "PERSON"),
    "Louise Orme": Entity("louise-orme", "Louise Orme", "PERSON"),
    "Ligue du Lac": Entity("ligue-du-lac", "Ligue du Lac", "ORG"),
    "Union des Barques": Entity("union-des-barques", "Union des Barques", "ORG"),
    "Lake Guild": Entity("lake-guild", "Lake Guild", "ORG"),
    "Boat Union": Entity("boat-union", "Boat Union", "ORG"),
    "Port Council": Entity("port-council", "Port Council", "ORG"),
}
LISTED = """
[[entity]]
id = "port-council"
type = "ORG"
name = "Port Council"
"""
ISSUES = """
[[issue]]
id = "dam"
label = {fr = "Le barrage", en = "The dam"}
favor = {fr = "Le veut", en = "Wants it"}
against = {fr = "Le refuse", en = "Refuses it"}
terms = {fr = ["barrage*"], en = ["dam"]}
"""


@pytest.fixture(scope="module")
def topic(lake: Callable[[str, str], str]) -> str:
    return lake(LISTED, ISSUES)


def holders(topic: str, lang: str, text: str, target: str = "dam") -> set[str]:
    """Who is for or against the dam, without a parser."""
    nlp = spacy.blank(lang)
    for name in ("sentences", "quotes", "stance"):
        nlp.add_pipe(name, config={"topic": topic})
    doc: Doc = nlp.make_doc(text)
    names = "|".join(sorted(ENTITIES, key=len, reverse=True))
    doc._.mentions = [
        Mention(m.start(), m.end(), ENTITIES[m[0]].id, "name", "test")
        for m in re.finditer(names, text)
    ]
    doc._.entities = {e.id: e for name, e in ENTITIES.items() if name in text}
    return {s.holder for s in nlp(doc)._.stances if s.target == target}


EVERYONE = {"jeanne-ferrand", "paul-rive", "louise-orme"}
COUPLE = {"jeanne-ferrand", "paul-rive"}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Jeanne Ferrand, Paul Rive et Louise Orme dénoncent le barrage.", EVERYONE),
        ("en", "Jeanne Ferrand, Paul Rive and Louise Orme denounce the dam.", EVERYONE),
        ("fr", "Jeanne Ferrand ainsi que Paul Rive dénoncent le barrage.", COUPLE),
        ("en", "Jeanne Ferrand as well as Paul Rive denounced the dam.", COUPLE),
        ("fr", "Jeanne Ferrand dénonce le barrage, tout comme Paul Rive.", COUPLE),
        ("en", "Jeanne Ferrand denounced the dam, as did Paul Rive.", COUPLE),
        ("fr", "Aux côtés de Paul Rive, Jeanne Ferrand dénonce le barrage.", COUPLE),
        ("en", "Along with Paul Rive, Jeanne Ferrand denounced the dam.", COUPLE),
        ("fr", "À Paris, Jeanne Ferrand dénonce le barrage.", {"jeanne-ferrand"}),
        (
            "fr",
            "Des comédiens et des cinéastes dénoncent le barrage.",
            {"Des comédiens et des cinéastes"},
        ),
        ("en", "Actors and directors denounce the dam.", {"Actors and directors"}),
    ],
)
def test_all_of_a_list(topic: str, lang: str, text: str, expected: set[str]) -> None:
    assert holders(topic, lang, text) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "fr",
            "Deux syndicats, dont la Ligue du Lac (LDL) et l'Union des Barques, dénoncent "
            "le barrage.",
            {"Deux syndicats", "ligue-du-lac", "union-des-barques"},
        ),
        (
            "en",
            "Two unions, including the Lake Guild and the Boat Union, denounce the dam.",
            {"Two unions", "lake-guild", "boat-union"},
        ),
        (
            "en",
            "Two unions: the Lake Guild and the Boat Union, denounce the dam.",
            {"Two unions", "lake-guild", "boat-union"},
        ),
        (
            "fr",
            "Certains habitants, dont Paul Rive, qui dénoncent le barrage, partent.",
            {"Certains habitants", "paul-rive"},
        ),
    ],
)
def test_members_of_a_group(topic: str, lang: str, text: str, expected: set[str]) -> None:
    assert holders(topic, lang, text) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Jeanne Ferrand et Paul Rive sont venus. Ils dénoncent le barrage.", COUPLE),
        ("en", "Jeanne Ferrand and Paul Rive came. They denounce the dam.", COUPLE),
        ("fr", "Jeanne Ferrand et Paul Rive sont venus. Les deux dénoncent le barrage.", COUPLE),
        ("en", "Jeanne Ferrand and Paul Rive came. Both denounced the dam.", COUPLE),
        (
            "fr",
            "Jeanne Ferrand et Paul Rive sont venus. Ces derniers dénoncent le barrage.",
            COUPLE,
        ),
        (
            "fr",
            "La Ligue du Lac et l'Union des Barques sont là. Les syndicats dénoncent le barrage.",
            {"Les syndicats", "ligue-du-lac", "union-des-barques"},
        ),
        (
            "en",
            "The Lake Guild and the Boat Union came. The unions denounce the dam.",
            {"The unions", "lake-guild", "boat-union"},
        ),
    ],
)
def test_plural_pronouns_mean_all(topic: str, lang: str, text: str, expected: set[str]) -> None:
    assert holders(topic, lang, text) == expected


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Jeanne Ferrand a vu Paul Rive. Elle dénonce le barrage.", "jeanne-ferrand"),
        ("fr", "Jeanne Ferrand a vu Paul Rive. Il dénonce le barrage.", "paul-rive"),
        ("en", "Jeanne Ferrand met Paul Rive. She denounced the dam.", "jeanne-ferrand"),
        ("en", "Jeanne Ferrand met Paul Rive. He denounced the dam.", "paul-rive"),
        ("fr", "La Ligue du Lac a vu Paul Rive. Elle dénonce le barrage.", "ligue-du-lac"),
    ],
)
def test_pronouns_agree_in_gender(topic: str, lang: str, text: str, expected: str) -> None:
    assert holders(topic, lang, text) == {expected}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "fr",
            "Quelque 300 habitants ont écrit. La tribune, signée par Jeanne Ferrand et Paul Rive, "
            "a paru hier. Ses auteurs dénoncent le barrage.",
            {"300 habitants", *COUPLE},
        ),
        (
            "en",
            "Some 300 residents wrote. The open letter, signed by Jeanne Ferrand and Paul Rive, "
            "came out. The signatories denounce the dam.",
            {"300 residents", *COUPLE},
        ),
        (
            "fr",
            "Une pétition circule. Parmi les signataires figurent Jeanne Ferrand et Paul Rive. "
            "La pétition dénonce le barrage.",
            COUPLE,
        ),
        (
            "en",
            "Jeanne Ferrand and Paul Rive signed a petition. The petition denounces the dam.",
            COUPLE,
        ),
    ],
)
def test_signatories(topic: str, lang: str, text: str, expected: set[str]) -> None:
    found = holders(topic, lang, text)
    assert {re.sub(r"^(Quelque|Some) ", "", holder) for holder in found} == expected


def test_an_agreement_is_no_letter(topic: str) -> None:
    text = "L'accord est signé par Jeanne Ferrand et Paul Rive. Louise Orme dénonce le barrage."
    assert holders(topic, "fr", text) == {"louise-orme"}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "The Lake Guild met. Leaders denounced the dam.", "lake-guild"),
        ("en", "The Lake Guild met. Voters denounced the dam.", "lake-guild"),
        ("en", "Performers organised in the Lake Guild denounced the dam.", "lake-guild"),
        ("en", "The Lake Guild met. Some members denounced the dam.", "Some members"),
        ("fr", "L'Union des Barques et ses 300 membres dénoncent le barrage.", "union-des-barques"),
    ],
)
def test_members_count_as_their_union(topic: str, lang: str, text: str, expected: str) -> None:
    assert holders(topic, lang, text) == {expected}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Le barrage est dénoncé par Jeanne Ferrand et Paul Rive.", COUPLE),
        ("en", "The dam was denounced by Jeanne Ferrand and Paul Rive.", COUPLE),
        ("fr", "On parle de Jeanne Ferrand, qui dénonce le barrage.", {"jeanne-ferrand"}),
        ("en", "The talk is of Jeanne Ferrand, who denounced the dam.", {"jeanne-ferrand"}),
        ("en", "Denouncing the dam, Jeanne Ferrand left.", {"jeanne-ferrand"}),
        ("en", "Paul Rive met Jeanne Ferrand for denouncing the dam.", {"jeanne-ferrand"}),
    ],
)
def test_agents_and_clauses(topic: str, lang: str, text: str, expected: set[str]) -> None:
    assert holders(topic, lang, text) == expected


@pytest.mark.parametrize(
    ("lang", "words", "expected"),
    [
        ("fr", "l'actrice", "f"),
        ("fr", "le syndicat", "m"),
        ("fr", "des associations", "f"),
        ("fr", "une artiste", "f"),
        ("fr", "l'artiste", None),
        ("en", "the actress", "f"),
        ("en", "the chairman", "m"),
        ("en", "the actor", None),
    ],
)
def test_gender_of_descriptions(lang: str, words: str, expected: str | None) -> None:
    assert genders(lang).description(words) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Louise Orme", "f"), ("Paul Rive", "m"), ("Camille Orme", None), ("Xyzzy Orme", None)],
)
def test_gender_of_first_names(name: str, expected: str | None) -> None:
    assert genders("en").name(name) == expected
