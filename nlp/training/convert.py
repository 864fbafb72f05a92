"""From the data folder to spaCy's files: `<lang>/{syntax,names}-{train,dev}.spacy` and tests."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import click
import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from nlp.training import names, sets, treebanks, typed
from nlp.training.marked import lines
from nlp.training.obliques import learn, subtyped
from nlp.training.treebanks import MERGED, Tokens

OWN = 2  # how often our own sentences are seen in an epoch


def kept_out(data: Path, lang: str, kind: Literal["syntax", "names"]) -> frozenset[Tokens]:
    """The sentences, as tokens, of what that kind of training is tested or chosen on.

    Names are chosen on a treebank's dev set only where their own file follows its split.
    """
    files = [part for one in sets.load(lang) for part in one.names]
    split = kind == "syntax" or any(part.use == "as its treebank" for part in files)
    uses: tuple[sets.Use, ...] = ("dev", "test") if split else ("test",)
    parts = [part for use in uses for part in sets.trees(lang, use)]
    found = {s.forms(MERGED[lang]) for part in parts for s in treebanks.read(data / part.path)}
    for file in (part for part in files if part.use in {"dev", "test"}):
        rows = (data / file.path).read_text(encoding="utf-8").splitlines()
        found |= {tuple(json.loads(row)["tokens"]) for row in rows}
    return frozenset(found)


def syntax(data: Path, lang: str, use: sets.Use) -> Iterator[Doc]:
    """Documents with tags, morphology, lemmas and dependencies; sets by their weight."""
    barred = kept_out(data, lang, "syntax") if use == "train" else frozenset()
    parts = [part for part in sets.trees(lang, use) if part.syntax]
    read = [treebanks.without(treebanks.read(data / p.path), barred, lang) for p in parts]
    pairs = list(zip(parts, read, strict=True))
    counts = learn(s for part, found in pairs if not part.plain_obliques for s in found)
    for part, found in pairs:
        ready = [subtyped(s, counts) for s in found] if part.plain_obliques else found
        for _ in range(part.weight):
            yield from treebanks.documents(ready, lang)


def named(data: Path, lang: str, use: sets.Use) -> Iterator[Doc]:
    """Documents with names, a sentence each; sets by their weight, in training with our own."""
    nlp = spacy.blank(lang)
    barred = kept_out(data, lang, "names") if use == "train" else frozenset()
    for one in sets.load(lang):
        for part in one.names:
            docs = list(names_of(part, data, lang, use, nlp.vocab))
            kept = [doc for doc in docs if len(doc) < 3 or tuple(t.text for t in doc) not in barred]
            yield from kept * (part.weight if use == "train" else 1)
    if use == "train":
        yield from typed_trees(data, lang, barred)
        for path in sorted((sets.HERE / lang / "sentences").glob("*.txt")):
            yield from [*names.from_marked(lines(path), nlp)] * OWN


def names_of(part: sets.Names, data: Path, lang: str, use: sets.Use, vocab: Vocab) -> Iterator[Doc]:
    """The documents of a file of names that are for a use."""
    found = names.from_json(data / part.path, vocab)
    if part.use == "as its treebank":
        ids = {s.id for p in sets.trees(lang, use) for s in treebanks.read(data / p.path)}
        yield from (doc for number, doc in found if number in ids)
    elif part.use == use:
        yield from (doc for _, doc in found)


def typed_trees(data: Path, lang: str, barred: frozenset[Tokens]) -> Iterator[Doc]:
    """The sentences of the treebanks whose proper nouns we have typed."""
    vocab = spacy.blank(lang).vocab
    types = typed.load(sets.HERE / lang / "names.tsv")
    for part in sets.trees(lang, "train"):
        if part.typed:
            for sentence in treebanks.without(treebanks.read(data / part.path), barred, lang):
                yield typed.document(sentence, types, vocab, MERGED[lang])


def listed(lang: str) -> Iterator[Doc]:
    """The names of `<lang>/pool-*.txt`, which take the place of others in training sentences."""
    nlp = spacy.blank(lang)
    for path in sorted((sets.HERE / lang).glob("pool-*.txt")):
        yield from names.from_marked(lines(path), nlp)


def save(docs: Iterable[Doc], path: Path) -> int:
    """Writes documents; how many words they have."""
    kept = list(docs)
    DocBin(docs=kept).to_disk(path)
    return sum(len(doc) for doc in kept)


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("lang", type=click.Choice(["fr", "en"]))
@click.argument("output", type=click.Path(file_okay=False, path_type=Path))
def main(data: Path, lang: str, output: Path) -> None:
    """Convert the sets of LANG in the folder DATA into OUTPUT."""
    output.mkdir(parents=True, exist_ok=True)
    uses: tuple[sets.Use, ...] = ("train", "dev")
    for use in uses:
        words = save(syntax(data, lang, use), output / f"syntax-{use}.spacy")
        click.echo(f"{lang} syntax {use}: {words:,} words")
        docs = list(named(data, lang, use))
        words = save(docs, output / f"names-{use}.spacy")
        click.echo(f"{lang} names {use}: {words:,} words, {sum(len(d.ents) for d in docs):,} names")
        if use == "train":
            pool = names.pool([*docs, *listed(lang)])
            (output / "pool.json").write_text(json.dumps(pool), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
