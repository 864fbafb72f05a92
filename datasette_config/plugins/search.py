"""Search in titles and texts, at `/search?q=`; whatever is typed, a page answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, TooSlowError, opened
from storage.search import expression

OPEN, CLOSE = "\x02", "\x03"  # around what matched; no page shows such characters
TYPED = 300  # characters of a query; SQLite nests no more than 256 terms
SIZE = 20
LANGS = ("fr", "en")
ORDERS = {"newest": "a.day DESC, a.id DESC", "rank": "articles_fts.rank"}
MATCHES = """
    FROM articles_fts JOIN articles a ON a.id = articles_fts.rowid
    WHERE articles_fts MATCH :expression AND (:lang = '' OR a.lang = :lang)
"""
COUNT = f"SELECT COUNT(*) AS n {MATCHES}"
HITS = f"""
    SELECT a.id, a.day, a.lang, a.relevant, a.source_id,
           (SELECT name FROM sources s WHERE s.id = a.source_id) AS source,
           highlight(articles_fts, 0, '{OPEN}', '{CLOSE}') AS title,
           snippet(articles_fts, 1, '{OPEN}', '{CLOSE}', '…', 40) AS snippet
    {MATCHES} ORDER BY {{order}} LIMIT {SIZE} OFFSET :offset
"""  # noqa: S608
Piece = tuple[str, bool]  # words, and whether they matched


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/search$", search)]


async def search(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    terms = expression(page.args.get("q", "")[:TYPED])
    context: Row = {"hits": [], "total": 0, "slow": False, "searched": bool(terms)}
    context |= {"number": _number(page), "lang_asked": _lang(page), "order": _order(page)}
    if terms:
        context |= await _hits(page, terms, context)
    context["pages"] = -(-context["total"] // SIZE)
    return await page.answer("search.html", context)


async def _hits(page: Page, terms: str, asked: Row) -> Row:
    params = {"expression": terms, "lang": asked["lang_asked"]}
    offset = (asked["number"] - 1) * SIZE
    try:
        counted = await page.row(COUNT, params)
        rows = await page.rows(
            HITS.format(order=ORDERS[asked["order"]]), {**params, "offset": offset}
        )
    except TooSlowError:
        return {"slow": True}
    hits = [
        {**row, "title": pieces(row["title"]), "snippet": pieces(row["snippet"])} for row in rows
    ]
    return {"hits": hits, "total": counted["n"] if counted else 0}


def pieces(marked: str) -> list[Piece]:
    """A marked text as pieces, so that the template escapes each.

    >>> pieces("a \\x02b\\x03 c")
    [('a ', False), ('b', True), (' c', False)]
    """
    found: list[Piece] = []
    for part in marked.split(OPEN):
        hit, close, rest = part.rpartition(CLOSE)
        found += [(hit.replace(CLOSE, ""), True)] if close else []
        found += [(rest, False)] if rest else []
    return found


def _number(page: Page) -> int:
    text = page.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else 1


def _lang(page: Page) -> str:
    asked = page.args.get("in", "")
    return asked if asked in LANGS else ""


def _order(page: Page) -> str:
    asked = page.args.get("order", "")
    return asked if asked in ORDERS else "newest"
