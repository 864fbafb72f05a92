"""Search in titles and texts, at `/search?q=`; whatever is typed, a page answers."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from typing import Any

from datasette.utils.asgi import Request, Response

from datasette_config import lookup
from datasette_config.hits import COUNTED, RANKED, SIZE, found
from datasette_config.hooks import hookimpl
from datasette_config.pages import Page, Row, TooSlowError, opened
from datasette_config.query import LANGS, ORDERS, PAGES, Asked, asked
from datasette_config.snippets import shown
from storage.search import terms

LOG = logging.getLogger(__name__)
OUTLETS = """
    SELECT id, name FROM sources s
    WHERE EXISTS (SELECT 1 FROM source_days d WHERE d.source_id = s.id) ORDER BY name LIMIT 500
"""


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/search$", search)]


async def search(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    wanted = await asked(page)
    context: Row = {
        "asked": wanted,
        "query": wanted.query,
        "others": _others(page, wanted),
        "langs": LANGS,
        "orders": ORDERS,
        "outlets": await page.rows(OUTLETS),
        "names": await lookup.listed(page),
        "most": COUNTED,
        "ranked": RANKED,
        "last_page": PAGES,
        "pages": 1,
    }
    if wanted.query.wanted:
        context |= await _hits(page, wanted)
    return await page.answer("search.html", context)


async def _hits(page: Page, wanted: Asked) -> Row:
    try:
        result = await found(page, wanted.query)
        hits = await shown(page, wanted.query, result.ids, page.args.get("q", ""))
    except TooSlowError:
        return {"slow": True}
    except sqlite3.OperationalError as error:  # letters that only a later Unicode knows
        LOG.warning("%s: %s", page.address, error)
        return {}
    return {"found": result, "hits": hits, "pages": min(-(-result.total // SIZE), PAGES)}


def _others(page: Page, wanted: Asked) -> list[tuple[str, str]]:
    """Each word that was typed with its other forms that are found too."""
    words = [term.single for term in terms(page.args.get("q", "")) if term.single]
    forms = wanted.query.forms
    return [
        (word, ", ".join(form for form in forms[word] if form != word))
        for word in dict.fromkeys(words)
        if len(forms.get(word, ())) > 1
    ]
