"""One pipeline from the two that were trained, its weights rounded to half precision."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click
import spacy
from spacy.language import Language

from nlp.languages import STOP_WORDS, cast
from nlp.tokens import tokens
from nlp.training import code  # noqa: F401  registers what the pipelines name
from nlp.training.letters import shortened


def assembled(names: Path, syntax: Path) -> Language:
    """The names' component first, then those of syntax."""
    found = tokens(spacy.load(syntax))
    complete(found)
    found.add_pipe("ner", source=spacy.load(names), first=True)
    cast(found, "float16")
    return found


def complete(nlp: Language) -> None:
    """Have in the pipeline what else its language would be imported for.

    Those are the stop words, and the words that stay whole, in a pattern that is soon compiled.
    """
    nlp.vocab.lookups.add_table(STOP_WORDS, dict.fromkeys(sorted(nlp.Defaults.stop_words), 1))
    words: Any = nlp.tokenizer
    if words.token_match:
        words.token_match = re.compile(shortened(words.token_match.__self__.pattern)).match


@click.command()
@click.argument("names", type=click.Path(exists=True, path_type=Path))
@click.argument("syntax", type=click.Path(exists=True, path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
def main(names: Path, syntax: Path, output: Path) -> None:
    """Put the pipelines NAMES and SYNTAX together into OUTPUT."""
    pipeline = assembled(names, syntax)
    pipeline.to_disk(output)
    size = sum(file.stat().st_size for file in output.rglob("*") if file.is_file())
    click.echo(f"{output}: {', '.join(pipeline.pipe_names)}; {size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
