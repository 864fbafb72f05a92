"""Sentiment towards a marked target in a sentence of the press (NewsMTSC), beside VADER."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from spacy.tokens import Doc

from benchmarks.anchors import LEAST, WINDOW, compounds
from benchmarks.report import table
from nlp import sentiment
from nlp.languages import trained
from nlp.sentiment import LABELS, Label
from nlp.training.targets import Sentence, Target, newsmtsc

PARTS = {"rw": "all sorts of sentences", "mt": "sentences with several targets"}
FOLDER = Path("training/sentiment")


class Answer(NamedTuple):
    """What is said of a target, and what is right; no label is for abstaining."""

    gold: Label
    found: Label | None


def macro_f1(answers: Sequence[Answer]) -> float:
    """The mean F1 of the labels."""
    each = []
    for label in LABELS:
        both = sum(one.gold == one.found == label for one in answers)
        either = sum((one.gold == label) + (one.found == label) for one in answers)
        each.append(2 * both / max(1, either))
    return sum(each) / len(each)


def report(folder: Path, peers: str | None) -> Iterator[str]:
    """A section on the dev parts of NewsMTSC in a folder; nothing where there are none."""
    files = {name: folder / FOLDER / f"{name}.dev.jsonl" for name in PARTS}
    if not all(file.is_file() for file in files.values()):
        return
    head = ("NewsMTSC dev", "targets", "macro-F1", "VADER", "answered", "right of these")
    rows = [_row(name, list(newsmtsc(file)), peers) for name, file in files.items()]
    yield "## Sentiment towards a target\n\nEnglish; answered: with the confidence we ask for."
    yield table(head, rows)


def _row(name: str, sentences: list[Sentence], peers: str | None) -> tuple[str, ...]:
    nlp = trained("en")
    pairs = ((one.text, one.targets) for one in sentences)
    docs = [(doc, target) for doc, found in nlp.pipe(pairs, as_tuples=True) for target in found]
    best = [Answer(target.label, _found(doc, target, 0.0)) for doc, target in docs]
    sure = [Answer(target.label, _found(doc, target, sentiment.LEAST)) for doc, target in docs]
    answered = [one for one in sure if one.found]
    right = sum(one.gold == one.found for one in answered) / max(1, len(answered))
    vader = f"{macro_f1(_vader(sentences, peers)):.3f}" if peers else "–"
    share = len(answered) / len(sure)
    return (
        f"{name}: {PARTS[name]}", str(len(best)), f"{macro_f1(best):.3f}", vader,
        f"{share:.2f}", f"{right:.2f}",
    )  # fmt: skip


def _found(doc: Doc, target: Target, least: float) -> Label | None:
    judged = sentiment.judge(doc[:], target.start, target.end, least)
    return judged.label if judged else None


def _vader(sentences: list[Sentence], python: str) -> list[Answer]:
    places = [(one.text, target) for one in sentences for target in one.targets]
    windows = [text[max(0, t.start - WINDOW) : t.end + WINDOW] for text, t in places]
    return [
        Answer(t.label, "favor" if c >= LEAST else "against" if c <= -LEAST else "neutral")
        for (_, t), c in zip(places, compounds("en", windows, python), strict=True)
    ]
