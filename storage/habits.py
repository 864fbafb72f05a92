"""Sources that are not as they were: quiet against their own habit, or failing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sqlite_utils.db import Database

    from topics.model import Health

# `failing`: none of its lists could be read for long; `quiet`: they are read, and nothing comes
State = Literal["failing", "quiet"]
# what is missing: new addresses in its lists, or else only articles
Sign = Literal["named", "published", ""]


@dataclass(frozen=True, slots=True)
class Condition:
    """A source that needs a look; days are `YYYY-MM-DD`, `silent` and `usual` count days.

    `last_day` is that of the last sign, or of the last answer of one that fails: empty where there
    never was any. `usual` is the mean distance of two days with a sign; a failing one has none.
    """

    source_id: str
    name: str
    state: State
    sign: Sign
    last_day: str
    silent: int
    usual: float | None


def conditions(db: Database) -> list[Condition]:
    """All of them, the longest silence first; the rule is the view `conditions`."""
    rows = db.execute(
        "SELECT c.source_id, s.name, c.condition, c.sign, COALESCE(c.last_day, ''), "
        "COALESCE(c.silent, 0), c.usual "
        "FROM conditions c JOIN sources s ON s.id = c.source_id ORDER BY 6 DESC, 1"
    )
    return [Condition(*row) for row in rows]


def save_limits(db: Database, health: Health) -> None:
    """Keep from when on something needs a look, where SQL can read it."""
    rows = ({"key": key, "value": float(value)} for key, value in health.model_dump().items())
    db.table("limits").upsert_all(rows, pk="key")
