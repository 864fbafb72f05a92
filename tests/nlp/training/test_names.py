"""Documents with names from JSON lines and from marked text."""

from __future__ import annotations

from pathlib import Path

import spacy

from nlp.training import names, sets
from nlp.training.marked import parse


def test_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "names.jsonl"
    file.write_text(
        '{"id": "a", "tokens": ["Ada", "Plume", "signs", "."], '
        '"spaces": [true, true, false, false], "ents": [[0, 2, "PER"]]}\n',
        encoding="utf-8",
    )
    [(number, doc)] = names.from_json(file, spacy.blank("en").vocab)
    assert (number, doc.text) == ("a", "Ada Plume signs.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("Ada Plume", "PER")]


def test_a_token_is_cut_where_a_name_begins_or_ends() -> None:
    [doc] = names.from_marked([parse("La juriste (ex-[ORG Lumen]) écrit.")], spacy.blank("fr"))
    assert doc.text == "La juriste (ex-Lumen) écrit."
    assert [ent.text for ent in doc.ents] == ["Lumen"]


def test_the_pool_has_each_name_once_with_its_spaces() -> None:
    nlp = spacy.blank("fr")
    docs = list(names.from_marked([parse("[PER Ada d'Or] et [PER Ada d'Or]")] * 2, nlp))
    name = [("Ada", True), ("d'", False), ("Or", True)]
    assert names.pool(docs) == {"PER": [[*name[:2], ("Or", False)], name]}


def test_every_set_says_its_licence_and_source() -> None:
    found = [one for lang in ("fr", "en") for one in sets.load(lang)]
    assert len(found) > 6
    assert all(one.licence and one.source.startswith("https://") for one in found)
    assert all(one.trees or one.names for one in found)
