"""What the JSON of a page holds: ids that stay, permalinks, and the days they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from datasette.utils.asgi import Response

from datasette_config import corrected
from datasette_config.pages import Page, Row, at
from datasette_config.periods import Period

LIMIT = 1000  # positions of a list
# Each role has an index with the day in it, from which alone the newest are found.
POSITIONS = """
    SELECT p.holder_id, p.target_entity, p.target_issue, p.day, p.polarity, p.favor, p.against,
           p.ambivalent, p.origins, p.turned_from, p.confidence, p.article_id, p.revision,
           p."start", p."end"
    FROM positions p WHERE p.id IN (
        SELECT id FROM positions WHERE {role} = :id AND day BETWEEN :first AND :last
        ORDER BY day DESC, id DESC LIMIT {limit}
    ) ORDER BY p.day DESC, p.id DESC
"""


def answer(body: object, status: int = 200) -> Response:
    """JSON that pages of other sites may read too."""
    headers = {"Access-Control-Allow-Origin": "*"}
    return Response.json(body, status=status, headers=headers)


def missing(message: str) -> Response:
    """A 404 in the form of Datasette's own."""
    return answer({"ok": False, "error": message, "status": 404, "title": None}, 404)


def permalink(page: Page, kind: str, key: object) -> str:
    """The whole address of a page of ours."""
    return permalinks(page)(kind, key)


def permalinks(page: Page) -> Callable[[str, object], str]:
    """What makes whole addresses of pages of ours, for thousands of them at once."""
    start = str(page.datasette.absolute_url(page.request, "/")).rstrip("/")
    return lambda kind, key: start + at(kind, key)


def whole(page: Page, body: object) -> object:
    """The same values with each `permalink` as a whole address."""
    if isinstance(body, list | tuple):
        return [whole(page, value) for value in body]
    if not isinstance(body, dict):
        return body
    return {
        key: str(page.datasette.absolute_url(page.request, value))
        if key == "permalink"
        else whole(page, value)
        for key, value in body.items()
    }


def days(period: Period | None) -> Row:
    """The days of a period as parameters; without one they hold nothing."""
    first, last = (str(period.first), str(period.last)) if period else ("9999", "0000")
    return {"first": first, "last": last}


def head(
    page: Page, kind: str, row: Row, coverage: Row, period: Period | None, wrong: Sequence[str]
) -> Row:
    """What comes first: who or what, which days, and what was counted in."""
    return {
        **row,
        "permalink": permalink(page, kind, row["id"]),
        "from": str(period.first) if period else None,
        "to": str(period.last) if period else None,
        "not_understood": list(wrong),
        "coverage": coverage,
    }


async def positions(page: Page, role: str, key: str, days: Row) -> Row:
    """The newest positions in which an entity or an issue has a role, such as `holder_id`."""
    sql = POSITIONS.format(role=role, limit=LIMIT + 1)
    rows = await page.rows(sql, {"id": key, **days})
    link, effects = permalinks(page), await corrected.effects(page, rows)
    return {
        "rows": [_position(link, row, effects) for row in rows[:LIMIT]],
        "complete": len(rows) <= LIMIT,
    }


def _position(
    link: Callable[[str, object], str], row: Row, effects: Mapping[tuple[int, int], Sequence[Row]]
) -> Row:
    effect = corrected.of_row(row, effects.get((row["article_id"], row["revision"]), ()))
    kind = "issue" if row["target_issue"] else "entity"
    target = row[f"target_{kind}"]
    evidence = {key: row.pop(key) for key in ("article_id", "revision", "start", "end")}
    evidence["permalink"] = link("article", evidence["article_id"])
    del row["target_issue"], row["target_entity"]
    return {
        "id": "/".join(quote(one, safe="") for one in (row["holder_id"], kind, target, row["day"])),
        **row,
        "holder": link("entity", row["holder_id"]),
        "target": {"kind": kind, "id": target, "permalink": link(kind, target)},
        "evidence": evidence,
        "corrected": corrected.told(effect),
    }  # fmt: skip
