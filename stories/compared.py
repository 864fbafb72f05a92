"""Whether one of two articles was taken from the other, and how: copied, rewritten, translated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlite_utils import Database

from storage import coverage
from storage.coverage import Covered, Finding
from storage.outcomes import Copy, CopyRole
from storage.told import copies
from stories import facts, overlap
from stories.moments import hours
from stories.notices import translated
from stories.overlap import Overlap
from stories.shingles import Shingled, shingled
from stories.signatures import SHORTEST

# On 170 pages of the press no two that were written apart share more than .21 of their shingles.
COPY = 0.6  # of the later one's shingles are in the earlier one
REWRITE = 0.3
EXTENDED = (0.2, 0.7)  # of the later one's, where so many of the earlier one's are in it
AGREE = 0.7  # how much the facts of a translation agree in order
FACTS = 6  # different ones that agree
LENGTHS = (0.5, 2.0)  # of a translation to its original, in characters
TRANSLATED_WITHIN = 60 * 24.0  # hours
KEPT = 1000  # readings in memory at once, or little more


@dataclass(frozen=True)
class Reading:
    """An article as it is compared."""

    article: Covered
    quoted: tuple[tuple[int, int], ...]
    findings: Sequence[Finding]

    @cached_property
    def shingles(self) -> Shingled:
        """The shingles of its text."""
        return shingled(self.article.text)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """What it states, in order."""
        return tuple(facts.facts(self.findings))


class Readings:
    """Articles as they are compared, each read once as long as there is room."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: dict[int, Reading] = {}

    def get(self, ids: Iterable[int]) -> dict[int, Reading]:
        """The relevant ones of these articles."""
        wanted = list(ids)
        if len(self._kept) > KEPT:
            self._kept.clear()
        self._kept |= self._read([one for one in wanted if one not in self._kept])
        return {one: self._kept[one] for one in wanted if one in self._kept}

    def _read(self, ids: Sequence[int]) -> dict[int, Reading]:
        covered = [one for one in coverage.articles(self._db, ids) if one.relevant]
        quoted = copies.quoted(self._db, [one.id for one in covered])
        found = coverage.findings(self._db, [one.id for one in covered])
        return {one.id: Reading(one, tuple(quoted.get(one.id, ())), found[one.id])
                for one in covered}  # fmt: skip


def compare(later: Reading, earlier: Reading) -> Copy | None:
    """How the later of two articles was taken from the earlier one; None where it was not."""
    if later.article.lang != earlier.article.lang:
        return _translation(later, earlier)
    shared = overlap.overlap(later.shingles, earlier.shingles)
    role = _role(later, earlier, shared)
    if not role:
        return None
    return Copy(
        later.article.id, earlier.article.id, earlier.article.id, role,
        round(shared.similarity, 3), round(shared.containment, 3),
        later.article.revision, earlier.article.revision, "shingles",
        round(0.5 + max(shared.containment, shared.contained) / 2, 2),
        *shared.span, *shared.of_span,
    )  # fmt: skip


def _role(later: Reading, earlier: Reading, shared: Overlap) -> CopyRole | None:
    """What both only quote, each may have from the speaker: it does not count."""
    own = later.shingles.outside(later.quoted)
    other = earlier.shingles.outside(earlier.quoted)
    found = [(shared.containment, shared.contained)]
    if min(len(own), len(other)) >= SHORTEST:
        found.append(overlap.shares(own, other)[1:])
    kinds = [_kind(*pair) for pair in found]
    return None if None in kinds else kinds[-1]


def _kind(containment: float, contained: float) -> CopyRole | None:
    if containment >= COPY:
        return "copy"
    extended = containment >= EXTENDED[0] and contained >= EXTENDED[1]
    return "rewrite" if containment >= REWRITE or extended else None


def _translation(later: Reading, earlier: Reading) -> Copy | None:
    length = len(later.article.text) / max(len(earlier.article.text), 1)
    near = hours(earlier.article, later.article) <= TRANSLATED_WITHIN
    shared = len({*later.facts} & {*earlier.facts})
    if not (near and LENGTHS[0] <= length <= LENGTHS[1] and shared >= FACTS):
        return None
    agree, common = facts.agreement(later.facts, earlier.facts)
    if agree < AGREE or common < FACTS:
        return None
    notice = translated(later.article.text)
    return Copy(
        later.article.id, earlier.article.id, earlier.article.id, "translation",
        round(agree, 3), round(agree, 3), later.article.revision, earlier.article.revision,
        notice.rule if notice else "facts-in-order", round(0.95 if notice else agree, 2),
        *((notice.start, notice.end) if notice else (None, None)),
    )  # fmt: skip
