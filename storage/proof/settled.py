"""Which articles the stories have still to hear of: what is told of them is no fault yet."""

from __future__ import annotations

from sqlite_utils import Database

STORIES = "--repair forgets the stories and makes them again"
# the parts in their order: one hears of what is before it
PARTS = ("copies", "clusters", "cascade", "claims", "edits", "statements", "positions", "voices",
         "lags")  # fmt: skip
_FROM = {"analyse": 0, "copies": 1, "clusters": 2}
_UNSETTLED = """
    CREATE TEMP TABLE IF NOT EXISTS unsettled AS
    SELECT id AS article_id FROM articles WHERE analysis_version = '' OR analysis_error <> ''
"""
_HEARD = """
    INSERT INTO temp.unsettled SELECT article_id FROM changes
    WHERE made_by = '{stage}' AND number > (
        SELECT iif(COUNT(*) = {parts}, MIN(upto), 0) FROM parts WHERE name IN ({names})
    )
"""


def settle(db: Database) -> None:
    """Note the articles that the stories have still to hear of, while the transaction goes."""
    if any(row[0] == "unsettled" for row in db.execute("SELECT name FROM temp.sqlite_master")):
        return
    db.execute(_UNSETTLED)
    for stage, first in _FROM.items():
        names = ", ".join(f"'{name}'" for name in PARTS[first:])
        db.execute(_HEARD.format(stage=stage, parts=len(PARTS[first:]), names=names))
