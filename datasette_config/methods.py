"""What the page on methods tells of each kind: `methods.toml` beside what was measured."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from datasette_config.measured import Level, Reached, Run, Score, measured

FILE = Path(__file__).with_suffix(".toml")
LANGS = ("fr", "en")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Kind(_Strict):
    """A part of the page; `id` is its anchor, `shown` are kinds of `measured.toml`."""

    id: str
    shown: tuple[str, ...]
    rules: tuple[str, ...]


class Licence(_Strict):
    part: str
    licence: str


class Credit(_Strict):
    """A set of data that others made."""

    name: str
    licence: str
    source: str


class Methods(_Strict):
    """`methods.toml`."""

    kind: tuple[Kind, ...]
    licence: tuple[Licence, ...]
    credit: tuple[Credit, ...]


@dataclass(frozen=True)
class Levels:
    """How often findings of one kind and language were right, by their confidence."""

    kind: str
    lang: str
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Told:
    """A kind with all that was measured of it, and when."""

    kind: Kind
    scores: tuple[Score, ...]
    reached: tuple[Reached, ...]
    levels: tuple[Levels, ...]
    runs: tuple[Run, ...]

    @property
    def has_reader(self) -> bool:
        return any(one.reader is not None for one in self.scores)

    @property
    def has_interval(self) -> bool:
        return any(one.low is not None for one in self.scores)


@cache
def methods(path: Path = FILE) -> Methods:
    """The file, checked.

    :raises ValueError: the file is no TOML, or does not hold what it must; says where.
    """
    return Methods.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def told() -> tuple[Told, ...]:
    """The parts of the page in order."""
    return tuple(_told(kind) for kind in methods().kind)


def documents() -> dict[str, int]:
    """How many documents people marked, in all and on the topic, by language."""
    sizes = {f"{one.kind} {one.lang}": one.size for one in measured().score}
    return {
        f"{lang}{end}": sizes[f"{kind} {lang}"]
        for lang in LANGS
        for end, kind in (("", "relevance"), ("_on", "entities"))
    }


def _told(kind: Kind) -> Told:
    all_ = measured()
    scores = tuple(one for shown in kind.shown for one in all_.scores(shown))
    reached = tuple(one for shown in kind.shown for one in all_.figures(shown))
    return Told(kind, scores, reached, _levels(kind.shown), _runs((*scores, *reached)))


def _levels(kinds: Sequence[str]) -> tuple[Levels, ...]:
    found = (Levels(kind, lang, measured().levels(kind, lang)) for kind in kinds for lang in LANGS)
    return tuple(one for one in found if one.levels)


def _runs(figures: Sequence[Score | Reached]) -> tuple[Run, ...]:
    return tuple(measured().runs[name] for name in dict.fromkeys(one.run for one in figures))
