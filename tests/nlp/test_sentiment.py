"""Sentiment towards a target: what surrounds it, the model, and how it is trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from nlp import polarity, sentiment
from nlp.sentiment import LABELS, Model, hashed, judge, load, probabilities
from nlp.surroundings import paths, surroundings, words
from nlp.training import softmax
from nlp.training.marked import MarkError
from nlp.training.polarities import scores
from nlp.training.sentiment import save, temperature
from nlp.training.sentiment_card import calibration, macro_f1
from nlp.training.targets import newsmtsc, own, parse

SHIPPED = sentiment.model() is not None


def doc(lang: str, *tokens: tuple[str, str, str, int, str]) -> Doc:
    """A document of (word, lemma, part of speech, head, dependency)."""
    forms, lemmas, pos, heads, deps = zip(*tokens, strict=True)
    vocab = spacy.blank(lang).vocab
    return Doc(vocab, list(forms), lemmas=lemmas, pos=pos, heads=heads, deps=deps)


PRAISED = {
    "en": doc(
        "en", ("Odile", "Odile", "PROPN", 1, "nsubj"), ("praised", "praise", "VERB", 1, "ROOT"),
        ("Bram", "Bram", "PROPN", 1, "obj"), ("and", "and", "CCONJ", 4, "cc"),
        ("Cleo", "Cleo", "PROPN", 2, "conj"), (".", ".", "PUNCT", 1, "punct"),
    ),
    "fr": doc(
        "fr", ("Odile", "Odile", "PROPN", 1, "nsubj"), ("félicite", "féliciter", "VERB", 1, "ROOT"),
        ("Bram", "Bram", "PROPN", 1, "obj"), ("et", "et", "CCONJ", 4, "cc"),
        ("Cleo", "Cleo", "PROPN", 2, "conj"), (".", ".", "PUNCT", 1, "punct"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_class_has_words_in_both_languages_and_no_word_two(lang: str) -> None:
    listed = polarity.words(lang).words
    assert set(listed) == set(polarity.effects())
    everything = [word for found in listed.values() for word in found]
    assert all(listed.values()) and len(everything) == len(set(everything))


def test_what_is_neutral_is_the_same_in_both_languages() -> None:
    both = [surroundings(words(PRAISED[lang][:], {}), 2, 3, lang) for lang in ("fr", "en")]
    assert dict(both[0][0]) == dict(both[1][0])
    assert not set(dict(both[0][1])) & set(dict(both[1][1]))


def test_who_is_praised_is_told_from_who_praises() -> None:
    sentence = words(PRAISED["en"][:], {})
    praised, praises = (dict(surroundings(sentence, n, n + 1, "en")[0]) for n in (2, 0))
    assert praised["done to"] == 1.0 and "does" not in praised
    assert praises["does"] == pytest.approx(0.1)


def test_a_conjunct_has_the_part_of_the_first() -> None:
    found = dict(surroundings(words(PRAISED["en"][:], {}), 4, 5, "en")[0])
    assert found["done to"] == 1.0


def test_the_target_itself_is_masked() -> None:
    for part in surroundings(words(PRAISED["en"][:], {"bram": 1.0}), 2, 3, "en"):
        assert not any("bram" in name.lower() for name, _ in part)


@pytest.mark.parametrize(("lang", "text"), [("en", "He did not win ."), ("fr", "Sans gagner .")])
def test_negation_turns_round(lang: str, text: str) -> None:
    sentence = words(spacy.blank(lang)(text)[:], {})
    won = next(word for word in sentence if word.kind == "win")
    assert won.negated and won.value < 0


def test_ways_go_through_the_tree() -> None:
    ways = paths(words(PRAISED["en"][:], {}), 2)
    assert ways[1] is not None and (ways[1].first, ways[1].ups, ways[1].downs) == ("object", 1, 0)
    assert ways[0] is not None and (ways[0].ups, ways[0].downs, ways[0].last) == (1, 1, "subject")


def test_without_a_parser_the_order_of_words_is_left() -> None:
    text = spacy.blank("en")("Bram is honest and brave .")
    neutral, lexical = surroundings(words(text[:], {}), 0, 1, "en")
    assert dict(neutral)["value right"] > 0 and lexical


def test_a_row_has_the_length_asked_for_and_no_column_twice() -> None:
    row = hashed([("one", 1.0), ("two", -3.0), ("one", 1.0)], 0.5)
    assert len(row.columns) == 2 and row.values @ row.values == pytest.approx(0.25)


def test_the_regression_learns_what_separates() -> None:
    lines = [(np.array([label]), np.array([1.0])) for label in (0, 1, 2) * 20]
    gold = np.eye(3)[[0, 1, 2] * 20]
    weights = softmax.fit(softmax.rows(lines), gold, np.ones(60), np.ones((3, 3)), 0.1)
    assert (weights.argmax(axis=1) == [0, 1, 2]).all()


def test_least_is_found_with_slopes() -> None:
    goal = np.array([3.0, -1.0])
    steep = np.array([1.0, 40.0])
    found = softmax.lbfgs(
        lambda x: (float(steep @ (x - goal) ** 2) + 1.0, 2 * steep * (x - goal)), np.zeros(2), 50
    )
    assert found == pytest.approx(goal, abs=0.01)


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    weights = np.zeros((1 << sentiment.BITS, 3))
    weights[7] = (0.5, -0.25, 0.0)
    save(tmp_path, weights, 1.25, {"fr": {"bon": 0.5, "été": -0.25}, "en": {"good": 0.5}})
    model = load(tmp_path)
    assert model.weights[7].tolist() == [0.5, -0.25, 0.0] and model.temperature == 1.25
    assert model.scores == {"fr": {"bon": 0.5, "été": -0.25}, "en": {"good": 0.5}}


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        load(tmp_path)


def test_without_weights_nothing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sentiment, "WEIGHTS", tmp_path)
    sentiment.model.cache_clear()
    try:
        assert judge(PRAISED["en"][:], 0, 5) is None
    finally:
        monkeypatch.undo()
        sentiment.model.cache_clear()


def test_probabilities_add_up_and_doubt_abstains(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = Model(np.zeros((1 << sentiment.BITS, 3), np.float32), 1.0, {})
    monkeypatch.setattr(sentiment, "model", lambda: flat)
    found = probabilities(PRAISED["en"][:], 14, 18)
    assert found is not None and tuple(found) == LABELS and sum(found.values()) == pytest.approx(1)
    assert judge(PRAISED["en"][:], 14, 18) is None
    assert judge(PRAISED["en"][:], 14, 18, least=0.3) is not None


def test_a_target_outside_the_sentence_is_none() -> None:
    text = PRAISED["en"]
    assert probabilities(text[0:2], 14, 18) is None
    assert probabilities(text[:], 500, 600) is None


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_our_sentences_have_all_labels(lang: str) -> None:
    labels = [target.label for one in own(lang) for target in one.targets]
    assert len(labels) >= 200 and all(labels.count(label) >= 60 for label in LABELS)


def test_marks_are_read() -> None:
    one = parse("[neutral Odile] accuses [against Bram].")
    assert one.text == "Odile accuses Bram."
    assert [one.text[t.start : t.end] for t in one.targets] == ["Odile", "Bram"]


@pytest.mark.parametrize("line", ["[bad Odile] wins", "[favor Odile wins", "Odile] wins"])
def test_a_broken_mark_is_told(line: str) -> None:
    with pytest.raises(MarkError):
        parse(line)


def test_newsmtsc_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(
        '{"sentence_normalized": "Odile won.", '
        '"targets": [{"from": 0, "to": 5, "mention": "Odile", "polarity": 6.0}]}\n'
    )
    assert [one.targets[0].label for one in newsmtsc(path)] == ["favor"]


def test_lexicons_are_scaled_and_the_mean_taken(tmp_path: Path) -> None:
    (tmp_path / "vader_en_lexicon_MIT.txt").write_text("good\t2.0\t0.5\t[2]\n:-)\t3.0\t1\t[3]\n")
    (tmp_path / "vader_fr_lexicon_MIT.txt").write_text("bon->2.0\nfleuve->0.4\n")
    (tmp_path / "pattern_fr_sentiment_PDDL.xml").write_text(
        '<word form="bon" pos="JJ" polarity="0.70" subjectivity="0.5" />\n'
        '<word form="vert" pos="JJ" polarity="0.00" subjectivity="0.5" />\n'
    )
    assert scores(tmp_path, "en") == {"good": 0.5}
    assert scores(tmp_path, "fr") == pytest.approx({"bon": 0.6, "fleuve": 0.1})


def test_overconfident_logits_are_cooled() -> None:
    gold = np.array([0, 1, 2, 0] * 25)
    logits = np.eye(3)[[0, 1, 2, 1] * 25] * 9
    divided = temperature(logits, gold)
    assert divided > 1.5
    bands = calibration(gold, logits)
    assert bands[-1]["right"] == 0.75 and bands[-1]["mean"] > 0.99
    assert macro_f1(gold, logits) < 1


@pytest.mark.parametrize(
    ("lang", "text", "name", "label"),
    [
        ("en", "Critics condemned Odile Harbinger as dishonest and cruel.", "Odile", "against"),
        ("en", "Everyone praised Odile Harbinger for her courage.", "Odile", "favor"),
        ("fr", "La presse a condamné Odile Harbinger, malhonnête et cruelle.", "Odile", "against"),
        ("fr", "Le public a applaudi Odile Harbinger pour son courage.", "Odile", "favor"),
    ],
)
def test_clear_sentences_without_a_parser(lang: str, text: str, name: str, label: str) -> None:
    found = spacy.blank(lang)(text)
    start = text.index(name)
    judged = judge(found[:], start, start + len(name), least=0.0)
    assert (judged is not None) is SHIPPED
    if judged:
        assert judged.label == label
