"""The words of the interface, the guide and the topics, as each language writes them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import datasette_config
import topics

HOME = Path(datasette_config.__file__).parent
FILES = sorted((HOME / "words").glob("*.toml"))
PROSE = [*sorted((HOME / "guide" / "fr").glob("*.md")), HOME.parent / "README.fr.md"]
CODE = re.compile(  # the tables of reports are in English
    r"<!-- table.*?<!-- end -->|```.*?```|`[^`]*`|\]\([^)]*\)|https?://\S+|^\|[ :|-]+\|$"
    r"|\b3\.1\d\b",
    re.S | re.M,
)
FRENCH = (
    (r" [:;?!»%]", "an ordinary space before : ; ? ! » %"),
    (r"« |«\w", "no non-breaking space behind «"),
    (r"[^\s(«\u202f\u00a0][;?!»%]", "nothing before ; ? ! » %"),
    (r"[a-zà-ÿ)]:(?:\s|$)", "nothing before :"),
    (r"['\"]", "a straight quotation mark or apostrophe"),
    (r"\d \d{3}\b", "an ordinary space within a number"),
    (r"\d\.\d{2}\b", "a point for a comma in a number"),
    (r"\b1e\b", "1e for 1er"),
    (r"\.\.\.", "three dots for an ellipsis"),
)
ENGLISH = (
    (r"['\"]", "a straight quotation mark or apostrophe"),
    (r"[\s\u00a0\u202f][:;?!%]", "a space before : ; ? ! %"),
    (r"[«»\u00a0\u202f]", "French punctuation"),
    (r"\.\.\.", "three dots for an ellipsis"),
)


def wrong(text: str, rules: tuple[tuple[str, str], ...]) -> list[str]:
    return [
        f"{said}: {match[0]!r} in {text[max(0, match.start() - 30) : match.end() + 20]!r}"
        for pattern, said in rules
        for match in re.finditer(pattern, text)
    ]


def pairs(path: Path) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Key, English and French texts."""
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    for key, both in file.get("text", {}).items():
        yield key, (both["en"],), (both["fr"],)
    for key, both in file.get("count", {}).items():
        yield key, tuple(both["en"]), tuple(both["fr"])


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Mesuré le 1er juillet\u00a0: 40\u00a0% «\u00a0environ\u00a0» (ou plus)\u00a0?", 0),
        ("Vraiment ?", 1), ("Vraiment?", 1), ("Note: rien", 1), ("« mot\u00a0»", 1),
        ("l'article", 1),
        ("1 000 articles", 1), ("0.95", 1), ("à 2 %", 1), ("suite...", 1),
    ],
)  # fmt: skip
def test_the_rules_see_what_they_are_for(text: str, told: int) -> None:
    assert len(wrong(text, FRENCH)) == told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_are_set_as_their_language_does(path: Path) -> None:
    for key, english, french in pairs(path):
        assert [f"{key}: {one}" for text in french for one in wrong(text, FRENCH)] == []
        assert [f"{key}: {one}" for text in english for one in wrong(text, ENGLISH)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_languages_say_the_same_values(path: Path) -> None:
    for key, english, french in pairs(path):
        assert fields("".join(english)) == fields("".join(french)), key


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_french_prose_is_set_as_french(path: Path) -> None:
    assert wrong(CODE.sub("", path.read_text(encoding="utf-8")), FRENCH) == []


@pytest.mark.parametrize("name", topics.names())
def test_what_a_topic_says_in_french_is_set_as_french(name: str) -> None:
    topic = topics.load(name)
    shown = [topic.settings.title.fr, topic.settings.description.fr]
    shown += [event.label.fr for event in topic.events]
    for issue in topic.issues.values():
        shown += [issue.label.fr, issue.favor.fr, issue.against.fr]
    assert [one for text in shown for one in wrong(text, FRENCH)] == []
