"""Stories that came back after a silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from storage.coverage import Covered
from storage.outcomes import Resurfacing
from stories.moments import order

SILENCE = 60  # days without an article


def resurfacings(story: int, articles: Iterable[Covered]) -> Iterator[Resurfacing]:
    """The first article after each silence of a story, with how many came until the next one."""
    dated = sorted((one for one in articles if one.day), key=order)
    breaks = [n for n, pair in enumerate(pairwise(dated), 1) if _days(*pair) >= SILENCE]
    for at, until in pairwise([*breaks, len(dated)]):
        first, last = dated[at], dated[at - 1]
        yield Resurfacing(
            first.id, story, last.id, _days(last, first), until - at, first.day or "", first.lang
        )


def _days(earlier: Covered, later: Covered) -> int:
    return (date.fromisoformat(later.day or "") - date.fromisoformat(earlier.day or "")).days
