"""One spaCy pipeline a language, assembled from `pipeline.toml`."""

from __future__ import annotations

import tomllib
from functools import cache

import spacy
from spacy.language import Language

# importing a component's module registers its factory
from nlp import credits, entities, figures, quotes, relevance, sentences, stance  # noqa: F401
from nlp.lexicon import FOLDER, LANGUAGES


@cache
def components() -> tuple[str, ...]:
    """The names of the components, in order."""
    content = tomllib.loads((FOLDER / "pipeline.toml").read_text(encoding="utf-8"))
    return tuple(content["components"])


@cache
def build(lang: str, topic: str) -> Language:
    """The pipeline of a language for a topic: a tokenizer, then the components in their order.

    :raises ValueError: no such language.
    :raises LexiconError, TopicError: words or topic cannot be used.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no pipeline for {lang!r}; there are {', '.join(LANGUAGES)}")
    nlp = spacy.blank(lang)
    for name in components():
        nlp.add_pipe(name, config={"topic": topic})
    return nlp
