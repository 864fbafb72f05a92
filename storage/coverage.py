"""Analysed articles with their findings, as the parts of the stories read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from storage import rows
from storage.records import Polarity

FindingKind = Literal["mention", "quote", "stance", "credit", "figure"]


@dataclass(frozen=True, slots=True)
class Covered:
    """An article at its latest revision."""

    id: int
    url: str
    source_id: str
    lang: str
    title: str
    text: str
    published: str | None
    day: str | None
    first_seen: str
    revision: int
    relevant: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """Anything found in a revision; what a kind does not have is empty.

    `entity_id` is who is named, who speaks, who holds the position or which outlet is credited;
    `words` the speaker or holder as named, or what a figure measures; `form` the kind of mention or
    quote, or whether a stance's target is an `entity` or an `issue`.
    """

    article_id: int
    revision: int
    kind: FindingKind
    start: int
    end: int
    entity_id: str | None
    words: str
    target: str
    polarity: Polarity | Literal[""]
    value: float | None
    unit: str
    form: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article's title and text; `analysed` says whether its findings are known."""

    article_id: int
    revision: int
    title: str
    text: str
    seen_at: str
    analysed: bool


_ARTICLES = """
    SELECT a.id, a.url, a.source_id, a.lang, a.title, t.text, a.published, a.day, a.first_seen,
        a.revision, COALESCE(a.relevant, 0)
    FROM articles a JOIN texts t ON t.article_id = a.id AND t.revision = a.revision
    WHERE a.id IN ({marks}) ORDER BY a.id
"""
_REVISIONS = """
    SELECT r.article_id, r.revision, r.title, t.text, r.seen_at,
        CASE WHEN r.revision = a.revision THEN a.analysis_version <> '' AND a.analysis_error = ''
            ELSE r.analysis_version <> '' AND r.analysis_error = '' END
    FROM revisions r JOIN articles a ON a.id = r.article_id
    JOIN texts t ON t.article_id = r.article_id AND t.revision = r.revision
    WHERE r.article_id IN ({marks}) ORDER BY r.article_id, r.revision
"""


def articles(db: Database, ids: Iterable[int]) -> list[Covered]:
    """Articles by their numbers, relevant or not, in order."""
    return [
        Covered(*row)
        for some in rows.chunks(sorted(ids))
        for row in db.execute(_ARTICLES.format(marks=",".join("?" * len(some))), some)
    ]


def findings(db: Database, ids: Iterable[int]) -> dict[int, list[Finding]]:
    """What was found in the latest revision of each article, in the order of the text."""
    chosen = list(ids)
    latest = dict.fromkeys(chosen, 0)
    for some in rows.chunks(chosen):
        marks = ",".join("?" * len(some))
        sql = f"SELECT id, revision FROM articles WHERE id IN ({marks})"  # noqa: S608
        latest |= dict(db.execute(sql, some).fetchall())
    found: dict[int, list[Finding]] = {number: [] for number in chosen}
    for (article, revision), listed in by_revision(db, chosen).items():
        if revision == latest[article]:
            found[article] = listed
    return found


def by_revision(db: Database, ids: Iterable[int]) -> dict[tuple[int, int], list[Finding]]:
    """What was found in each revision of these articles, by article and revision."""
    found: dict[tuple[int, int], list[Finding]] = defaultdict(list)
    for one in rows.read(db, Finding, "revision_findings", "article_id", ids):
        found[one.article_id, one.revision].append(one)
    return {key: sorted(listed, key=lambda f: (f.start, f.end)) for key, listed in found.items()}


def revisions(db: Database, ids: Iterable[int]) -> dict[int, list[Revision]]:
    """All states of each of these articles, the first one first."""
    found: dict[int, list[Revision]] = defaultdict(list)
    for some in rows.chunks(ids):
        for row in db.execute(_REVISIONS.format(marks=",".join("?" * len(some))), some):
            found[row[0]].append(Revision(*row))
    return dict(found)
