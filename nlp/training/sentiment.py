"""Makes `nlp/weights/sentiment` from NewsMTSC, open polarity lexicons and our own sentences.

python -m nlp.training.sentiment DATA makes the weights, `meta.json` and `card.md`, with the
language pipelines that are shipped; a few minutes of one core, always the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np

from nlp import languages
from nlp.sentiment import BITS, FILE, LABELS, WEIGHTS, Row, row
from nlp.surroundings import words
from nlp.training import softmax, targets
from nlp.training.polarities import scores
from nlp.training.sentiment_card import card, meta
from nlp.training.softmax import Floats, Ints, Rows

LANGUAGES = ("fr", "en")
DEV = ("rw", "mt")
FOLDS = 5
STRENGTH = 0.2  # of the L2 penalty, by cross-validation
SMOOTH = 1.0  # added to the counts of which a column's freedom is made
OWN = 2.0  # weight of our own sentences
TINY = 1e-3  # weights below it are not kept
TEMPERATURES = np.linspace(0.4, 2.0, 81)


class Set(NamedTuple):
    """Rows with their gold labels, the fold each is held out in, and weights.

    Folds are blocks of neighbouring sentences, so that those of one article, our variants of one
    sentence and the French and English of one thought are held out together.
    """

    rows: Rows
    gold: Ints
    fold: Ints
    weight: Floats


def described(
    sentences: Iterable[targets.Sentence], lang: str, lexicon: dict[str, float], weight: float
) -> Set:
    """The targets of sentences as rows, read with the pipeline of their language."""
    nlp = languages.shipped(languages.WEIGHTS / lang)
    listed = list(sentences)
    pairs = ((one.text, one) for one in listed)
    lines: list[Row] = []
    gold: list[int] = []
    folds: list[int] = []
    for place, (doc, one) in enumerate(nlp.pipe(pairs, as_tuples=True, batch_size=64)):
        known = words(doc[:], lexicon)
        for start, end, label in one.targets:
            span = doc.char_span(start, end, alignment_mode="expand")
            if span is None:
                continue
            lines.append(row(known, span.start, span.end, lang))
            gold.append(LABELS.index(label))
            folds.append(place * FOLDS // len(listed))
    weights = np.full(len(gold), weight)
    return Set(softmax.rows(lines), np.array(gold), np.array(folds), weights)


def joined(sets: Sequence[Set]) -> Set:
    """Several sets as one."""
    starts = [np.zeros(1, np.int64)]
    for one in sets:
        starts.append(one.rows.starts[1:] + starts[-1][-1])
    rows = Rows(
        np.concatenate(starts),
        np.concatenate([one.rows.columns for one in sets]),
        np.concatenate([one.rows.values for one in sets]),
    )
    return Set(
        rows,
        np.concatenate([one.gold for one in sets]),
        np.concatenate([one.fold for one in sets]),
        np.concatenate([one.weight for one in sets]),
    )


def some(data: Set, chosen: Ints) -> Set:
    """Some of the targets of a set."""
    return Set(data.rows.take(chosen), data.gold[chosen], data.fold[chosen], data.weight[chosen])


def fitted(data: Set) -> Floats:
    """Weights that are fitted on a set, each label with the same total weight.

    How freely a column may grow is its naive Bayes log-odds of each label (Wang and Manning 2012).
    """
    gold = np.eye(len(LABELS))[data.gold]
    totals = (gold * data.weight[:, None]).sum(axis=0)
    weigh = data.weight * (data.weight.sum() / len(LABELS) / totals)[data.gold]
    return softmax.fit(data.rows, gold, weigh, freedom(data.rows, gold), STRENGTH)


def freedom(rows: Rows, gold: Floats) -> Floats:
    """How much each column tells of each label: the absolute log-odds of seeing it."""
    ones = Rows(rows.starts, rows.columns, np.ones_like(rows.values))
    counts = ones.back(gold, 1 << BITS)
    total, labels = counts.sum(axis=1, keepdims=True), gold.sum(axis=0)
    inside = (counts + SMOOTH) / (labels + 2 * SMOOTH)
    outside = (total - counts + SMOOTH) / (labels.sum() - labels + 2 * SMOOTH)
    return np.asarray(np.abs(np.log(inside / outside)))


def held_out(data: Set) -> Floats:
    """Logits of each target by weights that were fitted without its fold."""
    logits = np.zeros((len(data.gold), len(LABELS)))
    for fold in range(FOLDS):
        inside = data.fold == fold
        weights = fitted(some(data, np.flatnonzero(~inside)))
        logits[inside] = data.rows.take(np.flatnonzero(inside)).dot(weights)
    return logits


def temperature(logits: Floats, gold: Ints) -> float:
    """What the logits are divided by so that the gold is most likely."""
    places = np.arange(len(gold))
    costs = [-np.log(softmax.softmax(logits / t)[places, gold]).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(costs))])


def save(
    folder: Path, weights: Floats, divided: float, lexicons: dict[str, dict[str, float]]
) -> None:
    """Writes the weights in half precision, without columns that tell nothing."""
    columns = np.flatnonzero(np.abs(weights).max(axis=1) >= TINY)
    content: dict[str, Any] = {
        "columns": columns.astype(np.uint32),
        "weights": weights[columns].astype(np.float16),
        "temperature": np.float64(divided),
    }
    for lang, lexicon in lexicons.items():
        listed = sorted(lexicon)
        content[f"{lang}_words"] = np.frombuffer("\n".join(listed).encode(), np.uint8)
        content[f"{lang}_scores"] = np.array(
            [round(lexicon[word] * 100) for word in listed], np.int8
        )
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / FILE, **content)


def _train(folder: Path) -> list[targets.Sentence]:
    """The sentences to train on, less those that stand in a dev part too."""
    dev = {one.text for name in DEV for one in targets.newsmtsc(folder / f"{name}.dev.jsonl")}
    return [one for one in targets.newsmtsc(folder / "train.jsonl") if one.text not in dev]


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--output", type=click.Path(path_type=Path), default=WEIGHTS, show_default=True)
def main(data: Path, output: Path) -> None:
    """Train on DATA, measure, and write the model with its card."""
    lexicons = {lang: scores(data / "lexicons", lang) for lang in LANGUAGES}
    dev = {
        name: described(
            targets.newsmtsc(data / "sentiment" / f"{name}.dev.jsonl"), "en", lexicons["en"], 1.0
        )
        for name in DEV
    }
    seen = {
        one.text for name in dev for one in targets.newsmtsc(data / f"sentiment/{name}.dev.jsonl")
    }
    train = (
        one for one in targets.newsmtsc(data / "sentiment/train.jsonl") if one.text not in seen
    )
    news = described(train, "en", lexicons["en"], 1.0)
    own = {lang: described(targets.own(lang), lang, lexicons[lang], OWN) for lang in LANGUAGES}
    everything = joined([news, own["fr"], own["en"]])
    without, logits = fitted(news), held_out(everything)
    weights, divided = fitted(everything), temperature(logits, everything.gold)
    save(output, weights, divided, lexicons)
    content = meta(
        {name: (one.gold, one.rows.dot(weights)) for name, one in dev.items()},
        {lang: (one.gold, one.rows.dot(without)) for lang, one in own.items()},
        (everything.gold, logits / divided),
        [len(news.gold), len(own["fr"].gold), len(own["en"].gold)],
        (output / FILE).stat().st_size,
        divided,
    )
    (output / "meta.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    (output / "card.md").write_text(card(content), encoding="utf-8")
    click.echo(card(content))


if __name__ == "__main__":
    main()
