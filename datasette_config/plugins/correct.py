"""Correcting what was found, at `/article/ID/correct`: for those who gave the server's token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config import correcting, front_door, signing
from datasette_config.correcting import Form, UnclearError
from datasette_config.evidence import shown
from datasette_config.findings import Found, found
from datasette_config.hooks import hookimpl
from datasette_config.pages import DATABASE, Page, Row, opened

ARTICLE = """
    SELECT a.id, a.url, a.title, a.lang, a.revision, a.relevant, s.name AS source, t.text
    FROM articles a JOIN sources s ON s.id = a.source_id
    JOIN texts t ON t.article_id = a.id AND t.revision = a.revision
    WHERE a.id = :id AND a.analysis_version <> ''
"""


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/article/(?P<id>[0-9]{1,18})/correct$", correct)]


async def correct(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    if page.public:
        return await page.missing("no-page")
    author = signing.author(request)
    if not author:
        return await page.refused("correct-sign-in" if signing.token() else "correct-off")
    article = await page.row(ARTICLE, {"id": int(request.url_vars["id"])})
    if not article:
        return await page.missing("no-article")
    things = await found(page, article)
    if request.method != "POST":
        return await _form(page, article, _meant(things, page.args), author)
    given = await request.post_vars()
    thing = _meant(things, given)
    form = Form(page, article["id"], article["text"], thing, given)
    try:
        told = await _told(page, form, author)
    except UnclearError as error:
        told = front_door.Answer(why=error.why, values=error.values)
    if told.why:
        status = 503 if told.why == front_door.UNKNOWN else 422
        words = page.words(f"correct-{told.why}", **told.values)
        return await _form(page, article, thing, author, given, words, status)
    return await _back(page, article, thing, told.key)


async def _told(page: Page, form: Form, author: str) -> front_door.Answer:
    said = await correcting.said(form)
    db = Path(page.datasette.get_database(DATABASE).path).resolve()
    return await front_door.correct(db, author, form.line("reason"), said.options, said.words)


def _meant(things: Sequence[Found], given: Mapping[str, str]) -> Found | None:
    """The finding of this kind, in this place, about this one."""
    asked = tuple(given.get(key, "") for key in ("kind", "start", "end", "who", "target"))
    return next((thing for thing in things if _named(thing) == asked), None)


def _named(thing: Found) -> tuple[str, ...]:
    place = (thing.kind, str(thing.start), str(thing.end))
    return (*place, correcting.who(thing), correcting.target(thing))


async def _form(
    page: Page, article: Row, thing: Found | None, author: str,
    given: Mapping[str, str] | None = None, error: str = "", status: int = 200,
) -> Response:  # fmt: skip
    """The choices for one finding or, without one, for the article."""
    context = {
        "article": article,
        "thing": thing,
        "gone": not thing and bool((given or page.args).get("kind")),
        "place": dict(zip(("kind", "start", "end", "who", "target"), _named(thing), strict=True))
        if thing
        else {},
        "evidence": (await shown(page, [thing.row]))[0] if thing else None,
        "given": given or {},
        "error": error,
        "author": author,
        "known": [row["name"] for row in await page.rows(correcting.KNOWN, {"id": article["id"]})],
        "issues": [row[f"label_{page.lang}"] for row in await page.rows(correcting.ISSUES)],
        "types": correcting.TYPES,
        "polarities": correcting.POLARITIES,
    }
    response = await page.answer("correct.html", context, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


async def _back(page: Page, article: Row, thing: Found | None, key: str) -> Response:
    """To the finding, where it is still there, or to all that was corrected in the article."""
    at = "by-hand"
    for now in await found(page, article) if thing else ():
        if thing and (now.kind, now.start, now.end) == (thing.kind, thing.start, thing.end):
            at = f"n-{now.id}"
    done = f"?done={key or 'later'}#{at}"
    return Response("", 303, {"Location": f"/article/{article['id']}{done}"})
