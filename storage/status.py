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
class Discovered:
    """Addresses that some list named, and what became of them."""

    addresses: int
    verdicts: dict[str, int]
    adds_up: bool  # whether each address has its verdict


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of the whole database; `sources` and `days` (of discovery) add up to `total`."""

    topic: str | None
    articles: int
    relevant: int
    backlog: int
    broken: int  # articles whose analysis failed
    newest: str | None  # publication day of the newest article
    total: Discovered
    sources: dict[str, Discovered]
    days: dict[str, Discovered]
    lists: dict[str, int]  # verdict on feeds, sitemaps and sections -> lists
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
        total=_discovered(db, "''").get("", Discovered(0, {}, True)),
        sources=_discovered(db, "a.source_id"),
        days=_discovered(db, "substr(a.found_at, 1, 10)"),
        lists=dict(db.execute("SELECT verdict, COUNT(*) FROM lists GROUP BY 1 ORDER BY 1")),
        runs=tuple(Run(*row) for row in runs),
    )


def _discovered(db: Database, part: str) -> dict[str, Discovered]:
    """Addresses by a part of their rows: counted in the log of ways, verdicts in their own table.

    What was found and what became of it are counted apart, so that a loss would show.
    """
    found = dict(
        db.execute(
            f"SELECT {part}, COUNT(DISTINCT w.url) FROM ways w "  # noqa: S608
            "LEFT JOIN addresses a ON a.url = w.url GROUP BY 1"
        ).fetchall()
    )
    verdicts: dict[str, dict[str, int]] = {name: {} for name in found}
    for name, verdict, addresses in db.execute(
        f"SELECT {part}, a.verdict, COUNT(*) FROM addresses a GROUP BY 1, 2 ORDER BY 1, 2"  # noqa: S608
    ):
        verdicts.setdefault(name, {})[verdict] = addresses
    return {
        name or "": Discovered(found.get(name, 0), counts, found.get(name) == sum(counts.values()))
        for name, counts in verdicts.items()
    }
