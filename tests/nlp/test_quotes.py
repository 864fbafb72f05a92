"""Quotes: what is said, how, and by whom, with invented people."""

import re

import pytest
import spacy
from spacy.tokens import Doc

from nlp import quotes, sentences  # noqa: F401 - register the components
from storage.records import Entity, Mention, Quote

ENTITIES = {
    "Jeanne Ferrand": Entity("jeanne-ferrand", "Jeanne Ferrand", "PERSON"),
    "Ferrand": Entity("jeanne-ferrand", "Jeanne Ferrand", "PERSON"),
    "Paul Rive": Entity("paul-rive", "Paul Rive", "PERSON"),
    "Ligue du Lac": Entity("ligue-du-lac", "Ligue du Lac", "ORG"),
    "Lake Guild": Entity("lake-guild", "Lake Guild", "ORG"),
    "Harbour Post": Entity("harbour-post", "Harbour Post", "OUTLET"),
}


def read(lang: str, text: str) -> Doc:
    nlp = spacy.blank(lang)
    nlp.add_pipe("sentences")
    nlp.add_pipe("quotes")
    doc = nlp.make_doc(text)
    names = "|".join(sorted(ENTITIES, key=len, reverse=True))
    doc._.mentions = [
        Mention(m.start(), m.end(), ENTITIES[m[0]].id, "name", "test")
        for m in re.finditer(names, text)
    ]
    doc._.entities = {entity.id: entity for entity in ENTITIES.values()}
    return nlp(doc)


def found(lang: str, text: str) -> list[tuple[str, str, str]]:
    return [(text[q.start : q.end], q.speaker, q.kind) for q in listed(lang, text)]


def listed(lang: str, text: str) -> list[Quote]:
    return list(read(lang, text)._.quotes)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        (
            "fr",
            "« Nous resterons ici », a déclaré Jeanne Ferrand.",
            ("Nous resterons ici", "jeanne-ferrand", "direct"),
        ),
        (
            "fr",
            "Jeanne Ferrand, présidente de la Ligue du Lac, a lancé : “On reste ici”.",
            ("On reste ici", "jeanne-ferrand", "direct"),
        ),
        (
            "fr",
            'Paul Rive arrive. "Tout est prêt", assure-t-il.',
            ("Tout est prêt", "paul-rive", "direct"),
        ),
        (
            "fr",
            "« Quelle affaire ! », a dit la présidente de la Ligue du Lac, Jeanne Ferrand.",
            ("Quelle affaire !", "jeanne-ferrand", "direct"),
        ),
        (
            "fr",
            "Jeanne Ferrand affirme que le lac gèlera en mars.",
            ("le lac gèlera en mars", "jeanne-ferrand", "indirect"),
        ),
        (
            "fr",
            "Jeanne Ferrand a assuré que le lac « gèlera » en mars.",
            ("le lac « gèlera » en mars", "jeanne-ferrand", "mixed"),
        ),
        (
            "fr",
            "Selon Paul Rive, les bateaux partiront demain.",
            ("les bateaux partiront demain", "paul-rive", "indirect"),
        ),
        (
            "fr",
            "Les bateaux partiront demain, d'après des pêcheurs et des habitants.",
            ("Les bateaux partiront demain", "des habitants", "indirect"),
        ),
        (
            "fr",
            "Les bateaux ne partiront pas demain matin, a annoncé la Ligue du Lac.",
            ("Les bateaux ne partiront pas demain matin", "ligue-du-lac", "indirect"),
        ),
        (
            "fr",
            "Jeanne Ferrand accuse Paul Rive de vendre les bateaux.",
            ("vendre les bateaux", "jeanne-ferrand", "indirect"),
        ),
        (
            "fr",
            "Paul Rive affirme avoir vendu deux bateaux.",
            ("avoir vendu deux bateaux", "paul-rive", "indirect"),
        ),
        (
            "fr",
            "Un témoin le confirme : « Les bateaux sont partis hier. »",
            ("Les bateaux sont partis hier.", "Un témoin", "direct"),
        ),
        (
            "fr",
            "Jeanne Ferrand défend les bateaux : selon elle, « tout le monde y gagne ».",
            ("tout le monde y gagne", "jeanne-ferrand", "direct"),
        ),
        (
            "fr",
            "Paul Rive arrive. « Tout est prêt ici », dit la comédienne Jeanne Ferrand.",
            ("Tout est prêt ici", "jeanne-ferrand", "direct"),
        ),
        (
            "fr",
            "« Tout est prêt ici », résume sa marraine, Jeanne Ferrand.",
            ("Tout est prêt ici", "jeanne-ferrand", "direct"),
        ),
        (
            "fr",
            "« Le lac gèlera demain », pronostique l'ingénieur Paul Rive, venu de loin.",
            ("Le lac gèlera demain", "paul-rive", "direct"),
        ),
        (
            "fr",
            "Paul Rive a très longuement raconté « ses nuits passées sur le lac ».",
            ("ses nuits passées sur le lac", "paul-rive", "direct"),
        ),
        (
            "en",
            "Paul Rive came early. “All is ready here,” said the actress Jeanne Ferrand.",
            ("All is ready here,", "jeanne-ferrand", "direct"),
        ),
        (
            "en",
            "“All is ready here,” chuckled Jeanne Ferrand.",
            ("All is ready here,", "jeanne-ferrand", "direct"),
        ),
        (
            "en",
            "The Lake Guild will sail on Monday, said Paul Rive.",
            ("The Lake Guild will sail on Monday", "paul-rive", "indirect"),
        ),
        (
            "en",
            "Jeanne Ferrand, head of the winter sailing club Lake Guild, welcomed the boats as "
            "“honest work for honest people”.",
            ("honest work for honest people", "jeanne-ferrand", "direct"),
        ),
        (
            "en",
            "“We stay here,” said Jeanne Ferrand.",
            ("We stay here,", "jeanne-ferrand", "direct"),
        ),
        (
            "en",
            "Jeanne Ferrand, who leads the Lake Guild, told reporters in town that boats are late.",
            ("boats are late", "jeanne-ferrand", "indirect"),
        ),
        (
            "en",
            "Paul Rive says the boats are late.",
            ("the boats are late", "paul-rive", "indirect"),
        ),
        (
            "en",
            "According to Paul Rive, the boats will leave tomorrow.",
            ("the boats will leave tomorrow", "paul-rive", "indirect"),
        ),
        (
            "en",
            "The boats will leave tomorrow, Jeanne Ferrand said.",
            ("The boats will leave tomorrow", "jeanne-ferrand", "indirect"),
        ),
        (
            "en",
            "Jeanne Ferrand accused Paul Rive of selling the boats.",
            ("selling the boats", "jeanne-ferrand", "indirect"),
        ),
        (
            "en",
            "Paul Rive called it a poor bargain for the town.",
            ("a poor bargain for the town", "paul-rive", "indirect"),
        ),
        (
            "en",
            "“It is over,” a spokesperson for the Lake Guild said in a statement.",
            ("It is over,", "lake-guild", "direct"),
        ),
    ],
)
def test_words_speaker_and_kind(lang: str, text: str, expected: tuple[str, str, str]) -> None:
    words, speaker, kind = expected
    [quote] = found(lang, text)
    assert (quote[0].rstrip(","), quote[1], quote[2]) == (words.rstrip(","), speaker, kind)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Selon le calendrier, les bateaux partiront demain."),
        ("fr", "Le « lac » est une flaque."),
        (
            "fr",
            "Jeanne Ferrand a vu des lettres présentées comme une « étude sur les vents du nord » "
            "et confiées à la Ligue du Lac.",
        ),
        ("en", "The Lake Guild, a club for sailors, urged its members on Friday to sail."),
        ("en", "Her tutor, Jeanne Ferrand, urged ministers to sail on Monday."),
        ("fr", "Elle a joué dans « Le Grand Lac » et dans « La Rive »."),
        ("en", "She played in “The Great Lake” on stage."),
        ("en", "According to the calendar, boats leave tomorrow."),
        ("en", "The so-called “lake” is a puddle."),
    ],
)
def test_nobody_speaks(lang: str, text: str) -> None:
    assert found(lang, text) == []


def test_a_floating_quotation_is_the_last_speakers() -> None:
    text = "“The lake is frozen,” said Paul Rive. “Nobody will sail this winter.”"
    assert [quote[1] for quote in found("en", text)] == ["paul-rive", "paul-rive"]


def test_a_mark_that_never_closes_does_not_swallow_what_follows() -> None:
    text = "« Le lac gèle, dit-on.\n« Nous partons demain », a déclaré Paul Rive."
    assert ("Nous partons demain", "paul-rive", "direct") in found("fr", text)


def test_quotations_in_quotations_are_one() -> None:
    text = "« Il a dit “jamais” devant tous », raconte Jeanne Ferrand."
    assert [quote[0] for quote in found("fr", text)] == ["Il a dit “jamais” devant tous"]


def test_cue_with_its_place() -> None:
    text = "« Nous resterons ici », a déclaré Jeanne Ferrand."
    [quote] = listed("fr", text)
    assert quote.cue == "a déclaré"
    assert text[quote.cue_start : quote.cue_end] == quote.cue


def test_an_outlet_is_credited_not_quoted() -> None:
    assert found("en", "The Harbour Post reported that boats are late.") == []


@pytest.mark.parametrize("mark", ["« ", "“a ", '"a" "b ', "'a b ", "«a “b "])
def test_thousands_of_stray_marks_break_nothing(mark: str) -> None:
    text = mark * 2000 + "\n« Nous partons demain », a déclaré Paul Rive."
    assert ("Nous partons demain", "paul-rive", "direct") in found("fr", text)


def test_a_text_without_full_stops_is_read_to_its_end() -> None:
    text = "Paul Rive parle du lac et " * 400 + "Jeanne Ferrand affirme que le lac gèlera"
    assert ("le lac gèlera", "jeanne-ferrand", "indirect") in found("fr", text)
