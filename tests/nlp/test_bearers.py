"""Positions told by nouns, split verbs and trees: invented people, trees written by hand."""

import re
from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from nlp import quotes, sentences, stance  # noqa: F401 - register the components
from storage.records import Entity, Mention

ENTITIES = {
    "Jeanne Ferrand": Entity("jeanne-ferrand", "Jeanne Ferrand", "PERSON"),
    "Paul Rive": Entity("paul-rive", "Paul Rive", "PERSON"),
    "Hydropan": Entity("hydropan", "Hydropan", "ORG"),
    "Aquamax": Entity("aquamax", "Aquamax", "ORG"),
    "Lake Guild": Entity("lake-guild", "Lake Guild", "ORG"),
}
LISTED = """
[[entity]]
id = "aquamax"
type = "ORG"
name = "Aquamax"
"""
ISSUES = """
[[issue]]
id = "dam"
label = {fr = "Le barrage", en = "The dam"}
favor = {fr = "Le veut", en = "Wants it"}
against = {fr = "Le refuse", en = "Refuses it"}
terms = {fr = ["barrage*"], en = ["dam"]}

[[issue]]
id = "rules"
label = {fr = "Les règles", en = "The rules"}
favor = {fr = "Les veut", en = "Wants them"}
against = {fr = "Les refuse", en = "Refuses them"}
terms = {fr = ["projet de loi"], en = ["bill", "NO DAMS Act"]}
"""
COUPLE = {("jeanne-ferrand", "rules", "favor"), ("paul-rive", "rules", "favor")}


@pytest.fixture(scope="module")
def topic(lake: Callable[[str, str], str]) -> str:
    return lake(LISTED, ISSUES)


def told(topic: str, lang: str, text: str, tree: str = "") -> set[tuple[str, str, str]]:
    """The positions; `tree` has "head label part-of-speech" of each word, heads by place."""
    nlp = spacy.blank(lang)
    for name in ("sentences", "quotes", "stance"):
        nlp.add_pipe(name, config={"topic": topic})
    doc = nlp.make_doc(text)
    if tree:
        nodes = [node.split("/") for node in tree.split()]
        doc = Doc(
            nlp.vocab,
            words=[token.text for token in doc],
            spaces=[bool(token.whitespace_) for token in doc],
            heads=[int(node[0]) for node in nodes],
            deps=[node[1] for node in nodes],
            pos=[node[2] for node in nodes],
        )
    names = "|".join(sorted(ENTITIES, key=len, reverse=True))
    doc._.mentions = [
        Mention(m.start(), m.end(), ENTITIES[m[0]].id, "name", "test")
        for m in re.finditer(names, text)
    ]
    doc._.entities = {e.id: e for name, e in ENTITIES.items() if name in text}
    return {(s.holder, s.target, s.polarity) for s in nlp(doc)._.stances}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The bill is back. Sponsors are Jeanne Ferrand and Paul Rive."),
        ("fr", "Le projet de loi revient. Ses parrains sont Jeanne Ferrand et Paul Rive."),
        ("en", "The bill is back. Jeanne Ferrand and Paul Rive are among the sponsors."),
        ("fr", "Le projet de loi revient. Jeanne Ferrand et Paul Rive sont parmi les signataires."),
    ],
)
def test_who_is_called_a_sponsor_is_for_what_was_spoken_of(
    topic: str, lang: str, text: str
) -> None:
    assert told(topic, lang, text) == COUPLE


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The bill is back. For Paul Rive, the opponents remain few."),
        ("fr", "Le projet de loi revient. Pour Paul Rive, les opposants restent peu nombreux."),
    ],
)
def test_who_only_speaks_of_opponents_is_none(topic: str, lang: str, text: str) -> None:
    assert told(topic, lang, text) == set()


def test_a_verb_may_have_its_pronoun_inside(topic: str) -> None:
    text = "Hydropan said the lake was his. Jeanne Ferrand called it out."
    assert told(topic, "en", text) == {("jeanne-ferrand", "hydropan", "against")}


def test_a_possessive_is_no_object(topic: str) -> None:
    text = "Hydropan is near. Jeanne Ferrand defended her boat."
    assert told(topic, "en", text) == set()


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "Does Paul Rive really want the dam?", set()),
        ("fr", "Paul Rive veut-il vraiment le barrage ?", set()),
        ("en", "Paul Rive voted for a ban on the dam.", {("paul-rive", "dam", "against")}),
        ("fr", "Paul Rive soutient l'arrêt du barrage.", {("paul-rive", "dam", "against")}),
    ],
)
def test_what_is_asked_or_banned(
    topic: str, lang: str, text: str, expected: set[tuple[str, str, str]]
) -> None:
    assert told(topic, lang, text) == expected


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The dam met with concerns raised by the Lake Guild."),
        ("fr", "Le barrage suscite une inquiétude exprimée par la Lake Guild."),
    ],
)
def test_whose_an_outcry_is(topic: str, lang: str, text: str) -> None:
    assert told(topic, lang, text) == {("lake-guild", "dam", "against")}


@pytest.mark.parametrize(
    ("lang", "text", "tree", "expected"),
    [
        (  # an apposition that opens the sentence, which the parser holds for its subject
            "fr",
            "Porte-parole de Aquamax, Hydropan salue le projet de loi.",
            "5/nsubj/NOUN 2/case/ADP 0/nmod/PROPN 0/punct/PUNCT 5/nsubj/PROPN 5/ROOT/VERB "
            "7/det/DET 5/obj/NOUN 9/case/ADP 7/nmod/NOUN 5/punct/PUNCT",
            {("hydropan", "rules", "favor")},
        ),
        (  # what a relative clause tells of is no list
            "en",
            "Hydropan, which owns Aquamax and Lake Guild, backs the bill.",
            "10/nsubj/PROPN 0/punct/PUNCT 3/nsubj/PRON 0/acl:relcl/VERB 3/obj/PROPN 7/cc/CCONJ "
            "7/compound/PROPN 0/conj/PROPN 0/punct/PUNCT 9/ROOT/VERB 11/det/DET 9/obj/NOUN "
            "9/punct/PUNCT",
            {("hydropan", "rules", "favor")},
        ),
        (  # "NO" is part of a name and denies nothing
            "en",
            "The NO DAMS Act, backed by Lake Guild, is here.",
            "3/det/DET 3/det/DET 3/compound/PROPN 11/nsubj/PROPN 5/punct/PUNCT 3/acl/VERB "
            "8/case/ADP 8/compound/PROPN 5/obl:agent/PROPN 3/punct/PUNCT 11/cop/AUX "
            "11/ROOT/ADV 11/punct/PUNCT",
            {("lake-guild", "rules", "favor")},
        ),
        (  # the only verb of a sentence, which the parser holds for a participle
            "en",
            "Hydropan called on Monday for a ban on the dam.",
            "0/ROOT/PROPN 0/acl/VERB 3/case/ADP 1/obl/PROPN 6/case/ADP 6/det/DET 1/obl/NOUN "
            "9/case/ADP 9/det/DET 6/nmod/NOUN 0/punct/PUNCT",
            {("hydropan", "dam", "against")},
        ),
        (  # all of those who are moved, by what the news are about
            "en",
            "The news about Hydropan angered actors and writers.",
            "1/det/DET 4/nsubj/NOUN 3/case/ADP 1/nmod/PROPN 4/ROOT/VERB 4/obj/NOUN 7/cc/CCONJ "
            "5/conj/NOUN 4/punct/PUNCT",
            {("actors", "hydropan", "against"), ("writers", "hydropan", "against")},
        ),
    ],
)
def test_the_tree_is_weighed_against_the_order_of_words(
    topic: str, lang: str, text: str, tree: str, expected: set[tuple[str, str, str]]
) -> None:
    assert told(topic, lang, text, tree) == expected


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("Jeanne Ferrand denounces the dam.", 0.8, 1.0),
        ("Some neighbours denounce the dam.", 0.5, 0.8),
    ],
)
def test_who_is_named_is_surer_than_who_is_described(
    topic: str, text: str, least: float, most: float
) -> None:
    nlp = spacy.blank("en")
    for name in ("sentences", "quotes", "stance"):
        nlp.add_pipe(name, config={"topic": topic})
    doc = nlp.make_doc(text)
    if "Jeanne" in text:
        doc._.mentions = [Mention(0, 14, "jeanne-ferrand", "name", "test")]
        doc._.entities = {"jeanne-ferrand": ENTITIES["Jeanne Ferrand"]}
    (one,) = nlp(doc)._.stances
    assert least <= one.confidence < most
