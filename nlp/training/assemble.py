"""One pipeline from the two that were trained, its weights rounded to half precision."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import spacy
from spacy.language import Language

from nlp.languages import cast
from nlp.tokens import tokens
from nlp.training import code  # noqa: F401  registers what the pipelines name


def assembled(names: Path, syntax: Path) -> Language:
    """The names' component first, then those of syntax."""
    found = tokens(spacy.load(syntax))
    found.add_pipe("ner", source=spacy.load(names), first=True)
    cast(found, "float16")
    return found


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
