"""Corrections are applied to every analysis on its way into the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlite_utils import Database

from storage import rows
from storage.correcting import uncorrected
from storage.correcting.corrected import Names, Outcome, Page, correct
from storage.correcting.correction import Correction, Standing
from storage.records import Analysis


@dataclass(frozen=True, slots=True)
class Book:
    """All corrections that hold, and what they speak of."""

    everywhere: tuple[Correction, ...]
    of_pages: dict[str, tuple[Correction, ...]]
    known: Names


def applied(db: Database, analyses: Sequence[Analysis]) -> list[Analysis]:
    """What is right of these analyses; to be called inside the transaction that saves them.

    What the analysis said stays beside what is saved, so that a correction can be withdrawn.
    Analyses that failed are passed on.
    """
    if not db.execute("SELECT 1 FROM corrections LIMIT 1").fetchone():
        return list(analyses)
    book = _book(db)
    return [a if a.error else _applied(db, a, book) for a in analyses]


def _applied(db: Database, analysis: Analysis, book: Book) -> Analysis:
    article, revision = int(analysis.id), analysis.revision
    db.execute("DELETE FROM effects WHERE article_id = ? AND revision = ?", [article, revision])
    uncorrected.forget(db, article, revision)
    url, digest, latest = db.execute(
        "SELECT a.url, r.text_sha256, a.revision FROM articles a JOIN revisions r "
        "ON r.article_id = a.id WHERE a.id = ? AND r.revision = ?", [article, revision],
    ).fetchone()  # fmt: skip
    said = book.everywhere + book.of_pages.get(url, ())
    if not said:
        return analysis
    outcome = correct(analysis, Page(url, _text(db, article, revision), digest), said, book.known)
    if outcome.effects:
        uncorrected.keep(db, analysis)
        _note(db, article, revision, outcome)
    if revision == latest:
        stand(db, outcome.standings)
    return outcome.analysis


def _note(db: Database, article: int, revision: int, outcome: Outcome) -> None:
    names = [field.name for field in fields(outcome.effects[0])]
    db.table("effects").insert_all(
        {"article_id": article, "revision": revision,
         **{name: getattr(effect, name) for name in names}}
        for effect in outcome.effects
    )  # fmt: skip


def stand(db: Database, standings: Iterable[Standing]) -> None:
    """Note whether what corrections are about was found."""
    db.conn.executemany(
        "UPDATE corrections SET state = ?, detail = ? WHERE key = ?",
        [(s.state, s.detail, s.key) for s in standings],
    )


def _text(db: Database, article: int, revision: int) -> str:
    [text] = db.execute(
        "SELECT text FROM texts WHERE article_id = ? AND revision = ?", [article, revision]
    ).fetchone()
    return str(text)


def _book(db: Database) -> Book:
    held = rows.read(db, Correction, "corrections", "active", [1])
    held.sort(key=lambda c: (c.made_at, c.key))
    of_pages: dict[str, tuple[Correction, ...]] = {}
    for said in held:
        if said.url:
            of_pages[said.url] = (*of_pages.get(said.url, ()), said)
    named = {name for c in held for name in (c.entity, c.target, c.value)}
    issues = frozenset(row[0] for row in db.execute("SELECT id FROM issues"))
    known = Names(uncorrected.known(db, named), issues)
    return Book(tuple(c for c in held if not c.url), of_pages, known)
