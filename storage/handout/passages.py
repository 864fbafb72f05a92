"""The passages of texts that the public copy shows: each bounded, and bounded together."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST = 300  # characters of a passage
SHARE = 0.25  # of a text's characters that its passages may have together, and no passage more
# Both sides of what changed between two revisions; a headline is no part of a text.
SIDES = """
    SELECT * FROM (
    SELECT article_id, kind, from_revision AS revision, old_start AS "start", old_end AS "end", id
    FROM private.edits WHERE article_id IN ({marks}) AND kind <> 'headline' AND old_end > 0
    UNION ALL SELECT article_id, kind, to_revision, new_start, new_end, id
    FROM private.edits WHERE article_id IN ({marks}) AND kind <> 'headline' AND new_end > 0
    ) ORDER BY kind <> 'correction', id
"""
TEXTS = """
    SELECT DISTINCT t.article_id, t.revision, t.text FROM private.edits d
    JOIN private.texts t ON t.article_id = d.article_id
        AND t.revision IN (d.from_revision, d.to_revision)
    WHERE d.article_id IN ({marks})
"""
Row = Mapping[str, Any]
Cut = Callable[[Row, str], tuple[int, int]]  # a finding and its text -> where its evidence stands
Passage = tuple[int, int, int, str]  # article, revision, where it starts, its words


@dataclass
class Shown:
    """What of an article's texts is shown so far."""

    left: int  # characters of all its versions together
    taken: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # by revision

    def take(self, revision: int, text: str, first: int, last: int) -> bool:
        """Whether a passage is to be shown that is not in one before, and fits."""
        there = self.taken.setdefault(revision, [])
        of_text = int(len(text) * SHARE) - sum(end - start for start, end in there)
        if any((start <= first and last <= end) or start == first for start, end in there):
            return False
        if last - first > min(self.left, of_text):
            return False
        self.left -= last - first
        there.append((first, last))
        return True


def of_articles(
    db: sqlite3.Connection, batch: Sequence[sqlite3.Row], tables: Sequence[str], cut: Cut
) -> Iterator[Passage]:
    """The passages of articles (`id`, `revision`, `text`), without those beyond their share."""
    ids = [row["id"] for row in batch]
    findings, older = _findings(db, ids, tables), _older(db, ids)
    for row in batch:
        yield from _of_article(row, older[row["id"]], findings[row["id"]], cut)


def _of_article(
    article: sqlite3.Row, older: Mapping[int, str], findings: Sequence[Row], cut: Cut
) -> Iterator[Passage]:
    texts = {**older, article["revision"]: article["text"]}
    shown = Shown(int(len(article["text"]) * SHARE))
    for row in findings:
        revision = row.get("revision", article["revision"])
        known = revision == article["revision"] or row.get("side")
        if not known or revision not in texts or not row.get("end"):
            continue
        first, last = _clipped(row, cut(row, texts[revision]))
        if shown.take(revision, texts[revision], first, last):
            yield article["id"], revision, first, texts[revision][first:last]


def _findings(
    db: sqlite3.Connection, articles: Sequence[int], tables: Sequence[str]
) -> dict[int, list[Row]]:
    """What was found in articles, what matters most first: notices, changes in meaning, then the
    tables in their order, and last what changed in wording only.
    """
    marks = ",".join("?" * len(articles))
    found: dict[int, list[Row]] = defaultdict(list)
    sides = [
        {**row, "side": True}
        for row in db.execute(SIDES.format(marks=marks), [*articles, *articles])
    ]
    for row in sides:
        if row["kind"] != "text":
            found[row["article_id"]].append(row)
    for table in tables:
        sql = f"SELECT * FROM private.{table} WHERE article_id IN ({marks})"  # noqa: S608
        for held in db.execute(sql, articles):
            found[held["article_id"]].append(dict(held))
    for row in sides:
        if row["kind"] == "text":
            found[row["article_id"]].append(row)
    return found


def _older(db: sqlite3.Connection, articles: Sequence[int]) -> dict[int, dict[int, str]]:
    """The texts of the revisions that were compared, by article and revision."""
    marks = ",".join("?" * len(articles))
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for article, revision, text in db.execute(TEXTS.format(marks=marks), articles):
        found[article][revision] = text
    return found


def _clipped(row: Row, bounds: tuple[int, int]) -> tuple[int, int]:
    """Evidence of bounded length; its finding, or the beginning of it, stays in it."""
    first, last = bounds
    if last - first > LONGEST:
        first = max(first, min(row["start"], row["end"] - LONGEST // 2) - LONGEST // 4)
        first = min(first, row["start"])
        last = min(last, first + LONGEST)
    return first, last
