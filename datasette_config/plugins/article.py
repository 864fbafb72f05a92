"""The page of an article, at `/article/ID`: its text with all that was found in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config.findings import KINDS, Found, found
from datasette_config.hooks import hookimpl
from datasette_config.marks import Finding, paragraphs
from datasette_config.pages import Page, Row, opened

ARTICLE = """
    SELECT a.*, s.name AS source FROM articles a JOIN sources s ON s.id = a.source_id
    WHERE a.id = :id
"""
TEXT = "SELECT text FROM texts WHERE article_id = :id AND revision = :revision"
REVISIONS = """
    SELECT revision, title, seen_at, extractor, text_sha256 FROM revisions
    WHERE article_id = :id ORDER BY revision
"""
FETCHES = """
    SELECT url, found_by, verdict, status, detail, fetched_at, sha256, warc_file, warc_offset
    FROM fetches WHERE article_id = :id ORDER BY id DESC LIMIT 50
"""


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/article/(?P<id>[^/]+)$", article)]


async def article(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    key = request.url_vars["id"]
    row = await page.row(ARTICLE, {"id": int(key)}) if _is_id(key) else None
    if not row:
        return await page.missing("no-article")
    revisions = await page.rows(REVISIONS, {"id": row["id"]})
    shown = _revision(page.args.get("revision", ""), revisions, row["revision"])
    if not shown:
        return await page.missing("no-revision")
    return await page.answer("article.html", await _context(page, row, revisions, shown))


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 19


def _revision(wanted: str, revisions: Sequence[Row], current: int) -> Row | None:
    number = int(wanted) if _is_id(wanted) else None if wanted else current
    return next((row for row in revisions if row["revision"] == number), None)


async def _context(page: Page, row: Row, revisions: list[Row], shown: Row) -> Row:
    place = {"id": row["id"], "revision": shown["revision"]}
    held = await page.row(TEXT, place)
    text = held["text"] if held else row["excerpt"]
    things = await found(page, place) if held else []
    reasons = [thing for thing in things if thing.kind == "reason"]
    marked = [thing for thing in things if thing.kind != "reason"]
    return {
        "article": {**row, "title": shown["title"]},
        "authors": _authors(row["authors"]),
        "paragraphs": paragraphs(text, [_mark(thing) for thing in marked]),
        "kinds": [(kind, [t for t in marked if t.kind == kind]) for kind in KINDS],
        "reasons": [(thing, thing.words_of(text)) for thing in reasons],
        "text": text,
        "shown": shown,
        "revisions": revisions,
        "fetches": await page.rows(FETCHES, {"id": row["id"]}),
    }


def _mark(thing: Found) -> Finding:
    return Finding(thing.start, thing.end, thing.classes, thing.note, thing.href)


def _authors(stored: str) -> list[str]:
    try:
        return [str(name) for name in json.loads(stored)]
    except ValueError:
        return [stored]
