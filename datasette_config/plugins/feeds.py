"""Atom feeds of the topic, an entity, an issue, a story and any search."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from datasette_config import atom, hits
from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, TooSlowError, at, opened
from datasette_config.query import asked

SIZE = 50
TOPIC = "SELECT id, title_{lang} AS title, window_start FROM topics"
ARTICLES = """
    SELECT a.id, a.url, a.title, a.lang, a.authors, a.published, a.day, a.excerpt, a.first_seen,
           s.name AS source, r.seen_at
    FROM json_each(:ids) n CROSS JOIN articles a ON a.id = n.value
    JOIN sources s ON s.id = a.source_id
    LEFT JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
    ORDER BY n.key
"""
NEWEST = f"SELECT id FROM articles WHERE relevant = 1 ORDER BY day DESC, id DESC LIMIT {SIZE}"  # noqa: S608
# What each feed is about, and its newest articles, by the kind of page it stands beside.
KINDS = {
    "entity": (
        "SELECT name AS title FROM entities WHERE id = :id",
        f"""
        SELECT m.article_id AS id FROM mentions m WHERE m.entity_id = :id
        GROUP BY m.day, m.article_id
        HAVING EXISTS (SELECT 1 FROM articles WHERE id = m.article_id AND relevant = 1)
        ORDER BY m.day DESC, m.article_id DESC LIMIT {SIZE}
        """,  # noqa: S608
    ),
    "issue": (
        "SELECT label_{lang} AS title FROM issues WHERE id = :id",
        f"""
        SELECT DISTINCT article_id AS id FROM (
            SELECT s.article_id, s.day FROM stances s
            WHERE s.target_issue = :id
                AND EXISTS (SELECT 1 FROM articles WHERE id = s.article_id AND relevant = 1)
            ORDER BY s.day DESC LIMIT {SIZE * 4}
        ) ORDER BY day DESC, article_id DESC LIMIT {SIZE}
        """,  # noqa: S608
    ),
    "story": (
        "SELECT COALESCE(title_{lang}, title_fr, title_en) AS title FROM stories WHERE id = :id",
        f"""
        SELECT article_id AS id FROM story_articles WHERE story_id = :id
        ORDER BY day DESC, article_id DESC LIMIT {SIZE}
        """,  # noqa: S608
    ),
}


@hookimpl(tryfirst=True)  # or the page of an entity would be asked for one called "ID.atom"
def register_routes() -> Sequence[tuple[str, Any]]:
    kinds = "|".join(KINDS)
    return [
        (r"^/feed\.atom$", topic),
        (r"^/search\.atom$", search),
        (rf"^/(?P<kind>{kinds})/(?P<id>[^/]+)\.atom$", about),
    ]


async def topic(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    row = await _topic(page)
    return await _feed(page, row["title"], "/", "feed", await page.rows(NEWEST))


async def about(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    kind, key = request.url_vars["kind"], unquote(request.url_vars["id"])
    subject, newest = KINDS[kind]
    row = await page.row(subject.format(lang=page.lang), {"id": key})
    if not row:
        return await page.missing("no-page")
    title = row["title"] or key
    return await _feed(
        page, title, at(kind, key), f"{kind}:{key}", await page.rows(newest, {"id": key})
    )


async def search(datasette: Any, request: Request) -> Response:
    """The newest articles of a search; an empty feed where nothing can be searched."""
    page = opened(datasette, request)
    query = (await asked(page)).query
    rows: list[Row] = []
    if query.wanted:
        try:
            rows = [{"id": n} for n in (await hits.found(page, query.newest, SIZE)).ids]
        except (TooSlowError, sqlite3.OperationalError):
            return Response.text(page.words("search-slow"), status=503)
    kept = page.feed.partition("?")[2]
    title = f"{page.words('search')}{page.words('colon')} {page.args.get('q', '').strip()}"
    return await _feed(page, title.rstrip(": \u00a0"), f"/search?{kept}", f"search:{kept}", rows)


async def _topic(page: Page) -> Row:
    found = await page.row(TOPIC.format(lang=page.lang))
    return found or {"id": "", "title": "Brouhaha", "window_start": "1970-01-01"}


async def _feed(page: Page, title: str, path: str, key: str, ids: Sequence[Row]) -> Response:
    subject = await _topic(page)
    rows = await page.rows(ARTICLES, {"ids": json.dumps([row["id"] for row in ids])})
    feed = atom.Feed(
        id=atom.tag(subject["id"], key),
        title=title if path == "/" else f"{title} · {subject['title']}",
        lang=page.lang,
        page=_absolute(page, path),
        itself=_absolute(page, page.address),
        since=subject["window_start"],
        entries=tuple(_entry(page, subject["id"], row) for row in rows),
    )
    return atom.answer(feed, page.request.headers)


def _entry(page: Page, subject: str, row: Row) -> atom.Entry:
    return atom.Entry(
        id=atom.tag(subject, f"article:{atom.digest(row['url'])}"),
        title=row["title"],
        lang=row["lang"],
        page=_absolute(page, at("article", row["id"])),
        original=row["url"],
        published=row["published"] or row["day"] or "",
        updated=row["seen_at"] or row["first_seen"],
        authors=atom.authors(row["authors"]) or (row["source"],),
        source=row["source"],
        summary=row["excerpt"],
    )


def _absolute(page: Page, path: str) -> str:
    return str(page.datasette.absolute_url(page.request, page.datasette.urls.path(path)))
