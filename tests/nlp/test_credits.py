"""Credits: an outlet that an article has something from, not one it merely names."""

import pytest
import spacy

from nlp import credits  # noqa: F401 - registers the component
from storage.records import Credit, Entity, Mention

OUTLETS = ("Revue du Lac", "Le Phare", "Harbour Post", "Daily Pier", "AGX")


def found(lang: str, text: str) -> list[Credit]:
    nlp = spacy.blank(lang)
    component = nlp.add_pipe("credits")
    doc = nlp.make_doc(text)
    doc._.mentions = [
        Mention(text.index(name), text.index(name) + len(name), name, "name", "test")
        for name in OUTLETS
        if name in text
    ]
    doc._.entities = {name: Entity(name, name, "OUTLET") for name in OUTLETS}
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
        ("en", "A picture owned by the Harbour Post was copied."),
        ("en", "The Daily Pier is on strike."),
    ],
)
def test_only_named(lang: str, text: str) -> None:
    assert found(lang, text) == []
