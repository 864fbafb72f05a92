"""Credits: an outlet that an article has something from, not one it merely names."""

import pytest
import spacy

from nlp import credits  # noqa: F401 - registers the component
from storage.records import Credit, Entity, Mention

OUTLETS = ("Revue du Lac", "Le Phare", "Harbour Post", "Daily Pier", "AGX")
ORGANISATIONS = ("Agence Orphée", "Agence nationale du lac", "Pier News Agency", "Lake Guild")


def found(lang: str, text: str) -> list[Credit]:
    nlp = spacy.blank(lang)
    component = nlp.add_pipe("credits")
    doc = nlp.make_doc(text)
    doc._.mentions = [
        Mention(text.index(name), text.index(name) + len(name), name, "name", "test")
        for name in (*OUTLETS, *ORGANISATIONS)
        if name in text
    ]
    doc._.entities = {name: Entity(name, name, "OUTLET") for name in OUTLETS} | {
        name: Entity(name, name, "ORG") for name in ORGANISATIONS
    }
    return list(component(doc)._.credits)


@pytest.mark.parametrize(
    ("lang", "text", "outlets"),
    [
        ("fr", "Une pratique, révélée par la Revue du Lac, qui étonne.", ["Revue du Lac"]),
        ("fr", "Selon la Revue du Lac et Le Phare, tout est prêt.", ["Revue du Lac", "Le Phare"]),
        ("fr", "D’après l'enquête de la Revue du Lac, rien n'est sûr.", ["Revue du Lac"]),
        ("fr", "Le Phare révèle que le contrat existe.", ["Le Phare"]),
        ("fr", "« Non », a confié Jeanne Ferrand à l'agence AGX.", ["AGX"]),
        ("fr", "Tout est fini (AGX)", ["AGX"]),
        ("fr", "La fin approche. Source : Le Phare", ["Le Phare"]),
        ("fr", "AGX / Lausanne. Le vote a eu lieu.", ["AGX"]),
        ("fr", "Dans Le Phare, la comédienne raconte.", ["Le Phare"]),
        ("fr", "Le lac gèle, a révélé jeudi la Revue du Lac.", ["Revue du Lac"]),
        ("fr", "Le lac gèle, révélait mardi 3 mai dernier Le Phare.", ["Le Phare"]),
        ("fr", "L'affaire a été mise au jour par la Revue du Lac.", ["Revue du Lac"]),
        ("fr", "C'est Le Phare qui l'a repéré, puis raconté.", ["Le Phare"]),
        ("fr", "Le Phare, qui a révélé l'affaire, en dit plus.", ["Le Phare"]),
        ("fr", "Une longue enquête du Phare : dans Le Phare, tout est dit.", ["Le Phare"]),
        (
            "fr",
            "« Bon accord », a réagi auprès de l'Agence Orphée Jeanne Ferrand.",
            ["Agence Orphée"],
        ),
        ("fr", "(Agence Orphée) Le vote a eu lieu.", ["Agence Orphée"]),
        ("fr", "Lausanne, 3 mai (AGX) - Le vote a eu lieu.", ["AGX"]),
        ("fr", "Des calculs repris par l'Agence Orphée.", ["Agence Orphée"]),
        ("fr", "Jeanne Ferrand, au micro de Le Phare, a souri.", ["Le Phare"]),
        ("en", "The vote is over, reported Harbour Post.", ["Harbour Post"]),
        ("en", "The boats were first uncovered by Harbour Post.", ["Harbour Post"]),
        ("en", "Here is the deal as Harbour Post describes it today.", ["Harbour Post"]),
        ("en", "It was, as Harbour Post put it, a farce.", ["Harbour Post"]),
        ("en", "Harbour Post’s long investigation names two firms.", ["Harbour Post"]),
        ("en", "It was Harbour Post that first broke the story.", ["Harbour Post"]),
        ("en", "Harbour Post has learned that boats leave.", ["Harbour Post"]),
        ("en", "Boats leave, reported last Tuesday the Harbour Post.", ["Harbour Post"]),
        ("en", "The vote is over (Pier News Agency).", ["Pier News Agency"]),
        ("en", "As first reported by Harbour Post, it is over.", ["Harbour Post"]),
        ("en", "“No,” Jane Ferrand told Harbour Post.", ["Harbour Post"]),
        (
            "en",
            "The rule, as reported by both Harbour Post and Daily Pier, is new.",
            ["Harbour Post", "Daily Pier"],
        ),
        ("en", "The vote is near, the Daily Pier reported.", ["Daily Pier"]),
        ("en", "In an interview with Daily Pier's Jo Lund she smiled.", ["Daily Pier"]),
        ("en", "— AGX\nLONDON: The vote is over.", ["AGX"]),
        ("en", "Jane Ferrand, Harbour Post: it is the end.", ["Harbour Post"]),
    ],
)
def test_credited(lang: str, text: str, outlets: list[str]) -> None:
    credited = found(lang, text)
    assert [credit.outlet for credit in credited] == outlets
    for credit in credited:
        assert credit.outlet in text[credit.start : credit.end]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Le propriétaire de Revue du Lac vend ses parts."),
        ("fr", "Le Phare ferme ses portes."),
        ("fr", "Selon l'Agence nationale du lac, l'eau monte."),
        ("en", "According to Lake Guild, the water rises."),
        ("en", "Harbour Post’s new owner is rich."),
        ("en", "A picture owned by the Harbour Post was copied."),
        ("en", "The Daily Pier is on strike."),
    ],
)
def test_only_named(lang: str, text: str) -> None:
    assert found(lang, text) == []
