"""Whether copies of real pages are found once they were edited, and no other pairs."""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from sqlite_utils import Database

from benchmarks.altered import EDITS
from benchmarks.extraction import run as extracted
from benchmarks.filled import Made, fill, opened
from benchmarks.report import table
from stories import copies
from stories.run import work_off
from topics import load, names

LEAST = 80  # words of a page that is used
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
KINDS = ("original", *EDITS)
Pairs = set[tuple[int, int]]


def report(pages: Path) -> Iterator[str]:
    """Precision, recall and F1 of the pairs, all together and by kind of edit."""
    rows, _ = extracted("brouhaha", pages, sys.executable)
    bodies = {
        n: row["body"] for n, row in rows.items() if len((row["body"] or "").split()) >= LEAST
    }
    texts = list(bodies.values())
    made = list(_made(texts, random.Random(1)))  # noqa: S311
    groups = _groups(made)
    wanted = _pairs([n // len(KINDS) for n in range(len(made))])
    found = _pairs([groups.get(n + 1, -n) for n in range(len(made))])
    yield (
        f"{len(texts)} real pages as extracted, each edited in {len(EDITS)} ways. A pair is right "
        "where both come from one page; it is found where both are in one group of copies."
    )
    yield table(("", "pairs", "precision", "recall", "F1"), _lines(wanted, found))
    ids = list(bodies)
    same = [
        " and ".join(ids[n // len(KINDS)] for n in sorted(pair))
        for pair in found - wanted
        if not any(n % len(KINDS) for n in pair)
    ]
    yield (
        f"Of {len(texts) * (len(texts) - 1) // 2} pairs of unedited pages {len(same)} are found"
        f"{': ' if same else ''}{', '.join(same)}."
    )


def _made(texts: Sequence[str], chance: random.Random) -> Iterator[Made]:
    words = " ".join(texts).split()
    for number, text in enumerate(texts):
        when = FIRST + timedelta(hours=number)
        yield Made(text, "Page", "en", "first", when.isoformat())
        for n, edit in enumerate(EDITS.values(), 1):
            later = (when + timedelta(days=n)).isoformat()
            yield Made(edit(text, chance, words), "Edited", "en", f"outlet-{n}", later)


def _groups(made: Iterable[Made]) -> dict[int, int]:
    """The original of each article that is in a group of copies."""
    topic = load(names()[0])
    with opened(topic) as db:
        fill(db, made)
        work_off(db, topic, lambda part, done, total: None, [copies.PART])
        return dict(_originals(db))


def _originals(db: Database) -> list[tuple[int, int]]:
    return db.execute("SELECT article_id, original_id FROM copies").fetchall()


def _pairs(groups: Sequence[int]) -> Pairs:
    members: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        members[group].append(number)
    return {pair for listed in members.values() for pair in combinations(listed, 2)}


def _lines(wanted: Pairs, found: Pairs) -> Iterator[tuple[str, ...]]:
    right = len(wanted & found)
    precision, recall = right / max(len(found), 1), right / len(wanted)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    yield "all", f"{len(wanted)}", f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}"
    for number, name in enumerate(EDITS, 1):
        some = {p for p in wanted if {n % len(KINDS) for n in p} == {0, number}}
        yield f"original and {name}", f"{len(some)}", "", f"{len(some & found) / len(some):.3f}", ""
