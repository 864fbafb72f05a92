"""One spaCy pipeline a language, assembled from `pipeline.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import import_module
from importlib.util import find_spec

import spacy
from spacy.language import Language

from nlp.lexicon import FOLDER, LANGUAGES


@cache
def components() -> tuple[str, ...]:
    """The names of the components, in order."""
    content = tomllib.loads((FOLDER / "pipeline.toml").read_text(encoding="utf-8"))
    found = tuple(content["components"])
    return tuple(name for name in found if find_spec(f"nlp.{name}"))


@cache
def build(lang: str, topic: str) -> Language:
    """The pipeline of a language for a topic: a tokenizer, then the components in their order.

    :raises ValueError: no such language.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no pipeline for {lang!r}; there are {', '.join(LANGUAGES)}")
    nlp = spacy.blank(lang)
    for name in components():
        import_module(f"nlp.{name}")
        nlp.add_pipe(name, config={"topic": topic})
    return nlp
