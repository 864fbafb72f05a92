"""The pipelines: which components they have, and where sentences begin in the press."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from thinc.api import Config
from threadpoolctl import threadpool_info

from nlp import sentences  # noqa: F401 - registers the component
from nlp.languages import WEIGHTS, build, settings, shipped, trained
from nlp.lexicon import FOLDER, LANGUAGES
from nlp.roles import parsed
from nlp.training import sets


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pipeline_has_all_components_in_the_order_of_the_configuration(
    lang: str, keepers: str
) -> None:
    nlp = build(lang, keepers)
    first, last = settings()["first"], settings()["last"]
    assert tuple(nlp.pipe_names[: len(first)]) == first
    assert tuple(nlp.pipe_names[-len(last) :]) == last
    assert nlp.lang == lang


def test_one_thread_multiplies_matrices(keepers: str) -> None:
    build("fr", keepers)
    assert {pool["num_threads"] for pool in threadpool_info()} == {1}


def test_the_configuration_can_be_written_and_read_again(keepers: str) -> None:
    written = build("fr", keepers).config.to_str()
    assert Config().from_str(written)["components"]["entities"]["topic"] == keepers


@pytest.mark.parametrize("content", [None, "", "[nlp", "[nlp]\nlang = 'fr'\npipeline = ['ner']\n"])
def test_without_weights_the_rules_go_on_alone(
    content: str | None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if content is not None:
        (tmp_path / "fr").mkdir()
        (tmp_path / "fr" / "config.cfg").write_text(content, encoding="utf-8")
        (tmp_path / "fr" / "meta.json").write_text("{}", encoding="utf-8")
    nlp = trained("fr", tmp_path)
    assert nlp.lang == "fr"
    assert nlp.pipe_names == []
    assert "no trained pipeline for 'fr', going on with the rules alone" in caplog.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_our_pipelines_are_whole(lang: str) -> None:
    nlp = shipped(WEIGHTS / lang)
    wanted = {"tok2vec", "ner", "morphologizer", "trainable_lemmatizer", "parser"}
    assert {nlp.get_pipe_meta(name).factory for name in nlp.pipe_names} == wanted
    doc = nlp("Ada Plume." if lang == "en" else "Ada Plume arrive.")
    assert parsed(doc)
    assert set(nlp.get_pipe("ner").labels) == {"PER", "ORG", "LOC", "MISC"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_our_pipelines_are_small_and_say_what_they_are(lang: str) -> None:
    files = [path for path in (WEIGHTS / lang).rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 15_000_000
    content = json.loads((WEIGHTS / lang / "meta.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in content["sources"]} >= {one.name for one in sets.load(lang)}
    assert all(one["license"] and one["url"] for one in content["sources"])
    assert (WEIGHTS / lang / "card.md").read_text(encoding="utf-8").startswith("# The ")


def test_an_official_pipeline_takes_the_place_of_ours(tmp_path: Path) -> None:
    package = tmp_path / "en_core_web_sm"
    package.mkdir()
    nlp = spacy.blank("en")
    nlp.add_pipe("parser").add_label("pobj")  # type: ignore[attr-defined]
    nlp.initialize()
    nlp.to_disk(package / "data")
    (package / "__init__.py").write_text(
        "import spacy\ndef load(**settings):\n"
        f"    return spacy.load({str(package / 'data')!r}, **settings)\n",
        encoding="utf-8",
    )
    about = tmp_path / "en_core_web_sm-3.8.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Name: en_core_web_sm\nVersion: 3.8.0\n", encoding="utf-8")
    code = (
        "from nlp.languages import trained; from nlp.roles import scheme, schemes;"
        "nlp = trained('en'); print(nlp.pipe_names, scheme(nlp) == schemes()['clear'])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{FOLDER.parent}"},
    )  # fmt: skip
    assert told.stdout.strip() == "['parser'] True"


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


def test_french_is_read_without_importing_spacys_own(keepers: str) -> None:
    """Its pattern of words takes seconds to compile, in each process."""
    code = (
        "import sys\nfrom nlp.languages import build\n"
        f"build('fr', {keepers!r})\nprint('spacy.lang.fr' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


@pytest.mark.parametrize(("lang", "word"), [("fr", "Ai"), ("en", "Is")])
def test_stop_words_are_known(lang: str, word: str) -> None:
    assert [token.is_stop for token in shipped(WEIGHTS / lang)(f"{word} zzz")] == [True, False]
