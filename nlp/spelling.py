"""Names that are one slip away from a listed one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

SHORTEST = 7  # letters of a name that may be misspelt and still be known


class Slips:
    """Finds what differs by one letter left out, added, changed or swapped with its neighbour.

    Two spellings are taken for the same when they agree after one letter is left out of each
    (SymSpell's index), unless that would fit several entities.
    """

    def __init__(self, names: Iterable[tuple[tuple[str, ...], str]]) -> None:
        self.index: dict[str, set[str]] = {}
        for found, entity in names:
            joined = "".join(found)
            if len(joined) >= SHORTEST:
                for reduced in _reduced(joined):
                    self.index.setdefault(reduced, set()).add(entity)

    def find(self, found: tuple[str, ...]) -> str | None:
        """The entity that is meant, where it is clear."""
        joined = "".join(found)
        if len(joined) < SHORTEST:
            return None
        entities: set[str] = set()
        for reduced in _reduced(joined):
            entities |= self.index.get(reduced, set())
        return entities.pop() if len(entities) == 1 else None


def _reduced(joined: str) -> Iterator[str]:
    yield joined
    for i in range(len(joined)):
        yield joined[:i] + joined[i + 1 :]
