"""How well each kind of finding is found: `measured.toml`, which `benchmarks/record.py` writes."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_suffix(".toml")
Share = Annotated[float, Field(ge=0, le=1)]
Number = Annotated[int, Field(ge=0)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Run(_Strict):
    """When something was measured, and with which versions."""

    day: date
    versions: str


class _Figure(_Strict):
    run: str
    kind: str
    lang: Literal["fr", "en", "both"]


class Score(_Figure):
    """Precision, recall and F1; `low` to `high` holds 95 % of the resamples of the documents."""

    set: str
    size: Number
    wanted: Number
    found: Number | None = None
    precision: Share
    recall: Share
    f1: Share
    low: Share | None = None
    high: Share | None = None
    reader: Share | None = None  # F1 of a second human reader


class Level(_Figure):
    """Of the findings with a confidence from `low` up to `high`, the share that is right."""

    low: Share
    high: Share
    number: Number
    right: Share


class Reached(_Figure):
    """One figure of a test set: an F1, or a share that is right."""

    set: str
    measure: str
    value: Share
    size: Number | None = None


class Measured(_Strict):
    runs: dict[str, Run]
    score: tuple[Score, ...]
    level: tuple[Level, ...]
    reached: tuple[Reached, ...]

    @model_validator(mode="after")
    def _runs_are_known(self) -> Self:
        used = {one.run for one in (*self.score, *self.level, *self.reached)}
        if unknown := sorted(used - self.runs.keys()):
            raise ValueError(f"no [runs] entry for {', '.join(unknown)}")
        return self

    def scores(self, kind: str) -> tuple[Score, ...]:
        return tuple(one for one in self.score if one.kind == kind)

    def levels(self, kind: str, lang: str) -> tuple[Level, ...]:
        """Lowest confidence first."""
        found = (one for one in self.level if (one.kind, one.lang) == (kind, lang))
        return tuple(sorted(found, key=lambda one: one.low))

    def figures(self, kind: str) -> tuple[Reached, ...]:
        return tuple(one for one in self.reached if one.kind == kind)


@cache
def measured(path: Path = FILE) -> Measured:
    """The file, checked.

    :raises ValueError: the file is no TOML, or does not hold what it must; says where.
    """
    return Measured.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
