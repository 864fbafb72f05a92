"""A text as the hashes of its word shingles, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SIZE = 3  # words: two share what all articles say, four lose a quarter more with a word swapped
WORD = re.compile(r"\w+")
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5,
            0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53, 0x87C37B91114253D5)  # fmt: skip

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Shingled:
    """Shingles in the order of the text; `starts` and `ends` are characters of the text."""

    hashes: Hashes
    starts: Places
    ends: Places

    def outside(self, spans: Sequence[tuple[int, int]]) -> Hashes:
        """The hashes of the shingles that begin in none of these spans."""
        inside = np.zeros(len(self.hashes), dtype=bool)
        for start, end in spans:
            inside |= (self.starts >= start) & (self.starts < end)
        return self.hashes[~inside]


def shingled(text: str) -> Shingled:
    """The shingles of a text with their places."""
    found = [(m.start(), m.end()) for m in WORD.finditer(text)]
    hashes = runs(np.fromiter((_word(text[a:b]) for a, b in found), dtype=np.uint64), SIZE)
    places = np.array(found, dtype=np.int64).reshape(-1, 2)
    return Shingled(hashes, places[: len(hashes), 0], places[len(found) - len(hashes) :, 1])


def words(text: str) -> Hashes:
    """A hash for each word; case does not count.

    >>> [bool(same) for same in words("Bread bread!") == words("BREAD. Bread")]
    [True, True]
    """
    return np.fromiter(map(_word, WORD.findall(text)), dtype=np.uint64)


def runs(hashes: Hashes, size: int) -> Hashes:
    """A hash for each `size` words in a row, seven at most; none where the text is shorter."""
    count = max(len(hashes) - size + 1, 0)
    return mixed([hashes[n : n + count] for n in range(size)])


def mixed(columns: Sequence[Hashes]) -> Hashes:
    """One hash of the values that stand side by side, their order included."""
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for column, factor in zip(columns, _FACTORS, strict=False):
        total += (column + np.uint64(1)) * np.uint64(factor)
    total ^= total >> np.uint64(29)
    total *= np.uint64(_FACTORS[-1])
    return total ^ (total >> np.uint64(32))


def _word(word: str) -> int:
    return crc32(word.lower().encode())
