"""The model card of a pipeline: what it is made of, from what data, and what it reaches."""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click
import spacy
from jinja2 import Environment, FileSystemLoader
from spacy.tokens import DocBin

from nlp import languages
from nlp.training import sets, treebanks
from nlp.training.evaluate import measure, words_a_second

LANGUAGE = {"fr": "French", "en": "English"}
OWN_LICENCE = "CC BY 4.0"
TEXTS = 200  # documents that the speed is measured on
COMPONENTS = (
    "ner (PER, ORG, LOC, and MISC, which is trained but not shown), morphologizer, trainable "
    "lemmatizer, parser with sentence ends; labels are those of Universal Dependencies"
)


def sources(lang: str) -> list[dict[str, str]]:
    """Name, licence, public source and use of each set, our own data last."""
    found = [
        {
            "name": one.name,
            "license": one.licence,
            "url": one.source,
            "use": ", ".join(sorted({*(t.use for t in one.trees), *(n.use for n in one.names)})),
        }
        for one in sets.load(lang)
    ]
    own = {"license": OWN_LICENCE, "url": "nlp/training", "use": "train"}
    typed = {"name": "Proper nouns of the treebanks, typed by hand", **own}
    return [*found, typed, {"name": "Sentences written for Brouhaha", **own}]


def counts(converted: Path) -> dict[str, int]:
    """Words and names of the training data, sets by their weight."""
    vocab = spacy.blank("xx").vocab
    trees = DocBin().from_disk(converted / "syntax-train.spacy").get_docs(vocab)
    named = list(DocBin().from_disk(converted / "names-train.spacy").get_docs(vocab))
    return {
        "syntax_words": sum(len(doc) for doc in trees),
        "names_words": sum(len(doc) for doc in named),
        "names": sum(len(doc.ents) for doc in named),
    }


def texts(data: Path, lang: str) -> list[str]:
    """Texts of a treebank for measuring speed, some 250 words each."""
    part = next(sets.trees(lang, "test"))
    docs = treebanks.documents(treebanks.read(data / part.path), lang)
    return ([doc.text for doc in docs] * TEXTS)[:TEXTS]


def meta(lang: str, data: Path, converted: Path, weights: Path) -> dict[str, Any]:
    """What `meta.json` says of the pipeline in a folder."""
    nlp = languages.shipped(weights)
    size = sum(file.stat().st_size for file in weights.rglob("*") if file.is_file())
    return nlp.meta | {
        "name": "brouhaha",
        "version": version("brouhaha"),
        "description": f"{LANGUAGE[lang]} pipeline of Brouhaha for news: {COMPONENTS}.",
        "author": "the founders of Brouhaha",
        "license": "CC BY-SA 4.0 and, for what comes from Sequoia and FrSemCor, LGPL-LR"
        if lang == "fr"
        else "CC BY-SA 4.0",
        "sources": sources(lang),
        "language": LANGUAGE[lang],
        "seed": nlp.config["system"]["seed"],
        "trained_with": {name: version(name) for name in ("spacy", "thinc", "numpy")},
        "training_data": counts(converted),
        "bytes": size,
        "performance": {
            "words_a_cpu_second": round(words_a_second(nlp, texts(data, lang)), -2),
            **measure(nlp, data, lang),
        },
    }


def card(content: dict[str, Any]) -> str:
    """The same for a reader, as Markdown."""
    folder = Environment(loader=FileSystemLoader(sets.HERE), trim_blocks=True, autoescape=False)  # noqa: S701 - Markdown
    return folder.get_template("card.md").render(content)


@click.command()
@click.argument("lang", type=click.Choice(sorted(LANGUAGE)))
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.argument("converted", type=click.Path(exists=True, path_type=Path))
@click.argument("weights", type=click.Path(exists=True, path_type=Path))
def main(lang: str, data: Path, converted: Path, weights: Path) -> None:
    """Measure the pipeline in WEIGHTS on the tests of DATA; write meta.json and card.md into it."""
    content = meta(lang, data, converted, weights)
    (weights / "meta.json").write_text(
        json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (weights / "card.md").write_text(card(content), encoding="utf-8")
    click.echo(card(content))


if __name__ == "__main__":
    sys.exit(main())
