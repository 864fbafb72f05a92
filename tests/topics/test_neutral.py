"""What the program knows of a controversy stands in its topic: nowhere else is one named."""

from __future__ import annotations

import re
import tokenize
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import topics

HOME = Path(__file__).resolve().parent.parent.parent
ROOMS = ("crawler", "nlp", "storage", "stories", "datasette_config")
MODULES = sorted(
    [path for room in ROOMS for path in (HOME / room).rglob("*.py")]
    + [HOME / "brouhaha.py", HOME / "scheduler.py", HOME / "terminal.py"]
)
WORDS = sorted((HOME / "nlp").rglob("*.toml"))
WRITTEN = {"STRING", "COMMENT", "FSTRING_MIDDLE"}
# lists of them hold those of people whom a topic names
FIRST_NAMES = {"given", "feminine_names", "either_names"}
ORDINARY = {"Parisien", "Universal"}  # who lives in Paris; for all
WORD = re.compile(r"\w+")


def _proper(term: str) -> bool:
    """Whether a term of an issue is a name: "Bread Act", or an acronym of three letters."""
    acronym = term.isupper() and sum(map(str.isalpha, term)) > 2
    return acronym or (" " in term and any(word[0].isupper() for word in term.split()))


def _names(topic: topics.Topic) -> Iterator[str]:
    """What a topic's entities and issues are called; one letter alone can be anything."""
    for lang in ("fr", "en"):
        for entity in topic.entities.values():
            yield from (entity.name, *entity.aliases[lang], *entity.unique[lang])
        for issue in topic.issues.values():
            yield from (issue.label[lang], *filter(_proper, issue.terms[lang]))
    yield from (issue for issue in topic.issues if "-" in issue)


@cache
def _by_first_word() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for topic in map(topics.load, topics.names()):
        for name in _names(topic):
            if len(name) > 1 and name not in ORDINARY and (first := WORD.search(name)):
                found[first.group()].add(name[first.start() :])
    return found


def named(text: str) -> set[str]:
    """The names in a text: whole words, capitals as they are written."""
    return {
        name
        for word in WORD.finditer(text)
        for name in _by_first_word().get(word.group(), ())
        if text.startswith(name, word.start())
        and not text[word.start() + len(name) :][:1].isalnum()
    }


def _written(path: Path) -> Iterator[str]:
    """The strings and the comments of a module."""
    with tokenize.open(path) as lines:
        for token in tokenize.generate_tokens(lines.readline):
            if tokenize.tok_name[token.type] in WRITTEN:
                yield token.string


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner) if key not in FIRST_NAMES else ()
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _strings(inner)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('holder = "Arkema"', {"Arkema"}),
        ("# SAG-AFTRA's members, le groupe Solvay", {"SAG-AFTRA", "Solvay"}),
        ("says who is against PFAS", {"PFAS"}),
        ('if issue == "ai-use":', {"ai-use"}),
        ("dans la maison mère de Facebook", {"maison mère de Facebook", "Facebook"}),
        ("as the solvays and Arkemas do", set()),
    ],
)
def test_a_name_is_found(text: str, found: set[str]) -> None:
    assert named(text) >= found and bool(found) == bool(named(text))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_no_module_names_what_a_topic_is_about(path: Path) -> None:
    assert not {name for text in _written(path) for name in named(text)}


@pytest.mark.parametrize("path", WORDS, ids=lambda path: str(path.relative_to(HOME)))
def test_no_word_of_the_language_names_it(path: Path) -> None:
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    assert not {name for text in _strings(words) for name in named(text)}
