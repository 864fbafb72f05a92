"""The page of an article, at `/article/ID`, and what it tells as JSON, at `/article/ID.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config import (
    archived,
    corrected,
    correcting,
    edits,
    record,
    signing,
    ties,
    withdrawn,
)
from datasette_config.evidence import shown
from datasette_config.findings import KINDS, Found, found
from datasette_config.hooks import hookimpl
from datasette_config.marks import Finding, paragraphs
from datasette_config.pages import Page, Row, opened
from datasette_config.told import article_as_json

ARTICLE = """
    SELECT a.*, s.name AS source FROM articles a JOIN sources s ON s.id = a.source_id
    WHERE a.id = :id
"""
TEXT = "SELECT text FROM texts WHERE article_id = :id AND revision = :revision"
REVISIONS = """
    SELECT revision, title, seen_at, extractor, text_sha256 FROM revisions
    WHERE article_id = :id ORDER BY revision
"""


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/article/(?P<id>[^/]+?)(?P<json>\.json)?$", article)]


async def article(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    key = request.url_vars["id"]
    row = await page.row(ARTICLE, {"id": int(key)}) if _is_id(key) else None
    if not row or row["analysis_version"] == withdrawn.VERSION:
        stone = await withdrawn.tombstone(page, int(key)) if _is_id(key) else None
        if stone:
            return await withdrawn.answer(page, stone, as_json=bool(request.url_vars["json"]))
    if not row:
        return await _missing(page, "no-article")
    revisions = await page.rows(REVISIONS, {"id": row["id"]})
    seen = _revision(page.args.get("revision", ""), revisions, row["revision"])
    if not seen:
        return await _missing(page, "no-revision")
    context = await _context(page, row, revisions, seen)
    if request.url_vars["json"]:
        return record.answer(record.whole(page, article_as_json(context)))
    return await page.answer("article.html", context)


async def _missing(page: Page, message: str) -> Response:
    if page.request.url_vars["json"]:
        return record.missing(page.words(message))
    return await page.missing(message)


def _is_id(key: str) -> bool:
    return key.isascii() and key.isdigit() and len(key) < 19


def _revision(wanted: str, revisions: Sequence[Row], current: int) -> Row | None:
    number = int(wanted) if _is_id(wanted) else None if wanted else current
    return next((row for row in revisions if row["revision"] == number), None)


async def _context(page: Page, row: Row, revisions: list[Row], seen: Row) -> Row:
    public = page.public
    held = None if public else await page.row(TEXT, {"id": row["id"], "revision": seen["revision"]})
    text = held["text"] if held else row["excerpt"]
    things = await found(page, {"id": row["id"], "revision": seen["revision"]})
    sentences = await shown(page, [thing.row for thing in things])
    pairs = list(zip(things, sentences, strict=True))
    log = await archived.log(page, row["id"])
    return {
        "article": {**row, "title": seen["title"]},
        "authors": _authors(row["authors"]),
        "public": public,
        "paragraphs": paragraphs(text, [_mark(t) for t in things if held and t.kind != "reason"]),
        "kinds": [(kind, [pair for pair in pairs if pair[0].kind == kind]) for kind in KINDS],
        "reasons": [pair for pair in pairs if pair[0].kind == "reason"],
        "shown": seen,
        "revisions": revisions,
        "changes": await edits.of_article(page, row["id"]),
        "ties": await ties.of_article(page, row),
        **await _by_hand(page, row, seen, things),
        "log": log,
        "kept": log.page_of(seen["revision"]),
    }


async def _by_hand(page: Page, row: Row, seen: Row, things: list[Found]) -> Row:
    """What was corrected, what was just now, and what somebody who signed in may do."""
    found, key = await corrected.on_article(page, row, seen["revision"]), page.args.get("done")
    done = next((one for one in found["corrections"] if one["key"] == key), None)
    place = (done["start"], done["end"]) if done else None
    return {
        "by_hand": found,
        "done": done,
        "done_there": any((thing.start, thing.end) == place for thing in things),
        "author": "" if page.public else signing.author(page.request),
        "may_sign_in": bool(not page.public and signing.token()),
        "current": seen["revision"] == row["revision"] and bool(row["analysis_version"]),
        "who_of": correcting.who,
        "target_of": correcting.target,
    }


def _mark(thing: Found) -> Finding:
    """In the text only a name leads to a page: other marks hold names."""
    href = thing.href if thing.kind == "name" else ""
    return Finding(thing.start, thing.end, thing.classes, thing.note, href, thing.id)


def _authors(stored: str) -> list[str]:
    try:
        return [str(name) for name in json.loads(stored)]
    except ValueError:
        return [stored]
