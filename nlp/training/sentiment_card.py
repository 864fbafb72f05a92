"""What the model of sentiment is made of and reaches, for `meta.json` and `card.md`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import numpy as np

from nlp.sentiment import LABELS
from nlp.training.softmax import Floats, Ints, softmax

Judged = tuple[Ints, Floats]  # gold and logits
BANDS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
PARTS = ("NewsMTSC", "French sentences", "English sentences")
SOURCES = (
    ("NewsMTSC, train", "MIT", "https://github.com/fhamborg/NewsMTSC"),
    ("VADER lexicon", "MIT", "https://github.com/cjhutto/vaderSentiment"),
    ("VADER lexicon in French", "MIT", "https://github.com/thomas7lieues/vader_FR"),
    ("Subjectivity lexicon for French adjectives of Pattern", "PDDL",
     "https://github.com/clips/pattern"),
    ("Sentences and polarity words written for Brouhaha", "CC BY 4.0", "nlp/training"),
)  # fmt: skip


def macro_f1(gold: Ints, logits: Floats) -> float:
    """The mean F1 of the labels."""
    found, each = logits.argmax(axis=1), []
    for label in range(len(LABELS)):
        both = int(((found == label) & (gold == label)).sum())
        either = int((found == label).sum() + (gold == label).sum())
        each.append(2 * both / max(1, either))
    return float(np.mean(each))


def calibration(gold: Ints, logits: Floats) -> list[dict[str, float]]:
    """By the probability of the label found: how many, and the share that is right."""
    found = softmax(logits)
    sure, right = found.max(axis=1), found.argmax(axis=1) == gold
    rows = []
    for low, high in pairwise(BANDS):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            share, mean = float(right[inside].mean()), float(sure[inside].mean())
            rows.append({"from": low, "number": int(inside.sum()), "mean": mean, "right": share})
    return rows


def meta(
    dev: Mapping[str, Judged],
    untrained: Mapping[str, Judged],
    everything: Judged,
    counts: Sequence[int],
    size: int,
    temperature: float,
) -> dict[str, Any]:
    """All of it. `everything` are held-out logits of the parts, `counts` long each, in order."""
    parts = np.cumsum([0, *counts])
    gold, logits = everything
    held_out = {
        name: macro_f1(gold[a:b], logits[a:b])
        for name, (a, b) in zip(PARTS, pairwise(parts), strict=True)
    }
    return {
        "name": "brouhaha-sentiment",
        "version": version("brouhaha"),
        "description": "What a sentence of the press says of a target: against, neutral or favor",
        "labels": list(LABELS),
        "sources": [dict(zip(("name", "license", "url"), one, strict=True)) for one in SOURCES],
        "targets": dict(zip(PARTS, counts, strict=True)),
        "temperature": round(temperature, 3),
        "bytes": size,
        "macro_f1": {
            **{f"NewsMTSC {name} dev": macro_f1(*one) for name, one in dev.items()},
            **{f"{name}, cross-validated": value for name, value in held_out.items()},
            **{
                f"own {lang}, trained on NewsMTSC alone": macro_f1(*o)
                for lang, o in untrained.items()
            },
        },
        "calibration": calibration(gold, logits),
        "trained_with": {name: version(name) for name in ("spacy", "numpy")},
    }


def card(content: Mapping[str, Any]) -> str:
    """The same for a reader, as Markdown."""
    lines = ["# Sentiment towards a target", "", content["description"] + ".", ""]
    lines += [
        "A multinomial logistic regression with naive Bayes freedoms on hashed features of the "
        "words around the target, its place in the tree and classes of polarity words that both "
        "languages share. Made by `python -m nlp.training.sentiment DATA`.",
        "", "## What it is made from", "", "| what | licence | source |", "| --- | --- | --- |",
    ]  # fmt: skip
    lines += [f"| {s['name']} | {s['license']} | {s['url']} |" for s in content["sources"]]
    lines += [
        "",
        "Marked targets: " + ", ".join(f"{k} {n:,}" for k, n in content["targets"].items()),
    ]
    lines += ["", "## What it reaches", "", "| set | macro-F1 |", "| --- | --- |"]
    lines += [f"| {name} | {value:.3f} |" for name, value in content["macro_f1"].items()]
    lines += [
        "",
        "Our own sentences are short and clear, so that their rows flatter. Cross-validated:",
    ]
    lines += ["", "| probability from | number | mean | right |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {b['from']:.1f} | {b['number']} | {b['mean']:.2f} | {b['right']:.2f} |"
        for b in content["calibration"]
    ]
    lines += ["", f"{content['bytes'] / 1e6:.1f} MB, temperature {content['temperature']}."]
    return "\n".join(lines) + "\n"
