"""Stances: who is for or against what, with invented people and a topic made for the test."""

import re
from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from nlp import quotes, sentences, stance  # noqa: F401 - register the components
from storage.records import Entity, Mention, Stance

ENTITIES = {
    "Jeanne Ferrand": Entity("jeanne-ferrand", "Jeanne Ferrand", "PERSON"),
    "Paul Rive": Entity("paul-rive", "Paul Rive", "PERSON"),
    "Ligue du Lac": Entity("ligue-du-lac", "Ligue du Lac", "ORG"),
    "Lake Guild": Entity("lake-guild", "Lake Guild", "ORG"),
    "Port Council": Entity("port-council", "Port Council", "ORG"),
}
LISTED = """
[[entity]]
id = "port-council"
type = "ORG"
name = "Port Council"
groups = {fr = ["ingénieurs"], en = ["engineers"]}
"""
ISSUES = """
[[issue]]
id = "dam"
label = {fr = "Le barrage", en = "The dam"}
favor = {fr = "Le veut", en = "Wants it"}
against = {fr = "Le refuse", en = "Refuses it"}
terms = {fr = ["barrage*", "turbines"], en = ["dam", "turbines"]}
against_cues = {fr = ["noyer la vallée"], en = ["drown the valley"]}

[[issue]]
id = "contract"
asked = false
label = {fr = "Le contrat", en = "The contract"}
favor = {fr = "L'approuve", en = "Approves it"}
against = {fr = "Le rejette", en = "Rejects it"}
terms = {fr = ["contrat", "offre*"], en = ["contract", "offer*", "proposal"]}

[[issue]]
id = "safety"
counts_as = "contract"
label = {fr = "La sûreté", en = "Safety"}
favor = {fr = "Demande des garanties", en = "Asks for guarantees"}
against = {fr = "N'en veut pas", en = "Wants none"}
terms = {fr = ["garanties", "consentement"], en = ["guarantees", "consent"]}
"""


@pytest.fixture(scope="module")
def topic(lake: Callable[[str, str], str]) -> str:
    return lake(LISTED, ISSUES)


def read(topic: str, lang: str, text: str) -> Doc:
    nlp = spacy.blank(lang)
    for name in ("sentences", "quotes", "stance"):
        nlp.add_pipe(name, config={"topic": topic})
    doc = nlp.make_doc(text)
    names = "|".join(sorted(ENTITIES, key=len, reverse=True))
    doc._.mentions = [
        Mention(m.start(), m.end(), ENTITIES[m[0]].id, "name", "test")
        for m in re.finditer(names, text)
    ]
    doc._.entities = {e.id: e for name, e in ENTITIES.items() if name in text}
    return nlp(doc)


def found(topic: str, lang: str, text: str) -> list[Stance]:
    return list(read(topic, lang, text)._.stances)


def told(topic: str, lang: str, text: str) -> set[tuple[str, str, str]]:
    return {(s.holder, s.target, s.polarity) for s in found(topic, lang, text)}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Jeanne Ferrand dénonce le barrage.", ("jeanne-ferrand", "dam", "against")),
        ("fr", "Des habitants craignent les turbines.", ("Des habitants", "dam", "against")),
        (
            "fr",
            "Il y a les habitants qui ont refusé les offres.",
            ("les habitants qui ont refusé les offres", "contract", "against"),
        ),
        (
            "fr",
            "Jeanne Ferrand accuse Paul Rive de mentir.",
            ("jeanne-ferrand", "paul-rive", "against"),
        ),
        ("fr", "La Ligue du Lac a signé le contrat.", ("ligue-du-lac", "contract", "favor")),
        (
            "fr",
            "Le contrat est ratifié par la Ligue du Lac.",
            ("ligue-du-lac", "contract", "favor"),
        ),
        ("fr", "La Ligue du Lac réclame des garanties.", ("ligue-du-lac", "safety", "favor")),
        ("fr", "La Ligue du Lac demande l'arrêt du barrage.", ("ligue-du-lac", "dam", "against")),
        ("fr", "Paul Rive ne soutient pas le barrage.", ("paul-rive", "dam", "against")),
        ("fr", "Le barrage a provoqué un tollé.", ("author", "dam", "against")),
        (
            "fr",
            "« Ce barrage est scandaleux », a déclaré Jeanne Ferrand.",
            ("jeanne-ferrand", "dam", "against"),
        ),
        ("fr", "Paul Rive assure que l'eau va noyer la vallée.", ("paul-rive", "dam", "against")),
        (
            "fr",
            "Jeanne Ferrand fustige les ingénieurs.",
            ("jeanne-ferrand", "port-council", "against"),
        ),
        ("fr", "Paul Rive voulait dénoncer le barrage.", ("paul-rive", "dam", "against")),
        (
            "fr",
            "Paul Rive exige un contrat interdisant de construire le barrage.",
            ("paul-rive", "dam", "against"),
        ),
        (
            "en",
            "The Lake Guild's leaders are calling out the dam as bogus.",
            ("lake-guild", "dam", "against"),
        ),
        (
            "en",
            "The Lake Guild met. Some members fear the dam.",
            ("Some members", "dam", "against"),
        ),
        (
            "fr",
            "cinq experts craignent le barrage.",
            ("cinq experts", "dam", "against"),
        ),
        ("en", "The Lake Guild spoke in support of the dam.", ("lake-guild", "dam", "favor")),
        (
            "en",
            "The Port Council faces a backlash over the dam.",
            ("unspecified", "port-council", "against"),
        ),
        (
            "fr",
            "Paul Rive essuie une vive polémique à propos du barrage.",
            ("author", "paul-rive", "against"),
        ),
        ("en", "Jeanne Ferrand slammed the dam.", ("jeanne-ferrand", "dam", "against")),
        ("en", "Some residents fear the turbines.", ("Some residents", "dam", "against")),
        ("en", "Paul Rive thanked Jeanne Ferrand.", ("paul-rive", "jeanne-ferrand", "favor")),
        (
            "en",
            "The Lake Guild's members have ratified the contract.",
            ("lake-guild", "contract", "favor"),
        ),
        ("en", "The Lake Guild wants guarantees.", ("lake-guild", "safety", "favor")),
        ("en", "Paul Rive is suing the Port Council.", ("paul-rive", "port-council", "against")),
        ("en", "Paul Rive rejected the dam proposal.", ("paul-rive", "contract", "against")),
        ("en", "The dam has sparked a backlash.", ("unspecified", "dam", "against")),
        (
            "en",
            "“This dam is a disaster,” Paul Rive said.",
            ("paul-rive", "dam", "against"),
        ),
    ],
)
def test_holder_target_polarity(
    topic: str, lang: str, text: str, expected: tuple[str, str, str]
) -> None:
    assert told(topic, lang, text) == {expected}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le barrage mesure deux cents mètres."),
        ("fr", "Jeanne Ferrand habite près du barrage."),
        ("fr", "La demande est forte près du barrage."),
        ("fr", "Jeanne Ferrand demande un contrat à Paul Rive."),
        ("fr", "Près du barrage, des acteurs jouent la colère devant Paul Rive."),
        ("fr", "Au barrage, il faut de la joie, de la peur ou de la colère."),
        ("fr", "On lui a montré le barrage, puis la joie, la peur et la colère."),
        ("en", "By the dam, Paul Rive was asked to show anger."),
        ("en", "By the dam they acted out joy, fear and anger on camera."),
        ("en", "Paul Rive lives near the dam."),
        ("en", "A contract was signed in spring."),
        ("en", "The dangerous dam is old."),
    ],
)
def test_no_position(topic: str, lang: str, text: str) -> None:
    assert told(topic, lang, text) == set()


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        # what is judged in quoted words without being named there was spoken of before them
        (
            "fr",
            "Le barrage arrive. « Quelle horreur », a déclaré Jeanne Ferrand.",
            ("jeanne-ferrand", "dam", "against"),
        ),
        (
            "en",
            "The dam is coming. “How appalling,” Paul Rive said.",
            ("paul-rive", "dam", "against"),
        ),
        # a verdict outside of marks is that of the verb's subject
        ("fr", "Jeanne Ferrand juge le barrage honteux.", ("jeanne-ferrand", "dam", "against")),
        ("en", "Paul Rive called the dam disgraceful.", ("paul-rive", "dam", "against")),
        # who is said not to ask for a ban is torn
        (
            "fr",
            "Paul Rive ne demande pas l'interdiction du barrage.",
            ("paul-rive", "dam", "ambivalent"),
        ),
        ("en", "Paul Rive did not ask for a ban on the dam.", ("paul-rive", "dam", "ambivalent")),
        # who does not oppose it any more is torn
        ("fr", "Paul Rive ne s'oppose plus au barrage.", ("paul-rive", "dam", "ambivalent")),
        ("en", "Paul Rive no longer opposes the dam.", ("paul-rive", "dam", "ambivalent")),
        # what is asked not to come is refused
        (
            "fr",
            "La Ligue du Lac supplie le port de ne pas bâtir le barrage.",
            ("ligue-du-lac", "dam", "against"),
        ),
        (
            "en",
            "The Lake Guild urged the town not to build the dam.",
            ("lake-guild", "dam", "against"),
        ),
        # an agreement's terms are praised for the agreement that is spoken of
        (
            "fr",
            "Le contrat est là. Jeanne Ferrand salue des garanties.",
            ("jeanne-ferrand", "contract", "favor"),
        ),
        (
            "en",
            "The contract is here. Jeanne Ferrand praised the guarantees.",
            ("jeanne-ferrand", "contract", "favor"),
        ),
        # a strike over what the topic turns on is against that
        ("en", "The Lake Guild is on strike over the dam.", ("lake-guild", "dam", "against")),
        (
            "fr",
            "La Ligue du Lac est en grève contre le barrage.",
            ("ligue-du-lac", "dam", "against"),
        ),
        # who reports his own words with a verb of blame is against what they are about
        (
            "fr",
            "« Ce barrage n'apporte rien », a pesté Jeanne Ferrand.",
            ("jeanne-ferrand", "dam", "against"),
        ),
        # in the author's own voice
        ("fr", "Un barrage honteux domine la ville.", ("author", "dam", "against")),
        ("en", "A shameful dam looms over the town.", ("author", "dam", "against")),
    ],
)
def test_positions_by_context(
    topic: str, lang: str, text: str, expected: tuple[str, str, str]
) -> None:
    assert told(topic, lang, text) == {expected}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Jeanne Ferrand veut protéger la vallée contre le barrage."),
        ("en", "Jeanne Ferrand wants to protect the valley from the dam."),
        ("en", "“If this were a groundbreaking contract, we would know,” Paul Rive said."),
        ("en", "Should Paul Rive support the dam?"),
        ("fr", "Paul Rive inquiète Jeanne Ferrand près du barrage."),
    ],
)
def test_what_is_warded_off_imagined_or_asked_is_no_position(
    topic: str, lang: str, text: str
) -> None:
    assert not [one for one in told(topic, lang, text) if one[1] in {"dam", "contract"}]


def test_torn_is_not_for_or_against_too(topic: str) -> None:
    text = "Paul Rive supports the dam, with mixed feelings about the dam."
    assert told(topic, "en", text) == {("paul-rive", "dam", "ambivalent")}


def test_a_word_of_a_name_is_no_cue(topic: str) -> None:
    assert told(topic, "en", "The dam. “Port Council of Shame” opened.") == set()


def test_several_holders_of_one_verb(topic: str) -> None:
    text = "Jeanne Ferrand et Paul Rive soutiennent le barrage."
    assert {holder for holder, _, _ in told(topic, "fr", text)} == {"jeanne-ferrand", "paul-rive"}


def test_a_short_name_in_brackets_parts_no_list(topic: str) -> None:
    text = "The Lake Guild (LG), Paul Rive and Jeanne Ferrand support the dam."
    assert {holder for holder, _, _ in told(topic, "en", text)} == {
        "lake-guild",
        "paul-rive",
        "jeanne-ferrand",
    }


def test_an_apposition_is_the_person_that_it_describes(topic: str) -> None:
    text = "“Boats are late,” said Jeanne Ferrand, an actor. She supports the dam."
    assert told(topic, "en", text) == {("jeanne-ferrand", "dam", "favor")}


def test_a_pronoun_holds_the_position_of_the_group_before(topic: str) -> None:
    text = "Des pêcheurs et des habitants sont venus. Ils dénoncent le barrage."
    assert told(topic, "fr", text) == {("des habitants", "dam", "against")}


def test_evidence_rule_and_confidence(topic: str) -> None:
    text = "Tout est calme. Jeanne Ferrand dénonce le barrage."
    [one] = found(topic, "fr", text)
    assert text[one.start : one.end] == "dénonce"
    assert text[one.sentence_start : one.sentence_end].strip() == text[16:]
    assert one.rule == "oppose issue"
    assert 0 < one.confidence < 1


def test_an_entity_meant_by_its_group_is_known_without_a_mention(topic: str) -> None:
    doc = read(topic, "fr", "Jeanne Ferrand fustige les ingénieurs.")
    assert doc._.entities["port-council"] == Entity(
        "port-council", "Port Council", "ORG", listed=True
    )
    assert [mention.entity for mention in doc._.mentions] == ["jeanne-ferrand"]


def test_without_a_topic_only_entities_are_targets() -> None:
    assert told("", "fr", "Jeanne Ferrand dénonce le barrage.") == set()
    assert told("", "fr", "Jeanne Ferrand remercie Paul Rive.") == {
        ("jeanne-ferrand", "paul-rive", "favor")
    }
