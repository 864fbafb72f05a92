"""Roll-ups of names and positions by day, month and year, for what was just touched.

Those of articles and addresses (`source_days`, `article_days`, `verdicts`) the database keeps
itself, by triggers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database

Keys = frozenset[tuple[str, ...]]
# Looked up row by row: for a join SQLite reads all articles first, to know which are on the topic.
_ON_TOPIC = "(SELECT a.relevant FROM articles a WHERE a.id = {finding}.article_id) = 1"
_COUNTED = (
    "NOT EXISTS (SELECT 1 FROM copies c WHERE c.article_id = {finding}.article_id"
    " AND c.original_id <> c.article_id)"
)
# CROSS JOIN keeps SQLite from scanning `mentions`: 0.2 s instead of 90 s for 500 articles at 10 M.
ENTITY_DAYS = f"""
    INSERT INTO entity_days (entity_id, day, lang, articles, mentions, quotes, favor, against,
        ambivalent, counted)
    SELECT id, day, lang, SUM(articles), SUM(mentions), SUM(quotes),
           SUM(favor), SUM(against), SUM(ambivalent), SUM(counted)
    FROM (
        SELECT id, day, lang, COUNT(*) AS articles, SUM(mentions) AS mentions, 0 AS quotes,
               0 AS favor, 0 AS against, 0 AS ambivalent, SUM(counted) AS counted
        FROM (
            SELECT t.id, t.day, m.lang, COUNT(*) AS mentions,
                {_COUNTED.format(finding="m")} AS counted
            FROM touched t CROSS JOIN mentions m ON m.entity_id = t.id AND m.day = t.day
            GROUP BY t.id, t.day, m.article_id HAVING {_ON_TOPIC.format(finding="m")}
        ) GROUP BY id, day, lang
        UNION ALL
        SELECT t.id, q.day, q.lang, 0, 0, COUNT(*), 0, 0, 0, 0
        FROM touched t CROSS JOIN quotes q ON q.speaker_id = t.id AND q.day = t.day
        WHERE {_ON_TOPIC.format(finding="q")}
        GROUP BY t.id, q.day, q.lang
        UNION ALL
        SELECT t.id, s.day, s.lang, 0, 0, 0, SUM(s.polarity = 'favor'),
               SUM(s.polarity = 'against'), SUM(s.polarity = 'ambivalent'), 0
        FROM touched t CROSS JOIN stances s ON s.target_entity = t.id AND s.day = t.day
        WHERE {_ON_TOPIC.format(finding="s")}
        GROUP BY t.id, s.day, s.lang
    ) GROUP BY id, day, lang
"""  # noqa: S608
MONTHS = """
    CREATE TEMP VIEW IF NOT EXISTS months AS SELECT printf('-%02d', value) AS month
    FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12]')
"""
ENTITY_MONTHS = """
    INSERT INTO entity_months
    SELECT t.day, t.id, d.lang, SUM(d.articles), SUM(d.counted), SUM(d.mentions)
    FROM touched t CROSS JOIN entity_days d
        ON d.entity_id = t.id AND d.day BETWEEN t.day AND t.day || '-31'
    WHERE d.articles > 0 GROUP BY t.id, t.day, d.lang
"""
ENTITY_YEARS = """
    INSERT INTO entity_years
    SELECT t.day, t.id, d.lang, SUM(d.articles), SUM(d.counted), SUM(d.mentions)
    FROM touched t CROSS JOIN months n CROSS JOIN entity_months d
        ON d.month = t.day || n.month AND d.entity_id = t.id
    GROUP BY t.id, t.day, d.lang
"""
_SIDES = ", ".join(f"SUM({side})" for side in ("favor", "against", "ambivalent"))
_SIDES_COUNTED = ", ".join(
    f"SUM(counted AND {side} > 0)" for side in ("favor", "against", "ambivalent")
)
# One row an article: its positions on each side, and whether it is no copy.
_OF_ARTICLES = f"""
    SELECT t.id, t.day, s.lang, s.holder_id, SUM(s.polarity = 'favor') AS favor,
           SUM(s.polarity = 'against') AS against, SUM(s.polarity = 'ambivalent') AS ambivalent,
           {_COUNTED.format(finding="s")} AS counted
    FROM touched t CROSS JOIN stances s INDEXED BY stances_target_issue
        ON s.target_issue = t.id AND s.day = t.day
    WHERE {_ON_TOPIC.format(finding="s")}
    GROUP BY t.id, t.day, s.article_id
"""  # noqa: S608
ISSUE_DAYS = f"""
    INSERT INTO issue_days (issue_id, day, lang, articles, favor, against, ambivalent, counted,
        favor_counted, against_counted, ambivalent_counted)
    SELECT id, day, lang, COUNT(*), {_SIDES}, SUM(counted), {_SIDES_COUNTED}
    FROM ({_OF_ARTICLES}) GROUP BY id, day, lang
"""  # noqa: S608
HOLDER_MONTHS = f"""
    INSERT INTO holder_months
    SELECT issue, month, holder, {_SIDES_COUNTED} FROM (
        SELECT t.issue, t.month, t.holder, SUM(s.polarity = 'favor') AS favor,
               SUM(s.polarity = 'against') AS against, SUM(s.polarity = 'ambivalent') AS ambivalent,
               {_COUNTED.format(finding="s")} AS counted
        FROM touched_holders t CROSS JOIN stances s ON s.holder_id = t.holder
            AND s.day BETWEEN t.month AND t.month || '-31' AND s.target_issue = t.issue
        WHERE {_ON_TOPIC.format(finding="s")}
        GROUP BY t.issue, t.month, t.holder, s.article_id
    ) GROUP BY issue, month, holder
"""  # noqa: S608
HOLDER_YEARS = """
    INSERT INTO holder_years
    SELECT t.holder, t.issue, t.year, SUM(m.favor), SUM(m.against), SUM(m.ambivalent)
    FROM (SELECT DISTINCT issue, substr(month, 1, 4) AS year, holder FROM touched_holders) t
    CROSS JOIN months n CROSS JOIN holder_months m
        ON m.issue_id = t.issue AND m.month = t.year || n.month AND m.holder_id = t.holder
    GROUP BY t.holder, t.issue, t.year
"""
TOUCHED_ENTITIES = """
    SELECT entity_id, day FROM mentions WHERE article_id IN ({ids}) AND day IS NOT NULL
    UNION SELECT speaker_id, day FROM quotes
        WHERE article_id IN ({ids}) AND speaker_id IS NOT NULL AND day IS NOT NULL
    UNION SELECT target_entity, day FROM stances
        WHERE article_id IN ({ids}) AND target_entity IS NOT NULL AND day IS NOT NULL
"""
TOUCHED_ISSUES = """
    SELECT DISTINCT target_issue, day FROM stances
    WHERE article_id IN ({ids}) AND target_issue IS NOT NULL AND day IS NOT NULL
"""
TOUCHED_HOLDERS = """
    SELECT DISTINCT target_issue, substr(day, 1, 7), holder_id FROM stances
    WHERE article_id IN ({ids}) AND target_issue IS NOT NULL AND holder_id IS NOT NULL
        AND day IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Touched:
    """(entity, day) and (issue, day) pairs, and who holds what in which month."""

    entities: Keys
    issues: Keys
    holders: Keys  # (issue, `YYYY-MM`, holder)

    def __or__(self, other: Touched) -> Touched:
        return Touched(
            self.entities | other.entities,
            self.issues | other.issues,
            self.holders | other.holders,
        )


def touched(db: Database, articles: Iterable[int]) -> Touched:
    """What these articles count in now."""
    ids = ",".join(str(int(article)) for article in articles)
    return Touched(*(
        frozenset(db.execute(sql.format(ids=ids)).fetchall())
        for sql in (TOUCHED_ENTITIES, TOUCHED_ISSUES, TOUCHED_HOLDERS)
    ))  # fmt: skip


def refresh(db: Database, keys: Touched) -> None:
    """Count all that is touched anew; to be called inside the transaction that changed it."""
    _recount(db, "entity_days", ("entity_id", "day"), ENTITY_DAYS, keys.entities)
    months = frozenset((entity, day[:7]) for entity, day in keys.entities)
    _recount(db, "entity_months", ("entity_id", "month"), ENTITY_MONTHS, months)
    years = frozenset((entity, day[:4]) for entity, day in keys.entities)
    _recount(db, "entity_years", ("entity_id", "year"), ENTITY_YEARS, years)
    _recount(db, "issue_days", ("issue_id", "day"), ISSUE_DAYS, keys.issues)
    _recount_holders(db, keys.holders)


def rebuild(db: Database) -> None:
    """Count everything anew, month by month."""
    for table in (
        "entity_days",
        "entity_months",
        "entity_years",
        "issue_days",
        "holder_months",
        "holder_years",
    ):
        db.execute(f"DELETE FROM {table}")  # noqa: S608
    dated = db.execute(
        "SELECT substr(day, 1, 7), id FROM articles WHERE relevant = 1 AND day <> '' ORDER BY day"
    ).fetchall()
    for _, month in groupby(dated, key=itemgetter(0)):
        refresh(db, touched(db, [article for _, article in month]))


def _recount(db: Database, table: str, columns: tuple[str, str], insert: str, keys: Keys) -> None:
    if not keys:
        return
    db.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id TEXT, day TEXT, PRIMARY KEY (id, day))")
    db.execute(MONTHS)
    db.execute("DELETE FROM touched")
    db.conn.executemany("INSERT INTO touched VALUES (?, ?)", sorted(keys))
    key, day = columns
    db.conn.executemany(f"DELETE FROM {table} WHERE {key} = ? AND {day} = ?", sorted(keys))  # noqa: S608
    db.execute(insert)


def _recount_holders(db: Database, keys: Keys) -> None:
    if not keys:
        return
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS touched_holders (issue TEXT, month TEXT, holder TEXT)"
    )
    db.execute(MONTHS)
    db.execute("DELETE FROM touched_holders")
    db.conn.executemany("INSERT INTO touched_holders VALUES (?, ?, ?)", sorted(keys))
    db.conn.executemany(
        "DELETE FROM holder_months WHERE issue_id = ? AND month = ? AND holder_id = ?", sorted(keys)
    )
    db.execute(HOLDER_MONTHS)
    years = sorted({(holder, issue, month[:4]) for issue, month, holder in keys})
    db.conn.executemany(
        "DELETE FROM holder_years WHERE holder_id = ? AND issue_id = ? AND year = ?", years
    )
    db.execute(HOLDER_YEARS)
