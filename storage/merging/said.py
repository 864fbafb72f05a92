"""What people said: the topic, corrections, withdrawals, pauses, and which alerts were sent."""

from __future__ import annotations

from sqlite_utils import Database

from storage.alerts import PASSED
from storage.correcting import corrections
from storage.correcting.corrections import Taken
from storage.retention import takedown, withdrawal_lines

_TOPIC = ("topics", "events", "entity_names", "offices", "limits")
# whom nobody asks here may be asked nothing there; of two reasons the later holds
_PAUSES = """
    INSERT INTO main.pauses SELECT * FROM other.pauses WHERE made_by = 'operator'
    ON CONFLICT DO UPDATE SET reason = excluded.reason, since = excluded.since,
        until = excluded.until WHERE excluded.since > since
"""
# what was sent from there is sent from here no more
_ALERTS = f"""
    INSERT INTO main.alerts (id, key, rule, subject, day, details, article_id, revision,
        "start", "end", other_id, other_revision, other_start, other_end, confidence, noticed_at,
        told)
    SELECT {PASSED} + row_number() OVER (ORDER BY l.id), l.key, l.rule, l.subject, l.day,
        l.details, a.id, v.revision, l."start", l."end",
        b.id, w.revision, l.other_start, l.other_end, l.confidence, l.noticed_at,
        iif(l.key IN (SELECT key FROM other.alerts_sent), 0, l.told)
    FROM other.alerts l
    LEFT JOIN temp.merged_articles a ON a.other_id = l.article_id
    LEFT JOIN temp.merged_revisions v
        ON v.other_id = l.article_id AND v.other_revision = l.revision
    LEFT JOIN temp.merged_articles b ON b.other_id = l.other_id
    LEFT JOIN temp.merged_revisions w
        ON w.other_id = l.other_id AND w.other_revision = l.other_revision
    WHERE (l.article_id IS NULL OR a.id IS NOT NULL) AND (l.other_id IS NULL OR b.id IS NOT NULL)
    ORDER BY l.id
    ON CONFLICT (key) DO UPDATE SET told = 0 WHERE excluded.told = 0 AND told = 1
        AND key NOT IN (SELECT key FROM main.alerts_sent)
"""  # noqa: S608


def take_topic(db: Database) -> None:
    """The topic where none is here yet; sources, entities and issues that are not here."""
    with db.atomic():
        for table in ("issues", "sources", "entities", "word_forms"):
            db.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM other.{table}")  # noqa: S608
        if not db.execute("SELECT 1 FROM main.topics").fetchone():
            for table in _TOPIC:
                db.execute(f"DELETE FROM main.{table}")  # noqa: S608
                db.execute(f"INSERT INTO main.{table} SELECT * FROM other.{table}")  # noqa: S608
        db.execute(_PAUSES)


def take_withdrawals(db: Database, other: Database) -> int:
    """What is kept out there is kept out here: how many articles that are beside those known."""
    found = withdrawal_lines.unknown(db, withdrawal_lines.barring(other))
    for line in found:
        with db.atomic():
            there = withdrawal_lines.there(db, line)
            if not takedown.begin(db, there, line.author, line.reason, line.withdrawn_at):
                takedown.keep_out(db, line)
    return len(found)


def take_corrections(db: Database, other: Database) -> Taken:
    """All corrections of the other database; where ours say otherwise, ours stay."""
    return corrections.take(db, [held.correction for held in corrections.held(other)])


def take_alerts(db: Database) -> None:
    with db.atomic():
        db.execute(_ALERTS)


def reopen_withdrawals(db: Database) -> int:
    """Have pages of withdrawn articles removed that came with the other's archive; how many."""
    with db.atomic():
        return db.execute(
            "UPDATE main.withdrawals SET finished_at = NULL WHERE lifted_at IS NULL "
            "AND finished_at IS NOT NULL AND article_id IN (SELECT k.article_id "
            "FROM main.withdrawn_addresses k JOIN other.fetches f ON f.url = k.url "
            "WHERE f.warc_file <> '')"
        ).rowcount
