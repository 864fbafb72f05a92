"""Several entities side by side, at `/compare?entity=A&entity=B`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request, Response

from datasette_config import lookup
from datasette_config.compared import SHOWN, side_by_side
from datasette_config.hooks import hookimpl
from datasette_config.lines import MARKS, sample
from datasette_config.pages import Page, Row, opened
from datasette_config.periods import asked

MOST = len(MARKS)  # entities that stay apart in one chart


@hookimpl
def register_routes() -> Sequence[tuple[str, Any]]:
    return [(r"^/compare$", compare)]


async def compare(datasette: Any, request: Request) -> Response:
    page = opened(datasette, request)
    known, unknown, left = await _entities(page)
    coverage = await page.coverage()
    period, wrong = asked(page.args, coverage["first"], coverage["last"])
    shown = page.args["show"] if page.args.get("show") in SHOWN else "articles"
    context: Row = {
        "known": known,
        "unknown": unknown,
        "left": left,
        "most": MOST,
        "coverage": coverage,
        "period": period,
        "wrong": wrong,
        "shown": shown,
        "listed": await lookup.listed(page),
        "to": lambda **changes: _here(page, known, **changes),
        "sample": sample,
    }
    if period and known:
        context |= await side_by_side(page, known, period, shown)
    return await page.answer("compare.html", context)


async def _entities(page: Page) -> tuple[list[Row], list[lookup.Unknown], list[str]]:
    """Those that are meant, those that mean nobody, and those that are too many."""
    pairs = parse_qsl(page.request.query_string)
    typed = list(dict.fromkeys(v.strip() for k, v in pairs if k == "entity" and v.strip()))
    known: dict[str, Row] = {}
    unknown = []
    for one in typed[:MOST]:
        row = await lookup.found(page, one)
        if row:
            known[row["id"]] = row
        else:
            unknown.append(await lookup.unknown(page, one))
    return list(known.values()), unknown, typed[MOST:]


def _here(page: Page, known: Sequence[Row], **changes: str) -> str:
    """This address with some parameters changed, `without` one entity or `plus` another."""
    ids = [row["id"] for row in known if row["id"] != changes.get("without")]
    ids += [changes["plus"]] if "plus" in changes else []
    kept = {key: page.args.get(key, "") for key in ("show", "from", "to", "lang")}
    kept |= {key: value for key, value in changes.items() if key in kept}
    pairs = [("entity", one) for one in ids] + [(k, v) for k, v in kept.items() if v]
    return f"{page.path}?{urlencode(pairs)}"
