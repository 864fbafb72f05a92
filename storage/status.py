"""How a watch does: what it holds, what is still to do, what needs a look; from sums that are kept.

Nothing here reads a table of articles or addresses through: it takes as long at a million of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from storage import scheduled
from storage.archive_files import Archives, archives
from storage.concerns import Concern, concerns
from storage.habits import Condition, conditions
from storage.sizes import Sizes, sizes


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
class Requests:
    """Requests that were allowed, those without a usable answer, and their share."""

    requests: int
    errors: int
    share: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the timetable: when it last ended well (ISO, UTC), and its last run."""

    last_success: str | None
    last: scheduled.Scheduled


@dataclass(frozen=True, slots=True)
class Age:
    """When something was last so (ISO, UTC), and how many hours ago; of what never was, `None`."""

    at: str | None
    hours: float | None


@dataclass(frozen=True, slots=True)
class Status:
    """Counts of the whole database; `sources` and `days` (of discovery) add up to `total`."""

    well: bool  # whether nothing needs a look
    concerns: tuple[Concern, ...]
    topic: str | None
    articles: int
    relevant: int
    backlog: int  # articles that no analysis has seen
    broken: int  # articles whose analysis failed
    corrections_waiting: int
    newest: str | None  # publication day of the newest article
    last_article: Age  # when an article was last stored
    last_run: Age  # when a run last ended, well or in part
    total: Discovered
    sources: dict[str, Discovered]
    days: dict[str, Discovered]
    lists: dict[str, int]  # verdict on feeds, sitemaps and sections -> lists
    archives: Archives  # that backfill read
    error_days: int  # that requests are counted over
    requests: Requests
    requests_by_source: dict[str, Requests]
    conditions: tuple[Condition, ...]  # sources that are quiet or failing
    paused: dict[str, str]  # source -> reason
    parts: dict[str, Part]
    sizes: Sizes
    runs: tuple[Run, ...]


def status(db: Database) -> Status:
    """Read it all, as it is now."""
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    total = _discovered(db, "''", "verdict_days").get("", Discovered(0, {}, True))
    requests = _requests(db)
    room = sizes(path)
    needed = concerns(db, room.free, adds_up=total.adds_up)
    return Status(
        well=not needed,
        concerns=needed,
        topic=_one(db, "SELECT id FROM topics"),
        articles=_one(db, "SELECT COALESCE(SUM(held), 0) FROM article_days"),
        relevant=_one(db, "SELECT COALESCE(SUM(relevant), 0) FROM article_days"),
        backlog=_one(db, "SELECT COUNT(*) FROM articles WHERE analysis_version = ''"),
        broken=_one(db, "SELECT COUNT(*) FROM articles WHERE analysis_error <> ''"),
        corrections_waiting=_one(
            db, "SELECT COUNT(*) FROM corrections WHERE active = 1 AND state = 'waiting'"
        ),
        newest=_one(db, "SELECT MAX(NULLIF(day, '')) FROM article_days WHERE held > 0"),
        last_article=_age(_one(db, _LAST_ARTICLE)),
        last_run=_age(_one(db, _LAST_RUN)),
        total=total,
        sources=_discovered(db, "source_id", "verdict_months"),
        days=_discovered(db, "day", "verdict_days"),
        lists=dict(db.execute("SELECT verdict, COUNT(*) FROM lists GROUP BY 1 ORDER BY 1")),
        archives=archives(db),
        error_days=int(_one(db, "SELECT value FROM limits WHERE key = 'error_days'")),
        requests=_shared(
            sum(each.requests for each in requests.values()),
            sum(each.errors for each in requests.values()),
        ),
        requests_by_source=requests,
        conditions=tuple(conditions(db)),
        paused=dict(db.execute("SELECT source_id, reason FROM paused ORDER BY 1")),
        parts=_parts(db),
        sizes=room,
        runs=tuple(Run(*row) for row in db.execute(_RUNS)),
    )


_RUNS = "SELECT kind, started_at, finished_at, outcome, detail FROM runs ORDER BY id DESC LIMIT 5"
# a moment to come was written by a clock that was wrong
_LAST_ARTICLE = "SELECT MAX(first_seen) FROM articles WHERE first_seen < date('now', '+1 day')"
_LAST_RUN = """
    SELECT MAX(finished_at) FROM runs
    WHERE outcome IN ('done', 'partly') AND (kind = 'crawl' OR kind GLOB 'schedule *')
        AND finished_at < date('now', '+1 day')
"""
_SUCCESSES = "SELECT kind, MAX(finished_at) FROM runs WHERE outcome = 'done' GROUP BY kind"


def _one(db: Database, sql: str) -> Any:
    found = db.execute(sql).fetchone()
    return found[0] if found else None


def _discovered(
    db: Database, part: str, table: Literal["verdict_days", "verdict_months"]
) -> dict[str, Discovered]:
    """Addresses by a part of their sums; what was found and what became of it are counted apart,
    so that a loss shows.
    """
    found = dict(
        db.execute(f"SELECT {part}, SUM(addresses) FROM found_days GROUP BY 1")  # noqa: S608
    )
    verdicts: dict[str, dict[str, int]] = {name: {} for name in found}
    for name, verdict, addresses in db.execute(
        f"SELECT {part}, verdict, SUM(addresses) FROM {table} GROUP BY 1, 2 ORDER BY 1, 2"  # noqa: S608
    ):
        verdicts.setdefault(name, {})[verdict] = addresses
    return {
        name: Discovered(found.get(name, 0), counts, found.get(name) == sum(counts.values()))
        for name, counts in verdicts.items()
    }


def _requests(db: Database) -> dict[str, Requests]:
    rows = db.execute("SELECT source_id, requests, errors FROM errors ORDER BY source_id")
    return {source: _shared(requests, errors) for source, requests, errors in rows}


def _shared(requests: int, errors: int) -> Requests:
    return Requests(requests, errors, round(errors / requests, 4) if requests else 0.0)


def _parts(db: Database) -> dict[str, Part]:
    well = dict(db.execute(_SUCCESSES).fetchall())
    return {
        name: Part(well.get(scheduled.KIND + name), last)
        for name, last in scheduled.last(db).items()
    }


def _age(moment: str | None) -> Age:
    if not moment:
        return Age(None, None)
    passed = datetime.now(UTC) - datetime.fromisoformat(moment)
    return Age(moment, round(passed.total_seconds() / 3600, 2))
