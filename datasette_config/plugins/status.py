"""How the watch does, at `/status`: what needs a look, runs, errors, room; not in a public copy."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config.hooks import hookimpl
from datasette_config.pages import DATABASE, Page, Row, opened
from storage.sizes import Sizes, sizes

GB = 10**9
UNITS = ("B", "kB", "MB", "GB", "TB")
# Sums, keys and indexes alone: as quick with a million articles.
CONCERNS = """
    SELECT c.concern, c.source_id, COALESCE(s.name, '') AS name, c.part, c.value, c.bound
    FROM concerns c LEFT JOIN sources s ON s.id = c.source_id
    ORDER BY c.source_id IS NOT NULL, c.concern, c.value DESC LIMIT 200
"""
FIGURES = """
    SELECT (SELECT COUNT(*) FROM articles WHERE analysis_version = '') AS backlog,
        (SELECT COUNT(*) FROM articles WHERE analysis_error <> '') AS broken,
        (SELECT COUNT(*) FROM corrections WHERE active = 1 AND state = 'waiting') AS waiting,
        (SELECT MAX(first_seen) FROM articles
            WHERE first_seen < date('now', '+1 day')) AS last_article,
        (SELECT MAX(finished_at) FROM runs WHERE outcome IN ('done', 'partly')
            AND (kind = 'crawl' OR kind GLOB 'schedule *')
            AND finished_at < date('now', '+1 day')) AS last_run,
        (SELECT COUNT(*) FROM archive_files) AS archives,
        (SELECT COUNT(*) FROM archive_files WHERE problem <> '') AS archive_problems,
        (SELECT COALESCE(SUM(pages), 0) FROM archive_files) AS archive_pages,
        (SELECT value FROM limits WHERE key = 'error_days') AS days,
        (SELECT value FROM limits WHERE key = 'free_gb') AS free_gb,
        (SELECT COALESCE(SUM(requests), 0) FROM errors) AS requests,
        (SELECT COALESCE(SUM(errors), 0) FROM errors) AS errors
"""
ERRORS = """
    SELECT e.source_id AS id, s.name, e.requests, e.errors
    FROM errors e JOIN sources s ON s.id = e.source_id
    WHERE e.errors > 0 ORDER BY 1.0 * e.errors / e.requests DESC, s.name LIMIT 30
"""
PAUSED = """
    SELECT p.source_id AS id, s.name, p.reason, p.since, p.until
    FROM paused p JOIN sources s ON s.id = p.source_id ORDER BY s.name LIMIT 200
"""
PARTS = """
    SELECT substr(k.kind, 10) AS name, r.started_at, r.finished_at, r.outcome,
        (SELECT MAX(finished_at) FROM runs w WHERE w.kind = k.kind AND w.outcome = 'done') AS well
    FROM (SELECT kind, MAX(id) AS id FROM runs WHERE kind GLOB 'schedule *' GROUP BY kind) k
    JOIN runs r ON r.id = k.id ORDER BY name LIMIT 50
"""
ARCHIVES = """
    SELECT verdict, SUM(pages) AS n FROM archive_verdicts GROUP BY verdict ORDER BY n DESC, verdict
"""
RUNS = "SELECT kind, started_at, finished_at, outcome, detail FROM runs ORDER BY id DESC LIMIT 12"


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/status$", status)]


async def status(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    if page.public:
        return await page.missing("status-private")
    parts = {"concerns": CONCERNS, "errors": ERRORS, "paused": PAUSED, "parts": PARTS, "runs": RUNS,
             "archives": ARCHIVES}  # fmt: skip
    found = dict(zip(parts, await gather(*map(page.rows, parts.values())), strict=True))
    figures = await page.row(FIGURES) or {}
    room = sizes(Path(datasette.get_database(DATABASE).path))
    concerns = found["concerns"] + _disk(room, figures["free_gb"])
    ages = {key: _hours(figures[key]) for key in ("last_article", "last_run")}
    context: Row = {"figures": figures, "ages": ages, "said": _said(page), "ago": _ago(page),
                    "room": {key: _size(page, getattr(room, key)) for key in
                             ("database", "wal", "archive", "free")},
                    "files": room.archive_files}  # fmt: skip
    return await page.answer("status.html", {**found, **context, "concerns": concerns})


def _disk(room: Sizes, least: float) -> list[Row]:
    if room.free >= least * GB:
        return []
    free = room.free / GB
    return [{"concern": "disk", "source_id": None, "part": "", "value": free, "bound": least}]


def _said(page: Page) -> Callable[[Row], str]:
    """What is wrong, in words."""

    def said(row: Row) -> str:
        words, kind, value = page.words, row["concern"], row["value"]
        key = f"status-{kind}-{row['part']}" if kind == "quiet" else f"status-{kind}"
        if value is None:
            return words(f"{key}-never", part=row["part"])
        form = _forms(page).get(kind, words.number)
        bound = form(row["bound"]) if row["bound"] is not None else ""
        return words(key, n=form(value), bound=bound, part=row["part"])

    return said


def _forms(page: Page) -> dict[str, Callable[[float], str]]:
    """How the figures of a concern are written."""
    words = page.words
    passed = dict.fromkeys(
        ("no-run", "failed", "no-article"), lambda n: words.count("hours", round(n))
    )
    silent = dict.fromkeys(("failing", "quiet"), lambda n: words.count("days", round(n, 1)))
    return {
        **passed,
        **silent,
        "errors": words.percent,
        "disk": lambda n: words.number(round(n, 1)),
    }


def _hours(moment: str | None) -> float | None:
    if not moment:
        return None
    return (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds() / 3600


def _ago(page: Page) -> Callable[[float | None], str]:
    def ago(hours: float | None) -> str:
        words = page.words
        if hours is None:
            return words("status-never")
        if hours < 1:
            return words("status-just-now")
        passed = (
            words.count("hours", round(hours))
            if hours < 48
            else words.count("days", round(hours / 24))
        )
        return words("status-ago", passed=passed)

    return ago


def _size(page: Page, size: float) -> str:
    """Bytes in the unit that suits, by thousands; octets in French."""
    unit = 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    name = UNITS[unit].replace("B", "o") if page.lang == "fr" else UNITS[unit]
    return f"{page.words.number(round(size, 1))}\u00a0{name}"
