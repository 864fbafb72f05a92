"""What needs a look, each in words: what is wrong, where, and what to do."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

GB = 10**9


@dataclass(frozen=True, slots=True)
class Concern:
    """`where` is a source, a kind of run or `all`; `value` and `bound` are figures of `what`."""

    kind: str  # no-run, failed, no-article, errors, backlog, failing, quiet, disk or lost
    where: str
    what: str
    to_do: str
    value: float | None = None
    bound: float | None = None


def concerns(db: Database, free: int, *, adds_up: bool) -> tuple[Concern, ...]:
    """All of the view `concerns`, and those that no table says: `free` are bytes of the disk."""
    rows = db.execute("SELECT concern, source_id, part, value, bound FROM concerns").fetchall()
    found = [_told(*row) for row in rows]
    [(least,)] = db.execute("SELECT value FROM limits WHERE key = 'free_gb'").fetchall()
    if free < least * GB:
        found.append(_told("disk", None, "", free / GB, least))
    if not adds_up:
        found.append(_told("lost", None, "", 0, None))
    return tuple(found)


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("storage").joinpath("concerns.toml").read_text("utf-8"))


def _told(
    kind: str, source: str | None, part: str, value: float | None, bound: float | None
) -> Concern:
    words = _words()[f"{kind}-{part}" if kind == "quiet" else kind]
    what = words["never" if value is None else "what"].format(value=value, bound=bound)
    return Concern(kind, source or part or "all", what, words["to_do"], value, bound)
