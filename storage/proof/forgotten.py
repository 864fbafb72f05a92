"""What is derived is forgotten, so that the stages make it again; no page or text is touched."""

from __future__ import annotations

from sqlite_utils import Database

from storage.proof import recount, spans, traced
from storage.retention.takedown import WITHDRAWN
from storage.summaries import rebuild

# what the stories made, in the order in which rows refer to others
STORIES = (
    "bands", "signatures", "copies", "cascade", "roots", "resurfacings", "claim_figures",
    "claim_keys", "claims", "edits", "statement_quotes", "statement_keys", "statements",
    "positions", "contested", "contested_holders", "voices", "lags", "contributions",
    "story_features", "feature_stories", "article_features", "story_articles", "story_outlets",
    "stories", "parts",
)  # fmt: skip
_UNHEARD = """
    INSERT INTO changes
    SELECT id, 'analyse', (SELECT COALESCE(MAX(number), 0) FROM changes)
        + row_number() OVER (ORDER BY id)
    FROM articles a WHERE analysis_version <> '' AND NOT EXISTS (
        SELECT 1 FROM changes c WHERE c.article_id = a.id AND c.made_by = 'analyse')
"""


# roll-up -> what it counts of findings, one by one
_OF_FINDINGS = {
    "entity_days": ("mentions", "quotes", "favor", "against", "ambivalent"),
    "issue_days": ("favor", "against", "ambivalent"),
}
_MORE = """
    SELECT DISTINCT s.day, s.lang FROM main.{table} s LEFT JOIN temp.fresh_{table} f
        ON f.{key} = s.{key} AND f.day = s.day AND f.lang = s.lang WHERE {more}
"""
_OF_DAY = """
    AND day = ? AND lang = ? AND analysis_version <> ''
"""
_FORGET = "SET analysis_version = '' WHERE analysis_version <> ?"
# findings of a revision that is not there are those of the latest one
_LATEST = """
    UPDATE articles SET analysis_version = '' WHERE id = ?1 AND (revision = ?2 OR NOT EXISTS (
        SELECT 1 FROM revisions r WHERE r.article_id = ?1 AND r.revision = ?2))
"""


def stories(db: Database) -> int:
    """Forget all stories; how many articles they are made of again. Inside a transaction."""
    for table in STORIES:
        db.execute(f"DELETE FROM {table}")  # noqa: S608
    db.execute("DELETE FROM changes WHERE made_by <> 'analyse'")
    db.execute(_UNHEARD)
    rebuild(db)
    return int(db.execute("SELECT COUNT(*) FROM changes").fetchone()[0])


def analyses(db: Database) -> int:
    """Have revisions analysed again whose findings are wrong; how many. Inside a transaction.

    A finding that refers to a name or an issue that is not there goes at once: none can count it.
    """
    wrong = {pair for table in spans.ANALYSED for pair in spans.wrong(db, table)}
    wrong |= traced.wrong(db) | _unnamed(db)
    for article, revision in sorted(wrong):
        db.execute(_LATEST, [article, revision])
        db.execute(
            "UPDATE revisions SET analysis_version = '' WHERE article_id = ? AND revision = ?",
            [article, revision],
        )
    return len(wrong)


def all_analyses(db: Database) -> None:
    """Have every revision analysed again. Inside a transaction."""
    for table in ("articles", "revisions"):
        db.execute(f"UPDATE {table} {_FORGET}", [WITHDRAWN])


def counted(db: Database) -> int:
    """Have articles analysed again of whose findings more were counted than there are; how many.

    Either the count is wrong or findings are gone, and the analysis alone knows. Inside a
    transaction.
    """
    days: set[tuple[str, str]] = set()
    for roll_up in recount.roll_ups():
        if columns := _OF_FINDINGS.get(roll_up.table):
            recount.count(db, roll_up)
            days.update(db.execute(_MORE.format(
                table=roll_up.table, key=roll_up.keys[0],
                more=" OR ".join(f"s.{c} > COALESCE(f.{c}, 0)" for c in columns),
            )))  # fmt: skip
    return sum(
        db.execute(f"UPDATE articles {_FORGET} {_OF_DAY}", [WITHDRAWN, *day]).rowcount
        for day in sorted(days)
    )


def _unnamed(db: Database) -> set[tuple[int, int]]:
    """Take out the findings of articles that refer to what is not there; whose they were."""
    found = set()
    for table, row, parent, _ in db.execute("PRAGMA foreign_key_check").fetchall():
        if table in spans.ANALYSED and parent in ("entities", "issues"):
            found |= set(db.execute(
                f"SELECT article_id, revision FROM {table} WHERE id = ?", [row]  # noqa: S608
            ).fetchall())  # fmt: skip
            db.execute(f"DELETE FROM {table} WHERE id = ?", [row])  # noqa: S608
    return found
