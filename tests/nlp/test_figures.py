"""Figures: what is an amount, what it is worth, and what only looks like one."""

import pytest
import spacy
from spacy.tokens import Doc

from nlp import figures  # noqa: F401 - registers the component
from storage.records import Figure


def found(lang: str, text: str) -> list[Figure]:
    nlp = spacy.blank(lang)
    nlp.add_pipe("figures")
    return list(nlp(text)._.figures)


@pytest.mark.parametrize(
    ("lang", "text", "value", "unit"),
    [
        ("fr", "Le syndicat compte 160 000 membres.", 160_000, "people"),
        ("fr", "Le syndicat compte 160.000 adhérents.", 160_000, "people"),
        ("fr", "Le conflit a coûté 1,5 milliard de dollars.", 1.5e9, "USD"),
        ("fr", "Ils touchent 150 dollars de l’heure.", 150, "USD/hour"),
        ("fr", "Un fonds de 40 M€ par an est prévu.", 40e6, "EUR/year"),
        ("fr", "Le oui l'emporte avec plus de 98 % des voix.", 98, "percent"),
        ("fr", "Le tarif progresse de 7 pour cent.", 7, "percent"),
        ("fr", "La séance dure deux heures.", 2, "hours"),
        ("fr", "Le conflit a duré dix-huit mois.", 18, "months"),
        ("fr", "Après presque un an de bras de fer, tout s'arrête.", 1, "years"),
        ("fr", "Quatre-vingt-quinze figurants attendent.", 95, "people"),
        ("fr", "Six syndicats publient un texte.", 6, "unions"),
        ("fr", "Une perte de deux cent mille emplois.", 200_000, "jobs"),
        ("fr", "Une soixantaine d’acteurs attendent.", 60, "people"),
        ("fr", "Deux douzaines de comédiens signent.", 24, "people"),
        ("fr", "Le prix est de 1,5 million d’euros.", 1.5e6, "EUR"),
        ("fr", "On paie 150 $ US l'heure, dit-on.", 150, "USD/hour"),
        ("fr", "On paie 150 $/h.", 150, "USD/hour"),
        ("fr", "Le syndicat compte 160,000 membres.", 160_000, "people"),
        ("en", "The union counts 160.000 members.", 160_000, "people"),
        ("en", "They were given $100 and a sandwich.", 100, "USD"),
        ("en", "They took part over eleven days.", 11, "days"),
        ("en", "The $150-an-hour job ended.", 150, "USD/hour"),
        ("en", "It pays $150/hr.", 150, "USD/hour"),
        ("en", "About a hundred actors came.", 100, "people"),
        ("en", "It cost half a million dollars.", 500_000, "USD"),
        ("en", "The fund is worth over $1bn.", 1e9, "USD"),
        ("en", "It costs one billion dollars.", 1e9, "USD"),
        ("en", "Extras get $187 a day for it.", 187, "USD/day"),
        ("en", "They ask for 57¢ per subscriber.", 0.57, "USD/subscriber"),
        ("en", "A post worth up to £900K a year was shown.", 900_000, "GBP/year"),
        ("en", "Some 7,700 performers were asked.", 7700, "people"),
        ("en", "About 5,000 other actors signed.", 5000, "people"),
        ("en", "The talks took four months.", 4, "months"),
        ("en", "An 11-month walkout ends.", 11, "months"),
        ("en", "The turnout was 38.15%.", 38.15, "percent"),
        ("en", "It was brought forward by an hour.", 1, "hours"),
        ("en", "Two hundred and fifty voices are on offer.", 250, "voices"),
    ],
)
def test_value_and_unit(lang: str, text: str, value: float, unit: str) -> None:
    [figure] = found(lang, text)
    assert (figure.value, figure.unit) == (value, unit)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le 14 juillet 2023, les acteurs ont cessé le travail."),
        ("fr", "La comédienne de 36 ans est là, et Jean, 52 ans, aussi."),
        ("fr", "Le 118e jour fut le dernier."),
        ("fr", "Un train sur trois roule."),
        ("fr", "Il y a deux ans, un acteur avait essayé."),
        ("fr", "Le film passe à 20 heures."),
        ("fr", "Un an après la grève, rien n'a changé."),
        ("fr", "Cela vaut des millions de dollars."),
        ("en", "In 2023 members voted on July 9."),
        ("en", "The 28-year-old performer sat down."),
        ("en", "It was the second of its kind, three years ago."),
        ("en", "A three-year contract was signed."),
        ("en", "One in three actors agreed."),
        ("en", "The machine of the AB2602 kind came third."),
    ],
)
def test_dates_ages_ranks_and_ratios_are_no_figures(lang: str, text: str) -> None:
    assert found(lang, text) == []


def test_a_range_gives_both_ends() -> None:
    low, high = found("fr", "On attend 75 à 85% de oui.")
    assert (low.value, high.value, low.unit, high.unit) == (75, 85, "percent", "percent")


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le conflit a coûté entre 5 et 6,5 milliards de dollars."),
        ("en", "The conflict cost between $5 and $6.5 billion."),
    ],
)
def test_the_low_end_of_a_range_has_the_scale_of_the_high_end(lang: str, text: str) -> None:
    assert [(f.value, f.unit) for f in found(lang, text)] == [(5e9, "USD"), (6.5e9, "USD")]


def test_a_name_before_a_verb_is_no_number() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("figures")
    words = ["Nine", "makes", "puzzle", "games"]
    doc = Doc(nlp.vocab, words, morphs=["", "VerbForm=Fin", "", ""])
    assert nlp.get_pipe("figures")(doc)._.figures == []


def test_the_span_holds_the_hedge_and_the_words_say_what_is_measured() -> None:
    text = "On the ballot, more than 7,700 performers under the old agreement were asked."
    [figure] = found("en", text)
    assert text[figure.start : figure.end] == "more than 7,700 performers"
    assert figure.what == "performers under the old agreement were asked"
