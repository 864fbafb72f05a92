"""What is left out of training: what that kind of training is tested or chosen on, no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.training import sets
from nlp.training.convert import kept_out

WORDS = {"train": "Keepers row", "dev": "Keepers sail", "test": "Keepers swim"}


def tree(use: str) -> str:
    """One sample sentence of our own, which only its last word tells from those of other uses."""
    first, last = WORDS[use].split()
    return (
        f"# sent_id = {use}\n"
        f"1\t{first}\tkeeper\tNOUN\t_\t_\t2\tnsubj\t_\t_\n"
        f"2\t{last}\tdo\tVERB\t_\t_\t0\troot\t_\t_\n"
        "3\tnow\tnow\tADV\t_\t_\t2\tadvmod\t_\tSpaceAfter=No\n"
        "4\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_\n\n"
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which every file listed has the sentence of its use."""
    for lang in ("fr", "en"):
        for one in sets.load(lang):
            for part in (*one.trees, *one.names):
                path = tmp_path / part.path
                path.parent.mkdir(parents=True, exist_ok=True)
                use = part.use if part.use in WORDS else "train"
                words = [*WORDS[use].split(), "now", "."]
                row = {"id": use, "tokens": words, "spaces": [True] * 4, "ents": []}
                told = tree(use) if part in one.trees else json.dumps(row) + "\n"
                path.write_text(told, encoding="utf-8")
    return tmp_path


def out(data: Path, lang: str, kind: str) -> set[str]:
    found = kept_out(data, lang, "names" if kind == "names" else "syntax")
    return {" ".join(tokens[:2]) for tokens in found}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_syntax_never_sees_what_it_is_tested_or_chosen_on(data: Path, lang: str) -> None:
    assert out(data, lang, "syntax") == {WORDS["dev"], WORDS["test"]}


def test_names_that_follow_a_treebanks_split_leave_its_dev_set_out(data: Path) -> None:
    assert out(data, "fr", "names") == {WORDS["dev"], WORDS["test"]}


def test_names_of_sentences_that_only_syntax_is_chosen_on_are_trained_with(data: Path) -> None:
    for one in sets.load("en"):
        for part in one.names:
            if part.use == "dev":
                (data / part.path).write_text("", encoding="utf-8")
    assert out(data, "en", "names") == {WORDS["test"]}
