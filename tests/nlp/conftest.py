"""A topic about invented lighthouse keepers, and a way to read a text with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.tokens import Doc

from nlp.languages import build
from storage.records import Document

FILES = {
    "topic.toml": """
        id = "keepers"
        title = { fr = "Les gardiens de phare", en = "The lighthouse keepers" }
        description = { fr = "Un sujet d'essai.", en = "A topic for the tests." }
        window = { start = 2023-01-01 }
        schedule = { daily = "0 5 * * *" }
        [relevance]
        bias = -4.0
        [[relevance.concept]]
        id = "keepers"
        terms = { fr = ["gardien*"], en = ["keeper*"] }
        unless = { fr = ["gardien de but"], en = ["goal keeper*"] }
        [[relevance.concept]]
        id = "machines"
        terms = { any = ["IA", "AI"], fr = ["automate*"], en = ["automat*"] }
        entities = ["lumen"]
        [[relevance.concept]]
        id = "sport"
        terms = { fr = ["match"], en = ["match"] }
        [[relevance.rule]]
        id = "together"
        all = ["keepers", "machines"]
        within = "sentence"
        weight = 5.0
        [[relevance.rule]]
        id = "near"
        all = ["keepers", "machines"]
        within = "passage"
        weight = 2.0
        [[relevance.rule]]
        id = "often"
        all = ["keepers"]
        within = "sentence"
        times = 3
        weight = 1.0
        [[relevance.rule]]
        id = "title"
        all = ["keepers", "machines"]
        within = "title"
        weight = 3.0
        [[relevance.rule]]
        id = "sport-alone"
        all = ["sport"]
        none = ["machines"]
        weight = -2.0
    """,
    "entities.toml": """
        [[entity]]
        id = "keep"
        type = "ORG"
        name = "KEEP-UK"
        aliases.any = ["Keepers of Every English Port", "KEEP"]
        unique.fr = ["syndicat des gardiens"]
        unique.en = ["keepers' union"]
        weak.fr = ["syndicat"]
        weak.en = ["union"]
        [[entity]]
        id = "pilots"
        type = "ORG"
        name = "Pilots Guild"
        weak.fr = ["syndicat"]
        weak.en = ["union", "guild"]
        [[entity]]
        id = "lumen"
        type = "ORG"
        name = "Lumen"
        aliases.any = ["Lumen Inc"]
        unique.fr = ["maison mère de Glim"]
        unique.en = ["Glim's parent company"]
        weak.fr = ["entreprise", "géant"]
        weak.en = ["company"]
        [[entity]]
        id = "glim"
        type = "PRODUCT"
        name = "Glim"
        [[entity]]
        id = "today-paper"
        type = "OUTLET"
        name = "Today"
        [[entity]]
        id = "le-fanal"
        type = "OUTLET"
        name = "Le Fanal"
        [[entity]]
        id = "z-network"
        type = "PRODUCT"
        name = "Z"
        [[entity]]
        id = "mara-quillfeather"
        type = "PERSON"
        name = "Mara Quillfeather"
        offices = [{ of = "keep", title = { fr = "présidente", en = "president" } }]
        [[entity]]
        id = "otto-brandvold"
        type = "PERSON"
        name = "Otto Brandvold"
        [[entity]]
        id = "the-last-lamp"
        type = "WORK"
        name = "The Last Lamp"
        aliases.fr = ["La Dernière Lampe"]
    """,
    "issues.toml": """
        [[issue]]
        id = "automation"
        label = { fr = "automates", en = "automation" }
        favor = { fr = "pour", en = "for it" }
        against = { fr = "contre", en = "against it" }
    """,
    "events.toml": "",
    "sources.toml": """
        [[source]]
        id = "fanal"
        name = "Le Fanal"
        country = "FR"
        language = "fr"
        kind = "newspaper"
        home = "https://fanal.example/"
    """,
}
Reader = Callable[..., Doc]


LAKE = {
    "topic.toml": """
id = "lake"
default_issue = "dam"
title = {fr = "Le lac", en = "The lake"}
description = {fr = "Le barrage du lac", en = "The dam of the lake"}
window = {start = 2023-01-01}
relevance = {}
schedule = {daily = "0 6 * * *"}
""",
    "events.toml": "",
    "sources.toml": """
[[source]]
id = "phare"
name = "Le Phare"
country = "CH"
language = "fr"
kind = "newspaper"
home = "https://phare.example/"
""",
}


@pytest.fixture(scope="session")
def keepers(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the topic."""
    return written(tmp_path_factory, "keepers", FILES)


def written(tmp_path_factory: pytest.TempPathFactory, topic: str, files: dict[str, str]) -> str:
    """The folder of a topic of these files."""
    folder: Path = tmp_path_factory.mktemp("topics") / topic
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], str]:
    """Makes a topic about the dam of a lake from the TOML of its entities and its issues."""

    def make(entities: str, issues: str) -> str:
        files = {**LAKE, "entities.toml": entities, "issues.toml": issues}
        return written(tmp_path_factory, "lake", files)

    return make


@pytest.fixture(scope="session")
def read(keepers: str) -> Reader:
    """Read a text with the whole pipeline of its language."""

    def reader(lang: str, text: str, title: str = "") -> Doc:
        nlp = build(lang, keepers)
        doc = nlp.make_doc(text)
        doc._.document = Document("x", text, title, lang)
        return nlp(doc)

    return reader
