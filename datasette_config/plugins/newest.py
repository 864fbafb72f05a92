"""Findings of one name, issue or outlet come newest first by the index that has their days.

`sort_desc: id` of metadata.yaml opens a whole table at its newest rows; for a name that stands a
million times it would put a million rows in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from datasette_config.hooks import hookimpl
from datasette_config.pages import DATABASE

TABLE = re.compile(rf"/{DATABASE}/(\w+)(\.json|\.csv)?")
DATED = {  # columns with an index of their own in which the day comes next
    "mentions": {"entity_id"},
    "quotes": {"speaker_id"},
    "stances": {"holder_id", "target_entity", "target_issue"},
    "credits": {"outlet_id"},
}
SORTS = {"_sort", "_sort_desc"}


def by_day(path: str, query: str) -> bool:
    """Whether the rows that are asked for should be sorted by their day, as the index has them.

    >>> by_day("/brouhaha/mentions", "entity_id=ada")
    True
    """
    table = TABLE.fullmatch(path)
    asked = {key.removesuffix("__exact") for key, _ in parse_qsl(query)}
    return bool(table and asked & DATED.get(table[1], set()) and not asked & SORTS)


@hookimpl
def asgi_wrapper() -> Callable[[Any], Any]:
    def wrap(app: Any) -> Any:
        async def newest_first(scope: Any, receive: Any, send: Any) -> None:
            query = scope.get("query_string", b"")
            if by_day(scope.get("path", ""), query.decode("latin-1")):
                scope = {**scope, "query_string": query + b"&_sort_desc=day"}
            await app(scope, receive, send)

        return newest_first

    return wrap
