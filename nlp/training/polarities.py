"""Polarity of words, -1 to 1, from the open lexicons of the data folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

LEAST = 0.1  # below it a word of the French adjectives is as good as neutral
STRONGEST = 4.0  # on VADER's scale
_PATTERN = re.compile(r'<word form="([^"]+)"[^>]*? polarity="([^"]+)"')


def scores(folder: Path, lang: str) -> dict[str, float]:
    """The polarity of the words of a language; the mean where two lexicons have a word.

    :raises OSError, ValueError: a lexicon cannot be read.
    """
    if lang == "en":
        return dict(_vader(folder / "vader_en_lexicon_MIT.txt", "\t"))
    found = dict(_vader(folder / "vader_fr_lexicon_MIT.txt", "->"))
    for word, value in _adjectives(folder / "pattern_fr_sentiment_PDDL.xml"):
        found[word] = (found.get(word, value) + value) / 2
    return found


def _vader(path: Path, between: str) -> Iterator[tuple[str, float]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition(between)
        if word.replace("-", "").isalpha():
            yield word.lower(), float(rest.split("\t")[0]) / STRONGEST


def _adjectives(path: Path) -> Iterator[tuple[str, float]]:
    for word, value in _PATTERN.findall(path.read_text(encoding="utf-8")):
        if abs(float(value)) >= LEAST and "\n" not in word:
            yield word.lower(), float(value)
