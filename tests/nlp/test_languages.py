"""The pipelines: which components they have, and where sentences begin in the press."""

from __future__ import annotations

import pytest
import spacy
from thinc.api import Config

from nlp import sentences  # noqa: F401 - registers the component
from nlp.languages import build, settings
from nlp.lexicon import FOLDER, LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pipeline_has_all_components_in_the_order_of_the_configuration(
    lang: str, keepers: str
) -> None:
    nlp = build(lang, keepers)
    first, last = settings()["first"], settings()["last"]
    assert tuple(nlp.pipe_names[: len(first)]) == first
    assert tuple(nlp.pipe_names[-len(last) :]) == last
    assert nlp.lang == lang


def test_the_configuration_can_be_written_and_read_again(keepers: str) -> None:
    written = build("fr", keepers).config.to_str()
    assert Config().from_str(written)["components"]["entities"]["topic"] == keepers


def test_an_unknown_language_is_refused(keepers: str) -> None:
    with pytest.raises(ValueError, match="'de'"):
        build("de", keepers)


def test_both_languages_have_the_same_files() -> None:
    fr, en = ({path.name for path in (FOLDER / lang).glob("*.toml")} for lang in LANGUAGES)
    assert fr == en


def split(lang: str, text: str) -> list[str]:
    nlp = spacy.blank(lang)
    nlp.add_pipe("sentences")
    return [sent.text.strip() for sent in nlp(text).sents]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("fr", "Il vient. Elle part.", 2),
        ("fr", "C'est M. Plume et Mme. Leroux qui arrivent.", 1),
        ("fr", "J. K. Plume parle. F. Leroux se tait.", 2),
        ("fr", "« Assez ! », a lancé le gardien. Il est parti.", 2),
        ("fr", "« Fini ? » a-t-il demandé.", 1),
        ("fr", "Fini ? Oui… Et après ?", 3),
        ("fr", "Le groupe Lumen Inc. a répondu. Voilà.", 2),
        ("fr", "Un titre sans point\nLa suite du texte.", 2),
        ("fr", "Il a perdu 1.500 euros, cf. p. 12 du contrat.", 1),
        ("en", "Mr. Plume met Sen. Leroux at 5 p.m. in the harbour.", 1),
        ("en", "It ended at 12:01 a.m. The keepers slept.", 2),
        ("en", "It was Lumen Inc. The firm said so.", 2),
        ("en", "It was Lumen Inc. and Plume Corp. of Oslo.", 1),
        ("en", "“Shame.” Plume left. “Never,” he said.", 3),
        ("en", "Plan A. was dropped by J. R. Plume of the U.S. Senate.", 1),
        ("en", "They met the press.The next day it rained.", 2),
        ("en", "Write to Harbour.Ai today.", 1),
        ("en", "See No. 5 of the list. He said no. The rest is silence.", 3),
        ("en", "", 0),
        ("en", "\n\n", 1),
    ],
)
def test_sentences(lang: str, text: str, expected: int) -> None:
    assert len(split(lang, text)) == expected, split(lang, text)
