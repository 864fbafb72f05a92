"""What a sentence says of a target in it: against, neutral or favor, by a trained linear model.

`judge` asks for a sentence and the characters of the target. Where the weights are missing, or the
model is not sure enough, the answer is None; the rules go on without it.
"""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Span

from nlp.lemmas import lemmatised
from nlp.lexicon import FOLDER
from nlp.surroundings import Word, surroundings, words

WEIGHTS = FOLDER / "weights" / "sentiment"
FILE = "model.npz"
BITS = 18  # names are hashed to 2 ** BITS columns
NEUTRAL = 0.7  # length of the part all languages share, that of words being 1; by cross-validation
LEAST = 0.6  # probability below which nothing is said; card.md tells how often it is right above
LABELS: tuple[Label, ...] = ("against", "neutral", "favor")
Label = Literal["against", "neutral", "favor"]
Floats = NDArray[np.float64]

log = logging.getLogger(__name__)


class Judgement(NamedTuple):
    """The most probable label and its probability."""

    label: Label
    probability: float


class Row(NamedTuple):
    """A target as the model sees it: columns and values."""

    columns: NDArray[np.int64]
    values: Floats


@dataclass(frozen=True)
class Model:
    """Weights (columns × labels), what divides the logits, and polarity lexicons by language."""

    weights: NDArray[np.float32]
    temperature: float
    scores: Mapping[str, Mapping[str, float]]

    def probabilities(self, row: Row) -> Floats:
        """Of each label, in the order of `LABELS`."""
        logits = row.values @ self.weights[row.columns] / self.temperature
        powers = np.exp(logits - logits.max())
        return np.asarray(powers / powers.sum(), dtype=np.float64)


def hashed(named: Iterable[tuple[str, float]], length: float) -> Row:
    """Named numbers as a row of the model: a vector of that length, the larger where two meet."""
    kept: dict[int, float] = {}
    for name, value in named:
        column = zlib.crc32(name.encode()) & ((1 << BITS) - 1)
        if abs(value) >= abs(kept.get(column, 0.0)):
            kept[column] = value
    values = np.fromiter(kept.values(), np.float64, len(kept))
    norm = float(np.sqrt(values @ values)) or 1.0
    return Row(np.fromiter(kept.keys(), np.int64, len(kept)), values * (length / norm))


def row(sentence: list[Word], start: int, end: int, lang: str) -> Row:
    """The row of the target from word `start` to `end`."""
    neutral, lexical = surroundings(sentence, start, end, lang)
    parts = hashed(neutral, NEUTRAL), hashed(lexical, 1.0)
    return Row(*(np.concatenate(pair) for pair in zip(*parts, strict=True)))


def load(folder: Path) -> Model:
    """The model in a folder.

    :raises OSError, ValueError, KeyError, BadZipFile: there is none, or it cannot be read.
    """
    with np.load(folder / FILE, allow_pickle=False) as content:
        weights = np.zeros((1 << BITS, len(LABELS)), np.float32)
        weights[content["columns"]] = content["weights"]
        scores = {
            lang: dict(
                zip(
                    content[f"{lang}_words"].tobytes().decode().split("\n"),
                    (content[f"{lang}_scores"] / 100).tolist(),
                    strict=True,
                )
            )
            for lang in ("fr", "en")
        }
        return Model(weights, float(content["temperature"]), scores)


@cache
def model() -> Model | None:
    """The shipped model, read once; None where it cannot be read."""
    try:
        return load(WEIGHTS)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        told = str(error).splitlines()[0]
        log.warning("no trained sentiment, going on with the rules alone: %s", told)
        return None


def probabilities(sentence: Span, start: int, end: int) -> dict[Label, float] | None:
    """Of each label, of the target from `start` to `end`, in characters of the document.

    None without weights, or where the target is not in the sentence.
    """
    known = model()
    target = sentence.doc.char_span(start, end, alignment_mode="expand")
    if known is None or target is None:
        return None
    first, last = target.start - sentence.start, target.end - sentence.start
    if not 0 <= first < last <= len(sentence):
        return None
    lang = sentence.doc.lang_
    lemmatised(sentence.doc)
    described = words(sentence, known.scores.get(lang, {}))
    found = known.probabilities(row(described, first, last, lang))
    return dict(zip(LABELS, found.tolist(), strict=True))


def judge(sentence: Span, start: int, end: int, least: float = LEAST) -> Judgement | None:
    """What the sentence says of the target from `start` to `end`, in characters of the document.

    None where no label has a probability of `least`. Who says it is not asked here: the holder is
    the author, or the speaker where the sentence is inside a quote.
    """
    found = probabilities(sentence, start, end)
    if found is None:
        return None
    label = max(found, key=found.__getitem__)
    return Judgement(label, found[label]) if found[label] >= least else None
