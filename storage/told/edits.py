"""What was added, removed or changed between two revisions of an article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from sqlite_utils import Database

from storage import rows
from storage.coverage import Finding, Revision
from storage.outcomes import Edit
from storage.told import contributions

PART = "edits"
_STATES = """
    SELECT r.article_id, r.revision, a.lang,
        CASE WHEN r.revision = a.revision THEN a.analysis_version ELSE r.analysis_version END AS by
    FROM articles a CROSS JOIN revisions r ON r.article_id = a.id
    WHERE a.id IN ({marks}) AND a.relevant = 1 AND a.revision > 1 AND by <> ''
        AND CASE WHEN r.revision = a.revision THEN a.analysis_error ELSE r.analysis_error END = ''
    ORDER BY 1, 2
"""
_REVISION = """
    SELECT r.title, t.text, r.seen_at FROM revisions r
    JOIN texts t ON t.article_id = r.article_id AND t.revision = r.revision
    WHERE r.article_id = ? AND r.revision = ?
"""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two revisions of an article; `by` tells the versions that read and compare them."""

    article: int
    old: int
    new: int
    lang: str
    by: str


def pairs(db: Database, version: str, articles: Iterable[int]) -> dict[int, list[Pair]]:
    """Analysed revisions next to each other of those of these articles that are on the topic.

    `version` is that of the rules that are to compare them.
    """
    states: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for some in rows.chunks(articles):
        for article, *state in db.execute(_STATES.format(marks=",".join("?" * len(some))), some):
            revision, lang, by = state
            states[article].append((revision, lang, by))
    return {
        article: [Pair(article, old, new, lang, f"{version}: {by}, {then}")
                  for (old, _, by), (new, lang, then) in pairwise(found)]
        for article, found in states.items() if len(found) > 1
    }  # fmt: skip


def compared(db: Database, articles: Iterable[int]) -> dict[int, list[Pair]]:
    """Those of these articles that were compared so far."""
    before = contributions.of_articles(db, PART, articles)
    return {a: [Pair(a, *what) for what in some] for a, some in before.items()}


def note(db: Database, articles: Iterable[int], pairs: Mapping[int, list[Pair]]) -> None:
    """Keep what was compared; inside the transaction that keeps what was found."""
    found = {
        article: [[pair.old, pair.new, pair.lang, pair.by] for pair in some]
        for article, some in pairs.items()
    }
    contributions.save(db, PART, articles, found)


def revision(db: Database, article: int, number: int) -> Revision:
    """An analysed revision of an article."""
    title, text, seen_at = db.execute(_REVISION, [article, number]).fetchone()
    return Revision(article, number, title, text, seen_at, True)


def findings(db: Database, article: int, number: int) -> list[Finding]:
    """What was found in a revision of an article, in the order of the text."""
    sql = f"SELECT {rows.columns(Finding)} FROM revision_findings WHERE article_id = ? "  # noqa: S608
    found = [Finding(*row) for row in db.execute(f"{sql} AND revision = ?", [article, number])]
    return sorted(found, key=lambda finding: (finding.start, finding.end))


def save(db: Database, gone: Iterable[Pair], edits: Iterable[Edit]) -> None:
    """Take out the edits between these revisions, and add others."""
    db.conn.executemany(
        "DELETE FROM edits WHERE article_id = ? AND from_revision = ? AND to_revision = ?",
        [(pair.article, pair.old, pair.new) for pair in gone],
    )
    rows.write(db, "edits", edits)
