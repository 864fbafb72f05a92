"""Whether the tables of the stories hold what was analysed, and their counts are right.

What a part of the stories has still to hear of is no fault: it is looked at once it is done.
"""

from __future__ import annotations

from sqlite_utils import Database

from storage.proof.integrity import Check, Look, Looked, together
from storage.proof.settled import STORIES, settle

_MISSING = """
    SELECT 'article ' || id || ' (' || url || '): is on the topic, and in no story' FROM articles a
    WHERE relevant = 1 AND id NOT IN (SELECT article_id FROM temp.unsettled)
        AND NOT EXISTS (SELECT 1 FROM story_articles s WHERE s.article_id = a.id)
    UNION ALL
    SELECT 'article ' || id || ' (' || url || '): is off the topic, and in story ' || s.story_id
    FROM story_articles s JOIN articles a ON a.id = s.article_id
    WHERE relevant IS NOT 1 AND id NOT IN (SELECT article_id FROM temp.unsettled)
    UNION ALL
    SELECT 'article ' || a.id || ' (' || a.url || '): is analysed, and the stories never hear of it'
    FROM articles a WHERE analysis_version <> '' AND analysis_error = '' AND NOT EXISTS (
        SELECT 1 FROM changes c WHERE c.article_id = a.id AND c.made_by = 'analyse')
"""
_STORIES = """
    SELECT 'story ' || s.id || ': ' || s.articles || ' articles of ' || s.outlets ||
        ' outlets from ' || COALESCE(s.first_day, '?') || ' to ' ||
        COALESCE(s.last_day, '?') || ', counted ' || COALESCE(o.articles, 0) || ' of ' ||
        COALESCE(o.outlets, 0) || ' from ' ||
        COALESCE(o.first_day, '?') || ' to ' || COALESCE(o.last_day, '?')
    FROM stories s LEFT JOIN origins o ON o.story_id = s.id
    WHERE s.articles IS NOT o.articles OR s.outlets IS NOT o.outlets
        OR s.first_day IS NOT o.first_day OR s.last_day IS NOT o.last_day
    UNION ALL
    SELECT 'story ' || s.id || ': ' || s.origins || ' origins, counted ' || o.origins
    FROM stories s JOIN origins o ON o.story_id = s.id
    WHERE s.origins <> o.origins AND NOT EXISTS (SELECT 1 FROM temp.unsettled)
"""
_MADE = """
    SELECT '{name} ' || m.id || ': ' || m.articles || ' articles, counted ' ||
        COUNT(DISTINCT p.article_id)
    FROM {table} m LEFT JOIN {parts} p ON p.{name}_id = m.id
    GROUP BY m.id HAVING m.articles <> COUNT(DISTINCT p.article_id)
"""
_VOICES = """
    SELECT COALESCE(f.entity_id, v.entity_id) || ' in ' || COALESCE(f.source_id, v.source_id) ||
        ', ' || COALESCE(f.month, v.month) || ': ' || COALESCE(v.articles, 0) || ' articles and ' ||
        COALESCE(v.quotes, 0) || ' quotations, counted ' || COALESCE(f.articles, 0) || ' and ' ||
        COALESCE(f.quotes, 0)
    FROM {joined} ON f.entity_id = v.entity_id AND f.source_id = v.source_id
        AND f.month = v.month AND f.lang = v.lang
    WHERE {wrong}
"""
# what articles have added so far, as each is noted
_ADDED = """
    CREATE TEMP TABLE IF NOT EXISTS heard AS
    SELECT q.key AS entity_id, c.what ->> 0 AS source_id, c.what ->> 1 AS month,
        c.what ->> 2 AS lang, COUNT(*) AS articles, SUM(c.what ->> 3) AS origins,
        SUM(q.value > 0) AS quoted, SUM(iif(c.what ->> 3, q.value > 0, 0)) AS quoted_origins,
        SUM(q.value) AS quotes
    FROM contributions c, json_each(c.what, '$[4]') q WHERE c.part = 'voices' GROUP BY 1, 2, 3, 4
"""
_HEARD_INDEX = (
    "CREATE UNIQUE INDEX IF NOT EXISTS temp.heard_by ON heard(entity_id, source_id, month, lang)"
)


def _look(table: str, sql: str) -> Look:
    def look(db: Database) -> Looked:
        settle(db)
        [at] = db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608
        return Looked(at, (line for (line,) in db.execute(sql)))

    return look


def _voices(db: Database) -> Looked:
    db.execute(_ADDED)
    db.execute(_HEARD_INDEX)
    [at] = db.execute("SELECT COUNT(*) FROM voices").fetchone()
    columns = ("articles", "origins", "quoted", "quoted_origins", "quotes")
    differs = " OR ".join(f"v.{c} IS NOT f.{c}" for c in columns)
    queries = (
        _VOICES.format(joined="temp.heard f LEFT JOIN voices v", wrong=differs),
        _VOICES.format(joined="voices v LEFT JOIN temp.heard f", wrong="f.entity_id IS NULL"),
    )
    return Looked(at, (line for sql in queries for (line,) in db.execute(sql)))


_COUNTS = together((
    _look("stories", _STORIES),
    _look("claims", _MADE.format(name="claim", table="claims", parts="claim_figures")),
    _look("statements", _MADE.format(name="statement", table="statements",
                                     parts="statement_quotes")),
    _voices,
))  # fmt: skip
CHECKS = (
    Check("articles in stories", _look("articles", _MISSING), STORIES, "stories"),
    Check("counts of stories", _COUNTS, STORIES, "stories"),
)
