"""The interface's words, numbers, dates and the choice of the language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import datasette_config
from datasette_config.words import Words, preferred
from storage.records import Verdict

HOME = Path(datasette_config.__file__).parent
USED = re.compile(r'words(?:\(|\.count\()\s*"([a-z][a-z-]*)"')
SOURCES = [*HOME.glob("templates/*.html"), *HOME.glob("plugins/*.py"), *HOME.glob("*.py")]


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("fr", "fr"), ("fr-CA, en;q=0.8", "fr"), ("en-US,en;q=0.9,fr;q=0.8", "en"), ("de", "en"),
        ("", "en"), ("de, fr;q=0.1", "fr"), ("fr;q=0, en;q=0.1", "en"), ("fr;q=x", "en"),
        ("*", "en"), (",;,q=", "en"), ("en;q=0.5, fr;q=0.9", "fr"),
    ],
)  # fmt: skip
def test_the_language_a_browser_prefers(accept: str, lang: str) -> None:
    assert preferred(accept) == lang


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_every_word_that_is_asked_for_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for lang in ("en", "fr"):
        words = Words(lang)  # type: ignore[arg-type]
        for match in USED.finditer(text):
            key = match[1]
            if key.endswith("-"):
                continue  # completed by a value
            assert words.count(key, 2) if ".count" in match[0] else words(key)


@pytest.mark.parametrize("verdict", Verdict.__args__)  # type: ignore[attr-defined]
def test_every_verdict_has_words(verdict: str) -> None:
    assert Words("fr").name("verdict", verdict) != verdict


@pytest.mark.parametrize(
    ("lang", "number", "written"),
    [
        ("en", 1234567, "1,234,567"), ("fr", 1234567, "1\u202f234\u202f567"), ("en", 0, "0"),
        ("en", 1234.5, "1,234.5"), ("fr", 0.25, "0,25"), ("fr", 150.0, "150"), ("en", 100, "100"),
    ],
)  # fmt: skip
def test_numbers(lang: str, number: float, written: str) -> None:
    assert Words(lang).number(number) == written  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "n", "written"),
    [
        ("en", 0, "0 articles"),
        ("en", 1, "1 article"),
        ("fr", 0, "0 article"),
        ("fr", 2, "2 articles"),
    ],
)
def test_plurals(lang: str, n: int, written: str) -> None:
    assert Words(lang).count("articles", n) == written  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "day", "written"),
    [
        ("fr", "2023-07-01", "1er juillet 2023"),
        ("en", "2023-07-14T10:00:00+02:00", "14 July 2023"),
        ("en", None, "no date"), ("fr", "", "sans date"), ("en", "soon", "soon"),
    ],
)  # fmt: skip
def test_days(lang: str, day: str | None, written: str) -> None:
    assert Words(lang).day(day) == written  # type: ignore[arg-type]
