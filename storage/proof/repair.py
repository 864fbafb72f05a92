"""Rebuild what can be derived; what was collected is never changed, only read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable

from sqlite_utils import Database

from storage.proof import declared, forgotten, holdings, indexed, recount, spans
from storage.proof.integrity import Found, Repair
from storage.proof.lost import lost

FAILED = "not rebuilt "
_ARTICLES = """
    UPDATE articles SET title = r.title, excerpt = excerpt_of(t.text), words = words_of(t.text)
    FROM revisions r JOIN texts t ON t.article_id = r.article_id AND t.revision = r.revision
    WHERE r.article_id = articles.id AND r.revision = articles.revision
        AND digest_of(r.title, t.text) = r.text_sha256
        AND (articles.title <> r.title OR articles.excerpt <> excerpt_of(t.text)
            OR articles.words <> words_of(t.text))
"""
_DAYS = """
    UPDATE articles SET day = substr(NULLIF(published, ''), 1, 10)
    WHERE day IS NOT substr(NULLIF(published, ''), 1, 10)
"""


def _schema(db: Database) -> str:
    if declared.make(db).intersection(spans.ANALYSED):
        forgotten.all_analyses(db)
    return "tables, indexes, triggers and views"


def _indexes(db: Database) -> str:
    db.execute("REINDEX")
    return "all indexes"


def _copied(db: Database) -> str:
    holdings.with_functions(db)
    db.execute(_ARTICLES)
    db.execute(_DAYS)
    for table, columns in spans.COPIED.items():
        values = ", ".join(f"{column} = a.{column}" for column in columns)
        differs = " OR ".join(f"{table}.{column} IS NOT a.{column}" for column in columns)
        current = "AND a.revision = {0}.revision" if table in spans.FINDINGS else ""
        db.execute(
            f"UPDATE {table} SET {values} FROM articles a "  # noqa: S608
            f"WHERE a.id = {table}.article_id AND ({differs}) {current.format(table)}"
        )
    return "what findings and stories copy from their articles"


def _search(db: Database) -> str:
    indexed.rebuild(db)
    return "the search index"


def _roll_ups(db: Database) -> str:
    gone = forgotten.counted(db)
    recount.refill(db)
    return "all roll-ups" + f"; {gone} articles are to be analysed again" * bool(gone)


def _log(db: Database) -> str:
    recount.note_logs(db)
    return "what was found and asked for by day"


def _analysis(db: Database) -> str:
    return f"{forgotten.analyses(db)} revisions are to be analysed again"


def _stories(db: Database) -> str:
    return f"the stories of {forgotten.stories(db)} articles are to be followed again"


# in the order of what builds on what; roll-ups count what all others leave
STEPS: dict[Repair, Callable[[Database], str]] = {
    "schema": _schema,
    "indexes": _indexes,
    "copied": _copied,
    "search": _search,
    "log": _log,
    "analysis": _analysis,
    "stories": _stories,
    "roll-ups": _roll_ups,
}
# what else is to be done once something was
ALSO: dict[Repair, tuple[Repair, ...]] = {
    "copied": ("roll-ups",),
    "stories": ("analysis", "roll-ups"),
    "texts": ("copied", "search"),
}


def repair(db: Database, found: Iterable[Found]) -> list[str]:
    """Rebuild what these checks found wrong, a transaction each; what was done, a line each.

    The search index stays as it is while a text is lost: it is all that is left of its words.
    """
    wanted = {one.repair for one in found if one.wrong}
    wanted |= {also for one in tuple(wanted) for also in ALSO.get(one, ())}
    if lost(db):
        wanted.discard("search")
    done = []
    for name, step in STEPS.items():
        if name in wanted:
            done.append(_done(db, step))
    return done


def _done(db: Database, step: Callable[[Database], str]) -> str:
    try:
        with db.atomic():
            return f"rebuilt: {step(db)}"
    except sqlite3.DatabaseError as error:
        return unrepaired(error)


def unrepaired(error: sqlite3.Error) -> str:
    """That something was not rebuilt, why, and what to do."""
    return f"{FAILED}({error}): take a backup; docs/verify.md says how"
