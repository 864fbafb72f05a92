"""Take articles down: all that was made of their texts goes, in steps that can be ended anywhere.

First the text and what was found in it, in one transaction; then, once the stories are told without
it, the rest of the article; then the traces that SQLite leaves in the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from sqlite_utils import Database

from storage import changes, rows, summaries
from storage.retention.pauses import require
from storage.retention.withdrawal_lines import Line
from storage.retention.withdrawals import Withdrawal, WithdrawalError, next_article, withdrawn
from storage.search import fold
from storage.store import now

WITHDRAWN = "withdrawn"  # in place of the version of the analysis: there is nothing to analyse
WORDED = ("claim_figures", "claims", "claim_id"), ("statement_quotes", "statements", "statement_id")
KEPT = ("withdrawals", "withdrawn_addresses", "withdrawn_texts", "fetches", "addresses", "articles")
FOUND = ("reasons", "mentions", "quotes", "stances", "credits", "figures")
PATIENCE = 10_000  # milliseconds to wait for readers
_ADDRESSES = """
    INSERT OR IGNORE INTO withdrawn_addresses
    SELECT url, id FROM articles WHERE id = :id
    UNION SELECT url, article_id FROM addresses WHERE article_id = :id
    UNION SELECT url, article_id FROM fetches WHERE article_id = :id
"""
_TEXTS = """
    INSERT OR IGNORE INTO withdrawn_texts
    SELECT text_sha256, article_id FROM revisions WHERE article_id = ?
"""
_OF_IT = "url IN (SELECT url FROM withdrawn_addresses WHERE article_id = ?)"
_FORGET_REQUESTS = f"""
    UPDATE fetches SET article_id = NULL, revision = NULL, detail = '', sha256 = '',
        warc_file = '', warc_offset = NULL, warc_length = NULL WHERE {_OF_IT}
"""  # noqa: S608
_FORGET_HINTS = f"""
    UPDATE addresses SET verdict = 'withdrawn', detail = '', next_visit = NULL, etag = '',
        last_modified = '', hints = '{{}}', at = '', article_id = NULL
    WHERE {_OF_IT} OR article_id = ?
"""  # noqa: S608
_TWINS = """
    SELECT DISTINCT b.id FROM articles a JOIN revisions r ON r.article_id = a.id
    JOIN articles b ON b.source_id = a.source_id
    JOIN revisions s ON s.article_id = b.id AND s.text_sha256 = r.text_sha256
    WHERE a.id = ? ORDER BY 1
"""


_GIVEN = "(SELECT value FROM json_each(:articles))"
# what was to hold in all articles, and is about somebody whom only these name
_CORRECTED_ONLY_THERE = f"""
    DELETE FROM corrections WHERE url = '' AND (
        key IN (SELECT correction FROM effects WHERE article_id IN {_GIVEN})
        AND key NOT IN (SELECT correction FROM effects WHERE article_id NOT IN {_GIVEN})
        OR entity IN (SELECT m.entity_id FROM mentions m JOIN entities e ON e.id = m.entity_id
            WHERE e.listed = 0 AND m.article_id IN {_GIVEN})
        AND NOT EXISTS (SELECT 1 FROM mentions WHERE entity_id = corrections.entity
            AND article_id NOT IN {_GIVEN}))
"""  # noqa: S608


class ReadersError(Exception):
    """Somebody reads the database, so that the last traces could not be removed."""


def pointed(db: Database, given: Iterable[str]) -> list[int]:
    """The articles of these numbers or addresses, with those of the same outlet and text.

    :raises WithdrawalError: one of them is not there; all that are missing are told.
    """
    found = {each: _article(db, each) for each in given}
    if missing := [each for each, number in found.items() if number is None]:
        raise WithdrawalError("\n".join(_missing(db, each) for each in missing))
    twins = (row[0] for number in found.values() for row in db.execute(_TWINS, [number]))
    return list(dict.fromkeys(twins))


def _missing(db: Database, given: str) -> str:
    if any(one.lifted_at is None for one in withdrawn(db, given)):
        return f"{given} is withdrawn already; `brouhaha takedown list` shows all"
    return f"there is no article {given!r}; give its address or its number"


def _article(db: Database, given: str) -> int | None:
    """An article by its number, its own address, or one that led to it."""
    row = db.execute(
        "SELECT id FROM articles WHERE url = :url OR id = :id UNION ALL "
        "SELECT article_id FROM addresses WHERE url = :url AND article_id IS NOT NULL LIMIT 1",
        {"url": given, "id": rows.number(given)},
    ).fetchone()
    return row[0] if row else None


def of_source(db: Database, source: str, pattern: str) -> list[str]:
    """The numbers of a source's articles whose address is like a pattern with `*`.

    :raises UnknownSourceError: there is no such source.
    :raises WithdrawalError: none of its articles is like that.
    """
    require(db, source)
    sql = "SELECT id FROM articles WHERE source_id = ? AND url GLOB ? ORDER BY id"
    found = [str(number) for (number,) in db.execute(sql, [source, pattern])]
    if not found:
        raise WithdrawalError(f"no article of {source} has an address like {pattern}")
    return found


def keep_out(db: Database, line: Line) -> Withdrawal:
    """Keep out an article that was never here; inside a transaction."""
    made = Withdrawal(
        next_article(db), line.url, line.source, line.day, line.withdrawn_at, line.author,
        line.reason, finished_at=now(),
    )  # fmt: skip
    rows.write(db, "withdrawals", [made], ["article_id"])
    for url in {line.url, *line.addresses}:
        db.execute("INSERT INTO withdrawn_addresses VALUES (?, ?)", [url, made.article_id])
    for digest in {*line.texts}:
        db.execute("INSERT INTO withdrawn_texts VALUES (?, ?)", [digest, made.article_id])
    _clear_log(db, made.article_id)
    return made


def begin(
    db: Database, articles: Sequence[int], author: str, reason: str, moment: str
) -> list[Withdrawal]:
    """Withdraw articles: their texts and what was found in them go, and they are kept out."""
    if not articles:
        return []
    with db.atomic():
        made = [_withdraw(db, article, author, reason, moment) for article in articles]
        told = summaries.touched(db, articles)
        others = _tell_anew(db, articles)
        db.execute(_CORRECTED_ONLY_THERE, {"articles": json.dumps(list(articles))})
        for article in articles:
            _remove_text(db, article)
            _clear_log(db, article)
        summaries.refresh(db, told)
        changes.touch(db, "analyse", {*articles, *others})
    return made


def _withdraw(db: Database, article: int, author: str, reason: str, moment: str) -> Withdrawal:
    url, source, day = db.execute(
        "SELECT url, source_id, day FROM articles WHERE id = ?", [article]
    ).fetchone()
    made = Withdrawal(article, url, source, day, moment, author, reason)
    rows.write(db, "withdrawals", [made], ["article_id"])
    db.execute(_ADDRESSES, {"id": article})
    db.execute(_TEXTS, [article])
    return made


def _tell_anew(db: Database, articles: Sequence[int]) -> set[int]:
    """Delete claims and statements that may have words of these; who else tells them does again."""
    others: set[int] = set()
    numbers = [json.dumps(list(articles))]
    for told, table, key in WORDED:
        of = f"SELECT {key} FROM {told} WHERE article_id IN (SELECT value FROM json_each(?))"  # noqa: S608
        sql = f"SELECT DISTINCT article_id FROM {told} WHERE {key} IN ({of})"  # noqa: S608
        others |= {row[0] for row in db.execute(sql, numbers)}
        db.execute(f"DELETE FROM {table} WHERE id IN ({of})", numbers)  # noqa: S608
    return others


def _remove_text(db: Database, article: int) -> None:
    """All revisions and findings; what is left of the row has no word of the article."""
    searched = db.execute("SELECT title, text FROM searchable WHERE id = ?", [article]).fetchone()
    if searched:
        db.execute(
            "INSERT INTO articles_fts(articles_fts, rowid, title, text) VALUES ('delete', ?, ?, ?)",
            [article, *map(fold, searched)],
        )
    texts = db.execute(
        "SELECT r.title || ' ' || t.text FROM revisions r JOIN texts t "
        "ON t.article_id = r.article_id AND t.revision = r.revision WHERE r.article_id = ?",
        [article],
    ).fetchall()
    _forget_forms(db, " ".join(row[0] for row in texts))
    for table in (*FOUND, "revisions"):
        rows.delete(db, table, "article_id", [article])
    db.table("articles").update(
        article,
        {"title": "", "authors": "[]", "excerpt": "", "words": 0, "relevant": 0,
         "relevance": None, "analysis_version": WITHDRAWN, "analysis_error": ""},
    )  # fmt: skip


def _forget_forms(db: Database, text: str) -> None:
    """Forms of words that no other article has: a name can be among them."""
    for form in {word.lower() for word in re.findall(r"[^\W\d_]+", text)}:
        quoted = f'"{fold(form)}"'
        elsewhere = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1"
        if not db.execute(elsewhere, [quoted]).fetchone():
            db.execute("DELETE FROM word_forms WHERE form IN (?, ?)", [form, fold(form)])


def _clear_log(db: Database, article: int) -> None:
    """Addresses and requests stay, without what lists and pages said, and lead nowhere."""
    db.execute(_FORGET_REQUESTS, [article])
    db.execute(_FORGET_HINTS, [article, article])
    db.execute(f"DELETE FROM corrections WHERE {_OF_IT}", [article])  # noqa: S608


def finish(db: Database, withdrawals: Sequence[Withdrawal]) -> None:
    """Remove what is left of articles that the stories are told without, and every trace.

    :raises ReadersError: a reader holds an earlier state of the database.
    """
    with db.atomic():
        for one in withdrawals:
            for table in _tables_of(db, "article_id"):
                rows.delete(db, table, "article_id", [one.article_id])
            rows.delete(db, "alerts", "other_id", [one.article_id])
            rows.delete(db, "articles", "id", [one.article_id])
        _forget_entities(db)
        db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('optimize')")
    db.execute("VACUUM")
    db.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise ReadersError(
            "somebody reads the database, so its log may still hold the text; "
            "`brouhaha takedown finish` once they have ended"
        )
    with db.atomic():
        for one in withdrawals:
            db.table("withdrawals").update(one.article_id, {"finished_at": now()})


def _tables_of(db: Database, column: str) -> Iterator[str]:
    for (table,) in db.execute(
        "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = ? "
        "WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY 1",
        [column],
    ).fetchall():
        if table not in KEPT:
            yield table


def _forget_entities(db: Database) -> None:
    """Who was found in texts and is now named nowhere: whatever refers to entities is asked."""
    references = db.execute(
        'SELECT m.name, k."from" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) k '
        "WHERE m.type = 'table' AND k.\"table\" = 'entities' AND m.name <> 'entity_names'"
    ).fetchall()
    named = " UNION ".join(
        f'SELECT "{column}" FROM {table} WHERE "{column}" IS NOT NULL'  # noqa: S608
        for table, column in references
    )
    db.execute(f"DELETE FROM entities WHERE listed = 0 AND id NOT IN ({named})")  # noqa: S608
