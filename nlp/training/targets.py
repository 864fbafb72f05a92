"""Sentences with marked targets: NewsMTSC, and our own in `<lang>/sentiment.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nlp.sentiment import LABELS, Label
from nlp.training.marked import MarkError

HERE = Path(__file__).parent
POLARITIES: dict[float, Label] = {2.0: "against", 4.0: "neutral", 6.0: "favor"}
_MARK = re.compile(rf"\[({'|'.join(LABELS)}) ([^\[\]]*\S)\]")


class Target(NamedTuple):
    """A target: from `start` to `end`, in characters, end exclusive."""

    start: int
    end: int
    label: Label


class Sentence(NamedTuple):
    """A sentence and the targets in it."""

    text: str
    targets: tuple[Target, ...]


def newsmtsc(path: Path) -> Iterator[Sentence]:
    """The sentences of a file of NewsMTSC, one JSON object a line.

    :raises OSError, ValueError, KeyError: it cannot be read.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        targets = (
            Target(int(one["from"]), int(one["to"]), POLARITIES[one["polarity"]])
            for one in item["targets"]
        )
        yield Sentence(item["sentence_normalized"], tuple(targets))


def own(lang: str) -> Iterator[Sentence]:
    """The sentences written for the project in a language.

    :raises MarkError: a bracket that belongs to no mark.
    """
    content = tomllib.loads((HERE / lang / "sentiment.toml").read_text(encoding="utf-8"))
    return map(parse, content["sentences"])


def parse(line: str) -> Sentence:
    """The text and targets of a marked line.

    >>> parse("[favor Marie Dubreuil] wins").targets
    (Target(start=0, end=14, label='favor'),)

    :raises MarkError: a bracket is left that belongs to no mark.
    """
    text, targets, place = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[place : mark.start()]
        label = next(label for label in LABELS if label == mark[1])
        targets.append(Target(len(text), len(text) + len(mark[2]), label))
        text, place = text + mark[2], mark.end()
    text += line[place:]
    if "[" in text or "]" in text:
        raise MarkError(f"a bracket without a label or a partner in {line!r}")
    return Sentence(text, tuple(targets))
