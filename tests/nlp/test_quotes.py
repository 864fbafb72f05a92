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
    ("lang", "text", "expected"),
    [
        (
            "fr",
            "La Ligue du Lac juge inquiétant que des bateaux partent seuls.",
            ("des bateaux partent seuls", "ligue-du-lac", "indirect"),
        ),
        (
            "fr",
            "Paul Rive se dit prêt à reprendre la mer dès lundi.",
            ("prêt à reprendre la mer dès lundi", "paul-rive", "indirect"),
        ),
        (
            "fr",
            "Jeanne Ferrand jurait, hier encore, que le lac ne gèlerait jamais.",
            ("le lac ne gèlerait jamais", "jeanne-ferrand", "indirect"),
        ),
        (
            "fr",
            "Jeanne Ferrand a salué le vote : les bateaux vont enfin pouvoir repartir.",
            ("les bateaux vont enfin pouvoir repartir", "jeanne-ferrand", "indirect"),
        ),
        (
            "fr",
            "Jeanne Ferrand a vu les plans, y voyant la fin prochaine des petits ports.",
            ("la fin prochaine des petits ports", "jeanne-ferrand", "indirect"),
        ),
        (
            "fr",
            "Paul Rive disait hier sa colère devant un lac vidé en une nuit.",
            ("sa colère devant un lac vidé en une nuit", "paul-rive", "indirect"),
        ),
        (
            "fr",
            "« Hydre des mers » : le mot est de 4.000 artistes, dans une lettre.",
            ("Hydre des mers", "4.000 artistes", "direct"),
        ),
        (
            "fr",
            "« Un lac sans fond », dixit Paul Rive.",
            ("Un lac sans fond", "paul-rive", "direct"),
        ),
        (
            "fr",
            "Le fond du lac est vide, de l'aveu de Paul Rive.",
            ("Le fond du lac est vide", "paul-rive", "indirect"),
        ),
        (
            "fr",
            "Aucun besoin de ce grand bateau « pour pêcher », ironise Paul Rive : le vent suffit.",
            ("Aucun besoin de ce grand bateau « pour pêcher »", "paul-rive", "mixed"),
        ),
        (
            "fr",
            "Selon Jeanne Ferrand, qui dirige le port, les bateaux sont vieux.",
            ("les bateaux sont vieux", "jeanne-ferrand", "indirect"),
        ),
        (
            "fr",
            "Paul Rive a confié avoir vendu deux bateaux.",
            ("avoir vendu deux bateaux", "paul-rive", "indirect"),
        ),
        (
            "en",
            "According to Jeanne Ferrand, who runs the port, the boats are old.",
            ("the boats are old", "jeanne-ferrand", "indirect"),
        ),
        (
            "fr",
            "Comme l'a rappelé Jeanne Ferrand, le lac gèle chaque hiver depuis mille ans.",
            ("le lac gèle chaque hiver depuis mille ans", "jeanne-ferrand", "indirect"),
        ),
        (
            "en",
            "The Lake Guild finds it odd that boats leave alone.",
            ("boats leave alone", "lake-guild", "indirect"),
        ),
        (
            "en",
            "Paul Rive released a statement: he welcomes the new boats.",
            ("he welcomes the new boats", "paul-rive", "indirect"),
        ),
        (
            "en",
            "Jeanne Ferrand called the contract a way to empty the lake.",
            ("a way to empty the lake", "jeanne-ferrand", "indirect"),
        ),
        (
            "en",
            "The boats are, in Paul Rive's view, far too old for the lake.",
            (
                "The boats are, in Paul Rive's view, far too old for the lake",
                "paul-rive",
                "indirect",
            ),
        ),
        (
            "en",
            "“A lake without a floor”, to quote Paul Rive.",
            ("A lake without a floor", "paul-rive", "direct"),
        ),
        (
            "en",
            "Jeanne Ferrand made it clear that the boats will stay.",
            ("the boats will stay", "jeanne-ferrand", "indirect"),
        ),
        (
            "en",
            "Sailors, Paul Rive said, would be paid once for all their winters.",
            ("would be paid once for all their winters", "paul-rive", "indirect"),
        ),
    ],
)
def test_other_ways_to_report(lang: str, text: str, expected: tuple[str, str, str]) -> None:
    assert found(lang, text) == [expected]


@pytest.mark.parametrize(
    ("lang", "text", "speaker"),
    [
        ("fr", "Paul Rive, venu avec Jeanne Ferrand, affirme que le lac gèlera.", "paul-rive"),
        (
            "fr",
            "Face à Jeanne Ferrand et Paul Rive, la Ligue du Lac affirme que le lac gèlera.",
            "ligue-du-lac",
        ),
        (
            "fr",
            "L'idée de Paul Rive plaît. Selon la Ligue du Lac, l'offre est bonne.",
            "ligue-du-lac",
        ),
        ("en", "According to the Lake Guild, the offer of Paul Rive is poor.", "lake-guild"),
    ],
)
def test_whose_clause_it_is(lang: str, text: str, speaker: str) -> None:
    assert [quote[1] for quote in found(lang, text)] == [speaker]


def heads(words: list[str], links: str) -> tuple[list[int], list[str]]:
    """The places of the heads and the labels of words, the first word's for those not linked."""
    found = dict(link.split("=", 1) for link in links.split())
    place = {word: i for i, word in enumerate(words)}
    pairs = [found.get(word, f"dep:{words[0]}").split(":", 1) for word in words]
    return [place[head] for _, head in pairs], [label for label, _ in pairs]


def parsed(lang: str, words: list[str], links: str, verbs: set[str]) -> list[Quote]:
    """The quotes of a text whose tree is given: "word=label:head" for the words that matter."""
    nlp = spacy.blank(lang)
    nlp.add_pipe("quotes")
    places, labels = heads(words, links)
    tags = ["VERB" if word in verbs else "NOUN" for word in words]
    doc = Doc(nlp.vocab, words=words, heads=places, deps=labels, pos=tags)
    names = "|".join(sorted(ENTITIES, key=len, reverse=True))
    doc._.mentions = [
        Mention(m.start(), m.end(), ENTITIES[m[0]].id, "name", "test")
        for m in re.finditer(names, doc.text)
    ]
    doc._.entities = {entity.id: entity for entity in ENTITIES.values()}
    return list(nlp(doc)._.quotes)


def test_the_tree_knows_a_subject_far_from_its_verb() -> None:
    text = "Ferrand that Paul Rive met in town claims that boats leave early"
    links = "Ferrand=nsubj:claims Rive=nsubj:met met=acl:Ferrand claims=ROOT:claims"
    links += " leave=ccomp:claims"
    [quote] = parsed("en", text.split(), links, {"met", "claims", "leave"})
    assert quote.speaker == "jeanne-ferrand"


@pytest.mark.parametrize(
    ("lang", "sure", "unsure"),
    [
        (
            "fr",
            "« Le lac gèle », a dit Paul Rive.",
            "Paul Rive arrive. « Le lac gèle », dit-il.",
        ),
        (
            "en",
            "“The lake is frozen,” said Paul Rive.",
            "Paul Rive came. “The lake is frozen,” he said.",
        ),
    ],
)
def test_a_named_subject_is_surest(lang: str, sure: str, unsure: str) -> None:
    first = listed(lang, sure)
    second = listed(lang, unsure)
    assert first[0].speaker == second[0].speaker == "paul-rive"
    assert first[0].confidence > second[0].confidence


@pytest.mark.parametrize(
    ("lang", "text", "rule"),
    [
        ("fr", "Selon Paul Rive, le lac aurait coûté six bateaux.", "according hearsay"),
        ("fr", "Selon Paul Rive, le lac a coûté six bateaux.", "according"),
        ("en", "According to Paul Rive, the lake reportedly cost six boats.", "according hearsay"),
    ],
)
def test_the_press_conditional_is_hearsay(lang: str, text: str, rule: str) -> None:
    assert [quote.rule for quote in listed(lang, text)] == [rule]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "L'actrice de « La Rive », Jeanne Ferrand, dort."),
        ("en", "Paul Rive warned of a boat that would sink."),
        ("fr", "Paul Rive alerte sur le danger que représente le lac."),
        ("en", "According to the Harbour Post, the Lake Guild hit back."),
        ("fr", "Selon le calendrier, les bateaux partiront demain."),
    ],
)
def test_neither_titles_nor_relative_clauses_are_said(lang: str, text: str) -> None:
    assert found(lang, text) == []


@pytest.mark.parametrize(
    ("lang", "text", "said"),
    [
        ("fr", "Le Harbour Post juge que le lac ne gèlera plus.", "le lac ne gèlera plus"),
        ("en", "The Harbour Post argues that the lake is dry.", "the lake is dry"),
    ],
)
def test_an_outlet_speaks_where_it_thinks(lang: str, text: str, said: str) -> None:
    assert found(lang, text) == [(said, "harbour-post", "indirect")]


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
