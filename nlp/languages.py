"""One spaCy pipeline a language: a trained one, with our components from `pipeline.toml`."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import spacy
from spacy.language import Language
from spacy.symbols import IS_STOP  # type: ignore[import-not-found]
from spacy.util import load_config
from thinc.api import Model
from threadpoolctl import threadpool_limits

# importing a component's module registers its factory
from nlp import (  # noqa: F401
    credits,
    entities,
    figures,
    quotes,
    relevance,
    ruler,
    sentences,
    stance,
)
from nlp.encoders import quicken
from nlp.lemmas import postpone
from nlp.lexicon import FOLDER, LANGUAGES
from nlp.tokens import keep, tokens
from topics import load

WEIGHTS = FOLDER / "weights"
STOP_WORDS = "stop_words"  # a table of a shipped pipeline

log = logging.getLogger(__name__)


@cache
def settings() -> dict[str, tuple[str, ...]]:
    """`pipeline.toml`: our components, before and after the trained ones, and official packages."""
    content = tomllib.loads((FOLDER / "pipeline.toml").read_text(encoding="utf-8"))
    return {key: tuple(value) for key, value in content.items()}


@cache
def build(lang: str, topic: str) -> Language:
    """The pipeline of a language for a topic.

    :raises ValueError: no such language.
    :raises LexiconError, TopicError: words or topic cannot be used.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no pipeline for {lang!r}; there are {', '.join(LANGUAGES)}")
    threadpool_limits(1)  # matrices this small leave a second thread nothing but waiting
    nlp = trained(lang)
    quicken(nlp)
    postpone(nlp)
    keep(nlp, _spellings(topic, lang))
    for name in reversed(settings()["first"]):
        nlp.add_pipe(name, config={"topic": topic}, first=True)
    for name in settings()["last"]:
        nlp.add_pipe(name, config={"topic": topic})
    return nlp


def _spellings(topic: str, lang: str) -> Iterator[str]:
    for entity in load(topic).entities.values():
        yield from (entity.name, *entity.aliases[lang])


def trained(lang: str, weights: Path = WEIGHTS) -> Language:
    """The official pipeline of a language where one is installed, else ours, else none trained."""
    package = official(lang)
    if package:
        return spacy.load(package, exclude=list(settings()["unused"]))
    try:
        return shipped(weights / lang)
    except (OSError, ValueError, KeyError) as error:
        told = next(iter(str(error).splitlines()), type(error).__name__)
        log.warning("no trained pipeline for %r, going on with the rules alone: %s", lang, told)
        return tokens(spacy.blank(lang))


def official(lang: str) -> str | None:
    """The first of spaCy's own packages for a language that is installed, the largest first."""
    return next((name for name in settings()[f"official_{lang}"] if _installed(name)), None)


def _installed(package: str) -> bool:
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


def shipped(folder: Path) -> Language:
    """The pipeline in a folder, its weights, rounded to half precision on disk, in full again.

    :raises OSError, ValueError, KeyError: there is none, or it cannot be read.
    """
    config = load_config(folder / "config.cfg")
    nlp = _bare(config["nlp"]["lang"]).from_config(config)
    nlp.from_disk(folder)
    stop_words = nlp.vocab.lookups.get_table(STOP_WORDS)
    nlp.vocab.add_flag(lambda word: word.lower() in stop_words, IS_STOP)
    cast(nlp, "float32")
    return nlp


def _bare(lang: str) -> type[Language]:
    """A language that takes all from a folder: spaCy's own French takes seconds to import."""
    return type(lang, (Language,), {"lang": lang})


def cast(nlp: Language, precision: Literal["float16", "float32"]) -> None:
    """Sets the precision of the weights of all trained components."""
    models = (getattr(pipe, "model", None) for _, pipe in nlp.pipeline)
    for node in (node for model in models if isinstance(model, Model) for node in model.walk()):
        for name in node.param_names:
            if node.has_param(name):
                weights: Any = node.get_param(name)
                node.set_param(name, weights.astype(precision))
