"""Sentences of treebanks, their subtypes of obliques and their typed names, on our own trees."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from nlp.training import sets, treebanks, typed
from nlp.training.obliques import learn, subtyped
from nlp.training.treebanks import DEPREL, Sentence

# "Ada Plume va au phare de Lumen." and "Ada va au port.": sample sentences of our own
LONG = """# sent_id = keepers-1
# text = Ada Plume va au phare de Lumen.
1\tAda\tAda\tPROPN\t_\t_\t3\tnsubj\t_\t_
2\tPlume\tPlume\tPROPN\t_\t_\t1\tflat:name\t_\t_
3\tva\taller\tVERB\t_\tMood=Ind\t0\troot\t_\t_
4-5\tau\t_\t_\t_\t_\t_\t_\t_\t_
4\tà\tà\tADP\t_\t_\t6\tcase\t_\t_
5\tle\tle\tDET\t_\tGender=Masc\t6\tdet\t_\t_
6\tphare\tphare\tNOUN\t_\tGender=Masc\t3\tobl:arg\t_\t_
7\tde\tde\tADP\t_\t_\t8\tcase\t_\t_
8\tLumen\tLumen\tPROPN\t_\t_\t6\tnmod\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_"""
SHORT = """# sent_id = keepers-2
1\tAda\tAda\tPROPN\t_\t_\t2\tnsubj\t_\t_
2\tva\taller\tVERB\t_\tMood=Ind\t0\troot\t_\t_
3-4\tau\t_\t_\t_\t_\t_\t_\t_\t_
3\tà\tà\tADP\t_\t_\t5\tcase\t_\t_
4\tle\tle\tDET\t_\tGender=Masc\t5\tdet\t_\t_
5\tport\tport\tNOUN\t_\tGender=Masc\t2\tobl\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t_\t_\t2\tpunct\t_\t_"""


def test_a_file_is_read_by_sentences(tmp_path: Path) -> None:
    file = tmp_path / "keepers.conllu"
    file.write_text(f"{LONG}\n\n{SHORT}\n\n", encoding="utf-8")
    first, second = treebanks.read(file)
    assert (first.id, second.id) == ("keepers-1", "keepers-2")
    words = ("Ada", "Plume", "va", "à", "le", "phare", "de", "Lumen", ".")
    assert first.forms(merged=False) == words


@pytest.mark.parametrize(
    ("merged", "expected"),
    [
        (True, ["Ada", "Plume", "va", "au", "phare", "de", "Lumen", "."]),
        (False, ["Ada", "Plume", "va", "à", "le", "phare", "de", "Lumen", "."]),
    ],
)
def test_what_is_written_in_one_word_is_one_token_or_several(
    merged: bool, expected: list[str]
) -> None:
    tokens = Sentence(LONG).tokens(merged)
    assert [token.form for token in tokens] == expected
    spaces = {token.form: token.space for token in tokens}
    assert not spaces["Lumen"]
    assert spaces["au" if merged else "le"]
    assert merged or not spaces["à"]


def test_documents_have_trees_and_sentence_starts() -> None:
    [doc] = treebanks.documents([Sentence(LONG), Sentence(SHORT)], "fr")
    assert [sent[0].text for sent in doc.sents] == ["Ada", "Ada"]
    assert doc[0].dep_ == "nsubj"
    assert doc.text.startswith("Ada Plume va au phare de Lumen.")


def test_sentences_of_a_test_set_are_left_out() -> None:
    both = [Sentence(LONG), Sentence(SHORT)]
    tested = frozenset([("Ada", "va", "au", "port", ".")])
    assert treebanks.without(both, tested, "fr") == both[:1]


def test_a_plain_oblique_gets_the_subtype_it_has_elsewhere() -> None:
    counts = learn([Sentence(LONG)])
    found = subtyped(Sentence(SHORT), counts)
    assert found.words[4][DEPREL] == "obl:arg"
    assert found.forms(merged=False) == Sentence(SHORT).forms(merged=False)


def test_a_plain_oblique_that_is_seen_nowhere_is_a_free_one() -> None:
    assert subtyped(Sentence(SHORT), {}).words[4][DEPREL] == "obl:mod"


def types(folder: Path, *rows: str) -> typed.Types:
    file = folder / "names.tsv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return typed.load(file)


def names_of(found: typed.Types, block: str) -> list[tuple[str, str]]:
    doc = typed.document(Sentence(block), found, spacy.blank("fr").vocab, merged=True)
    return [(ent.text, ent.label_) for ent in doc.ents]


def test_the_longest_string_wins_and_common_words_may_be_in_it(tmp_path: Path) -> None:
    found = types(tmp_path, "[PER Ada]", "[PER Ada Plume]", "[LOC phare de Lumen]", "[ORG Lumen]")
    assert names_of(found, LONG) == [("Ada Plume", "PER"), ("phare de Lumen", "LOC")]


def test_a_line_for_one_sentence_holds_there_alone(tmp_path: Path) -> None:
    found = types(tmp_path, "[PER Ada]", "[ORG Ada]\tkeepers-2", "Plume", "Lumen")
    assert names_of(found, LONG) == [("Ada", "PER")]
    assert names_of(found, SHORT) == [("Ada", "ORG")]


def test_what_cannot_be_told_or_is_not_typed_is_missing(tmp_path: Path) -> None:
    found = types(tmp_path, "? Ada Plume")
    doc = typed.document(Sentence(LONG), found, spacy.blank("fr").vocab, merged=True)
    assert [token.text for token in doc if not token.ent_iob_] == ["Ada", "Plume", "Lumen"]
    assert not doc.ents


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_our_typed_names_can_be_read(lang: str) -> None:
    assert len(typed.load(sets.HERE / lang / "names.tsv").known) > 2500
