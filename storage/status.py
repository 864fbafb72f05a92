"""What the database holds and what is still to do, as figures for a person or a monitor."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what it was, when (ISO, UTC) and how it ended."""

    kind: str
    started_at: str
    finished_at: str | None
    outcome: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of the whole database; `verdicts` is source -> verdict -> addresses."""

    topic: str | None
    articles: int
    relevant: int
    backlog: int
    broken: int  # articles whose analysis failed
    newest: str | None  # publication day of the newest article
    verdicts: dict[str, dict[str, int]]
    runs: tuple[Run, ...]


def status(db: Database) -> Status:
    """Read it all; `backlog` counts articles that no analysis has seen."""
    topic = db.execute("SELECT id FROM topics").fetchone()
    counts = db.execute(
        "SELECT COUNT(*), COALESCE(SUM(relevant = 1), 0), "
        "COALESCE(SUM(analysis_version = ''), 0), COALESCE(SUM(analysis_error <> ''), 0), MAX(day) "
        "FROM articles"
    ).fetchone()
    runs = db.execute(
        "SELECT kind, started_at, finished_at, outcome, detail FROM runs ORDER BY id DESC LIMIT 5"
    )
    articles, relevant, backlog, broken, newest = counts
    return Status(
        topic=topic[0] if topic else None,
        articles=articles,
        relevant=relevant,
        backlog=backlog,
        broken=broken,
        newest=newest,
        verdicts=_verdicts(db),
        runs=tuple(Run(*row) for row in runs),
    )


def _verdicts(db: Database) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for source, verdict, addresses in db.execute(
        "SELECT source_id, verdict, COUNT(*) FROM fetches GROUP BY 1, 2 ORDER BY 1, 2"
    ):
        found.setdefault(source, {})[verdict] = addresses
    return found
