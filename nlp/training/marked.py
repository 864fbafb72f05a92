"""Inline marks of names: `[PER Marie Dubreuil] signs`, as our own data has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = ("PER", "ORG", "LOC", "MISC")
_MARK = re.compile(rf"\[({'|'.join(LABELS)}) ([^\[\]]*\S)\]")


class MarkError(ValueError):
    """Marks that cannot be read: says what and where."""


@dataclass(frozen=True)
class Name:
    """A name in a text: from `start` to `end`, in characters, end exclusive."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Marked:
    """A text without its marks, and the names in it."""

    text: str
    names: tuple[Name, ...]


def parse(line: str) -> Marked:
    """The text and names of a marked line.

    >>> parse("[PER Marie Dubreuil] signs").names
    (Name(start=0, end=14, label='PER'),)

    :raises MarkError: a bracket is left that belongs to no mark.
    """
    parts: list[str] = []
    names: list[Name] = []
    place = length = 0
    for mark in _MARK.finditer(line):
        parts.append(line[place : mark.start()])
        length += len(parts[-1])
        parts.append(mark[2])
        names.append(Name(length, length + len(mark[2]), mark[1]))
        length += len(mark[2])
        place = mark.end()
    text = "".join([*parts, line[place:]])
    if "[" in text or "]" in text:
        raise MarkError(f"a bracket without a type or a partner in {line!r}")
    return Marked(text, tuple(names))


def lines(path: Path) -> Iterator[Marked]:
    """The marked lines of a file.

    :raises MarkError: with file and line.
    :raises OSError: it cannot be read.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            yield parse(line)
        except MarkError as error:
            raise MarkError(f"{path}, line {number}: {error}") from None
