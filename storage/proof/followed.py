"""Whether positions and the time between languages are those of the articles, counted anew.

What a holder was turned from, and which words show a position, the stories alone decide.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from storage.proof import recount
from storage.proof.integrity import Check, Looked, together
from storage.proof.settled import STORIES, settle

_SIDES = ("favor", "against", "ambivalent")
_COUNTS = (*_SIDES, "origins")
# the days of holders that articles had a share in when the stories last heard of them
_NOTED = """
    CREATE TEMP TABLE noted_days AS
    SELECT c.article_id, v.value ->> '$[0][0]' AS holder_id,
        COALESCE(v.value ->> '$[0][2]', v.value ->> '$[0][1]') AS target, v.value ->> '$[1]' AS day
    FROM contributions c, json_each(c.what) v WHERE c.part = 'positions'
"""
_NOTED_INDEX = "CREATE INDEX temp.noted_by ON noted_days(holder_id, target, day)"
# those of articles of which the stories have still to hear
_OPEN = """
    CREATE TEMP TABLE open_days AS
    SELECT s.holder_id, COALESCE(s.target_issue, s.target_entity) AS target, s.day
    FROM temp.unsettled u JOIN stances s ON s.article_id = u.article_id
    WHERE s.holder_id IS NOT NULL AND s.day IS NOT NULL
    UNION SELECT holder_id, target, day FROM temp.noted_days
    WHERE article_id IN (SELECT article_id FROM temp.unsettled)
"""
_STATED = f"""
    CREATE TEMP TABLE stated AS
    SELECT s.holder_id, COALESCE(s.target_issue, s.target_entity) AS target, s.day,
        {
    ", ".join(
        f"COUNT(DISTINCT iif(s.polarity = '{side}', s.article_id, NULL)) AS {side}"
        for side in _SIDES
    )
},
        COUNT(DISTINCT s.article_id) AS origins
    FROM stances s JOIN temp.considered a ON a.id = s.article_id AND a.counted
    WHERE s.holder_id IS NOT NULL AND s.day IS NOT NULL
    GROUP BY 1, 2, 3
"""  # noqa: S608
_STATED_INDEX = "CREATE UNIQUE INDEX temp.stated_by ON stated(holder_id, target, day)"
_POSITIONS = """
    SELECT holder_id || ' on ' || target || ', ' || day || ': ' || what FROM (
        SELECT p.holder_id, COALESCE(p.target_issue, p.target_entity) AS target, p.day,
            {told} AS what
        FROM positions p LEFT JOIN temp.stated f ON f.holder_id = p.holder_id AND f.day = p.day
            AND f.target = COALESCE(p.target_issue, p.target_entity)
        WHERE {differs}
        UNION ALL
        SELECT f.holder_id, f.target, f.day, 'no position, counted ' || f.origins || ' articles'
        FROM temp.stated f WHERE NOT EXISTS (SELECT 1 FROM positions p
            WHERE p.holder_id = f.holder_id AND p.day = f.day
                AND f.target = COALESCE(p.target_issue, p.target_entity))
            AND EXISTS (SELECT 1 FROM temp.noted_days n WHERE n.holder_id = f.holder_id
                AND n.target = f.target AND n.day = f.day)
    ) WHERE (holder_id, target, day) NOT IN (SELECT * FROM temp.open_days)
"""
# what articles have added so far, as each is noted: its language, day, and what stands in it
_CROSSED = """
    CREATE TEMP TABLE crossed AS
    SELECT k.key AS kind, v.value AS key,
        SUM(c.what ->> 0 = 'en') AS en_articles, SUM(c.what ->> 0 = 'fr') AS fr_articles,
        MIN(iif(c.what ->> 0 = 'en', c.what ->> 1, NULL)) AS en_day,
        MIN(iif(c.what ->> 0 = 'fr', c.what ->> 1, NULL)) AS fr_day
    FROM contributions c, json_each(c.what, '$[3]') k, json_each(k.value) v
    WHERE c.part = 'lags' GROUP BY 1, 2
"""
_CROSSED_INDEX = "CREATE UNIQUE INDEX temp.crossed_by ON crossed(kind, key)"
# which article was the first is known once the stories have heard of all
_LAGS = """
    SELECT l.kind || ' ' || l.key || ': ' || l.en_articles || ' articles in English from ' ||
        COALESCE(l.en_day, '?') || ', ' || l.fr_articles || ' in French from ' ||
        COALESCE(l.fr_day, '?') || COALESCE(', days ' || l.days, '') || '; counted ' ||
        COALESCE(f.en_articles, 0) || ' from ' || COALESCE(f.en_day, '?') || ', ' ||
        COALESCE(f.fr_articles, 0) || ' from ' || COALESCE(f.fr_day, '?')
    FROM lags l LEFT JOIN temp.crossed f ON f.kind = l.kind AND f.key = l.key
    WHERE l.en_articles IS NOT f.en_articles OR l.fr_articles IS NOT f.fr_articles
        OR NOT EXISTS (SELECT 1 FROM temp.unsettled) AND (
            l.en_day IS NOT f.en_day OR l.fr_day IS NOT f.fr_day
            OR l.days IS NOT CAST(julianday(f.fr_day) - julianday(f.en_day) AS INTEGER))
    UNION ALL
    SELECT f.kind || ' ' || f.key || ': missing, counted ' || f.en_articles || ' and ' ||
        f.fr_articles || ' articles'
    FROM temp.crossed f WHERE NOT EXISTS (
        SELECT 1 FROM lags l WHERE l.kind = f.kind AND l.key = f.key)
"""


def _positions(db: Database) -> Looked:
    settle(db)
    recount.consider(db)
    for sql in (_NOTED, _NOTED_INDEX, _OPEN, _STATED, _STATED_INDEX):
        db.execute(sql)
    differs = " OR ".join(f"p.{count} IS NOT f.{count}" for count in _COUNTS)
    told = " || ', ' || ".join(
        f"'{count} ' || p.{count} || ' counted ' || COALESCE(f.{count}, 0)" for count in _COUNTS
    )
    [at] = db.execute("SELECT COUNT(*) FROM positions").fetchone()
    return Looked(at, _lines(db, _POSITIONS.format(differs=differs, told=told)))


def _lags(db: Database) -> Looked:
    settle(db)
    for sql in (_CROSSED, _CROSSED_INDEX):
        db.execute(sql)
    [at] = db.execute("SELECT COUNT(*) FROM lags").fetchone()
    return Looked(at, _lines(db, _LAGS))


def _lines(db: Database, sql: str) -> Iterator[str]:
    return (line for (line,) in db.execute(sql))


CHECKS = (Check("positions and lags", together((_positions, _lags)), STORIES, "stories"),)
