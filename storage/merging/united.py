"""The revisions of one article from two databases in one order, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Version:
    """A revision as it is stored; `links` are rows without their place."""

    digest: str
    seen_at: str
    extractor: str
    title: str
    text: str | None
    links: tuple[tuple[Any, ...], ...] = ()

    @property
    def moment(self) -> datetime:
        found = datetime.fromisoformat(self.seen_at)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class United:
    """The versions to keep, and for each version of either side the number it has among them."""

    versions: tuple[Version, ...]
    mine: tuple[int, ...]
    theirs: tuple[int, ...]
    of: tuple[int, ...]  # whose each is as kept: 0 for mine, 1 for theirs


def united(mine: Sequence[Version], theirs: Sequence[Version]) -> United:
    """Each side keeps its order; a text that both saw in a row is one version, from when first.

    >>> one, other = Version("a", "2023-01-01", "", "", ""), Version("a", "2023-01-02", "", "", "")
    >>> united([one], [other]).versions == united([other], [one]).versions == (one,)
    True
    """
    sides = (list(mine), list(theirs))
    kept: list[Version] = []
    numbers: tuple[list[int], list[int]] = ([], [])
    of: list[int] = []
    while any(len(done) < len(side) for done, side in zip(numbers, sides, strict=True)):
        heads = [
            (*_turn(side[len(done)], kept), at)
            for at, (side, done) in enumerate(zip(sides, numbers, strict=True))
            if len(done) < len(side)
        ]
        at = min(heads)[-1]
        version = sides[at][len(numbers[at])]
        if not kept or kept[-1].digest != version.digest:
            kept.append(version)
            of.append(at)
        numbers[at].append(len(kept))
    return United(tuple(kept), tuple(numbers[0]), tuple(numbers[1]), tuple(of))


def _turn(version: Version, kept: Sequence[Version]) -> tuple[datetime, bool, str, str]:
    """What comes first: the earlier; of one moment, what was the last text already."""
    goes_on = bool(kept) and kept[-1].digest == version.digest
    return version.moment, not goes_on, version.digest, version.extractor
