"""What an article states in any language, in its order: who is named, which figures, who speaks.

A translation keeps the order and the paragraphs, and its figures stand by the same names: this is
how its original is looked up, and how the two are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from zlib import crc32

import numpy as np

from storage.coverage import Covered, Finding
from storage.outcomes import Band
from stories import shingles

MOST = 30  # bands an article


def facts(findings: Sequence[Finding]) -> list[str]:
    """The facts in the order of the text; one said twice in a row counts once."""
    told = [fact for finding in findings if (fact := _fact(finding))]
    return [fact for fact, _ in groupby(told)]


def agreement(own: Sequence[str], other: Sequence[str]) -> tuple[float, int]:
    """How much two sequences agree in order (0 to 1), and in how many different facts."""
    match = SequenceMatcher(None, own, other, autojunk=False)
    common = {own[n] for block in match.get_matching_blocks() for n in range(*_range(block))}
    return match.ratio(), len(common)


def banded(article: Covered, findings: Sequence[Finding], band: int) -> list[Band]:
    """Bands of each figure with every other fact of its paragraph, `MOST` at most."""
    pairs = {pair for told in _paragraphs(article.text, findings) for pair in _pairs(told)}
    if not pairs:
        return []
    keys = np.array([[crc32(one.encode()) for one in pair] for pair in pairs], dtype=np.uint64)
    hashes = np.unique(shingles.mixed([keys[:, 0], keys[:, 1]]))[:MOST].view(np.int64)
    return [Band(band, int(one), article.id) for one in hashes]


def _fact(finding: Finding) -> str:
    if finding.kind == "figure":
        return f"figure:{finding.value:g}:{finding.unit}"
    if finding.kind == "mention" and finding.form == "name":
        return f"entity:{finding.entity_id}"
    return ""


def _paragraphs(text: str, findings: Sequence[Finding]) -> Iterator[set[str]]:
    for _, found in groupby(findings, key=lambda finding: text.count("\n", 0, finding.start)):
        yield {fact for one in found if (fact := _fact(one))}


def _pairs(told: set[str]) -> Iterator[tuple[str, str]]:
    for figure in told:
        if figure.startswith("figure:"):
            yield from ((min(figure, one), max(figure, one)) for one in told - {figure})


def _range(block: tuple[int, int, int]) -> tuple[int, int]:
    return block[0], block[0] + block[2]
