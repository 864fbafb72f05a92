"""The MinHash of an article and the bands by which near-copies of it are looked up.

Two articles with a Jaccard similarity of .3 share one of 40 bands of three rows with a probability
of .67, of .4 with .93. What was cut to a small part of the original has less: it is found by
anchors, long shingles chosen by their hash alone, so that both articles choose the same.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from storage.outcomes import Band, Signature
from stories import shingles
from stories.shingles import Hashes

ROWS = 3
BANDS = 40
ANCHOR_WORDS = 7
ANCHOR_EVERY = 16  # one long shingle in so many is an anchor
MOST_ANCHORS = 40
SHORTEST = 30  # shingles: a shorter brief says too little to tell who wrote it


def sign(article: int, revision: int, text: str) -> tuple[Signature, list[Band]] | None:
    """An article's signature and bands; None where its text is too short to tell."""
    words = shingles.words(text)
    hashes = np.unique(shingles.runs(words, shingles.SIZE))
    if len(hashes) < SHORTEST:
        return None
    minhash = _minhash(hashes)
    bands = [Band(number, int(one), article) for number, one in enumerate(_banded(minhash))]
    bands += [Band(BANDS, int(one), article) for one in _anchors(words)]
    return Signature(article, revision, len(hashes), minhash.tobytes()), bands


def likeness(one: Signature, other: Signature) -> float:
    """The Jaccard similarity as the two signatures tell it, within .09 or so."""
    left, right = (np.frombuffer(s.minhash, dtype=np.uint32) for s in (one, other))
    return float((left == right).mean())


def _minhash(hashes: Hashes) -> NDArray[np.uint32]:
    sketch = _empty().copy()
    sketch.update_batch((hashes >> np.uint64(32)).tolist())
    return np.asarray(sketch.hashvalues, dtype=np.uint32)


@cache
def _empty() -> MinHash:
    return MinHash(num_perm=ROWS * BANDS, seed=1, hashfunc=int, scheme="affine32")


def _banded(minhash: NDArray[np.uint32]) -> NDArray[np.int64]:
    rows = minhash.astype(np.uint64).reshape(BANDS, ROWS)
    hashes: NDArray[np.int64] = shingles.mixed([rows[:, n] for n in range(ROWS)]).view(np.int64)
    return hashes


def _anchors(words: Hashes) -> NDArray[np.int64]:
    hashes = np.unique(shingles.runs(words, ANCHOR_WORDS))
    chosen: Hashes = hashes[hashes % np.uint64(ANCHOR_EVERY) == 0][:MOST_ANCHORS]
    return chosen.view(np.int64)
