"""The verdicts on addresses, in the groups of `fates.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

UNKNOWN = "broken"  # where a verdict that a later version may write is counted


class Fate(BaseModel):
    """A group of verdicts."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    verdicts: Annotated[tuple[str, ...], Field(min_length=1)]
    allowed: bool


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    fate: tuple[Fate, ...]

    @model_validator(mode="after")
    def _each_once(self) -> _File:
        verdicts = [verdict for fate in self.fate for verdict in fate.verdicts]
        if twice := sorted({verdict for verdict in verdicts if verdicts.count(verdict) > 1}):
            raise ValueError(f"{', '.join(twice)}: in two groups")
        return self


@dataclass(frozen=True)
class Fates:
    """Addresses by what became of them."""

    counts: Mapping[str, int]  # by the id of the group

    @property
    def found(self) -> int:
        return sum(self.counts.values())

    @property
    def allowed(self) -> int:
        return sum(self.counts[fate.id] for fate in fates() if fate.allowed)

    def __getitem__(self, fate: str) -> int:
        return self.counts[fate]


@cache
def fates() -> tuple[Fate, ...]:
    """The groups in their order.

    :raises ValueError: the file cannot be read, or a verdict is in two groups.
    """
    path = Path(__file__).with_name("fates.toml")
    return _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).fate


def fate_of(verdict: str) -> str:
    """The group of a verdict.

    >>> fate_of("robots")
    'blocked'
    """
    return next((fate.id for fate in fates() if verdict in fate.verdicts), UNKNOWN)


def verdicts_of(fate: str) -> tuple[str, ...]:
    """The verdicts of a group."""
    return next(one.verdicts for one in fates() if one.id == fate)


def summed(rows: Iterable[Mapping[str, Any]]) -> Fates:
    """Add up rows (`verdict`, `n`).

    >>> summed([{"verdict": "robots", "n": 2}, {"verdict": "tdm", "n": 1}])["blocked"]
    3
    """
    counts = {fate.id: 0 for fate in fates()}
    for row in rows:
        counts[fate_of(row["verdict"])] += row["n"]
    return Fates(counts)
