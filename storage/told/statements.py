"""Statements: what was said once, with every quotation of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from storage import rows
from storage.outcomes import QuoteRole, Statement, StatementKey, StatementQuote
from storage.records import QuoteKind

BESIDE = 120  # characters on either side of a quotation


@dataclass(frozen=True, slots=True)
class Spoken:
    """A quotation in the latest revision of a relevant article, with what stands beside it."""

    article_id: int
    revision: int
    start: int
    end: int
    speaker_id: str | None
    speaker: str
    kind: QuoteKind
    confidence: float
    lang: str
    day: str | None
    published: str | None
    text: str
    beside: str
    names: str  # entities named in it, separated by spaces
    statement_id: int | None = None
    role: QuoteRole | None = None


_SPOKEN = """
    SELECT q.article_id, q.revision, q."start", q."end", q.speaker_id, q.speaker, q.kind,
        MAX(q.confidence), a.lang, a.day, COALESCE(a.published, a.day),
        substr(t.text, q."start" + 1, q."end" - q."start"),
        substr(t.text, MAX(q."start" + 1 - {beside}, 1), MIN({beside}, q."start"))
            || ' … ' || substr(t.text, q."end" + 1, {beside}),
        COALESCE((SELECT group_concat(m.entity_id, ' ') FROM mentions m
            WHERE m.article_id = q.article_id AND m."start" >= q."start" AND m."end" <= q."end"),
            ''),
        s.statement_id, s.role
    FROM {tables}
    JOIN articles a ON a.id = q.article_id AND a.revision = q.revision AND a.relevant = 1
    JOIN texts t ON t.article_id = q.article_id AND t.revision = q.revision
    WHERE {column} IN ({marks})
    GROUP BY q.article_id, q.revision, q."start", q."end"
"""
_SAME = """s.article_id = q.article_id AND s.revision = q.revision AND s."start" = q."start"
    AND s."end" = q."end" """
_OF_ARTICLES = f"quotes q LEFT JOIN statement_quotes s ON {_SAME}"
_MEMBERS = f"statement_quotes s CROSS JOIN quotes q ON {_SAME}"
_HEADS = """s.rowid IN (
        SELECT h.rowid FROM statement_quotes h
        WHERE h.statement_id = s.statement_id AND h.role IN ('original', 'translation')
        ORDER BY h.role, h.day IS NULL, h.day, h.article_id LIMIT {most}
    ) AND s.role IN ('original', 'translation') AND s.statement_id"""
_KEYED = """
    SELECT k.key, k.statement_id
    FROM json_each(:keys) j CROSS JOIN statement_keys k ON k.key = j.value
    WHERE k.statement_id < COALESCE((
        SELECT c.statement_id FROM statement_keys c WHERE c.key = j.value
        ORDER BY c.statement_id LIMIT 1 OFFSET :beyond
    ), 9223372036854775807)
"""
_COUNTS = """
    SELECT MIN(q.day), MAX(q.day), COUNT(DISTINCT q.article_id),
        COUNT(DISTINCT COALESCE(c.original_id, q.article_id)), MIN(q.lang), MAX(q.lang),
        (SELECT f.article_id FROM statement_quotes f JOIN articles a ON a.id = f.article_id
            WHERE f.statement_id = q.statement_id
            ORDER BY f.day IS NULL, f.day, a.published, a.id LIMIT 1)
    FROM statement_quotes q LEFT JOIN copies c ON c.article_id = q.article_id
    WHERE q.statement_id = ? HAVING COUNT(*)
"""


def next_id(db: Database) -> int:
    """A number that no statement has."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM statements").fetchone()[0])


def statements(db: Database, ids: Iterable[int]) -> dict[int, Statement]:
    """Statements by number."""
    return {
        statement.id: statement for statement in rows.read(db, Statement, "statements", "id", ids)
    }


def keyed(db: Database, keys: Iterable[int], most: int) -> list[StatementKey]:
    """The statements that have one of these keys, a row for each; of each key the `most` first."""
    given = {"keys": json.dumps(sorted(set(keys))), "beyond": most}
    return [StatementKey(*row) for row in db.execute(_KEYED, given)]


def of_articles(db: Database, articles: Iterable[int]) -> list[StatementQuote]:
    """The quotations of these articles that are in a statement, of all their revisions."""
    return rows.read(db, StatementQuote, "statement_quotes", "article_id", articles)


def quotes(db: Database, ids: Iterable[int]) -> list[StatementQuote]:
    """All quotations of these statements."""
    return rows.read(db, StatementQuote, "statement_quotes", "statement_id", ids)


def spoken(db: Database, articles: Iterable[int]) -> list[Spoken]:
    """What is quoted in these articles, with its statement where it has one."""
    return _spoken(db, _OF_ARTICLES, "q.article_id", articles)


def heads(db: Database, ids: Iterable[int], most: int) -> list[Spoken]:
    """The original and the first translations of each of these statements, `most` in all."""
    return _spoken(db, _MEMBERS, _HEADS.format(most=most), ids)


def members(db: Database, ids: Iterable[int]) -> list[Spoken]:
    """All quotations of these statements, with their words."""
    return _spoken(db, _MEMBERS, "s.statement_id", ids)


def save(
    db: Database,
    found: Iterable[Statement],
    keys: Iterable[StatementKey],
    told: Iterable[StatementQuote],
    gone: Iterable[StatementQuote],
) -> None:
    """Add statements or bring them up to date, with these quotations and without those.

    A statement that is left without a quotation is deleted by the database.
    """
    rows.write(db, "statements", found, ["id"])
    rows.write(db, "statement_keys", keys, ["key", "statement_id"])
    rows.write(db, "statement_quotes", told, ["article_id", "revision", "start", "end"])
    db.conn.executemany(
        'DELETE FROM statement_quotes WHERE article_id = ? AND revision = ? AND "start" = ? '
        'AND "end" = ?',
        [(f.article_id, f.revision, f.start, f.end) for f in gone],
    )


def recount(db: Database, ids: Iterable[int]) -> None:
    """Count the articles, days and languages of these statements anew."""
    for number in ids:
        if found := db.execute(_COUNTS, [number]).fetchone():
            first, last, articles, origins, lang, other, article = found
            languages = " ".join(sorted({lang, other}))
            db.execute(
                "UPDATE statements SET first_day = ?, last_day = ?, articles = ?, origins = ?, "
                "languages = ?, first_article = ? WHERE id = ?",
                [first, last, articles, origins, languages, article, number],
            )


def _spoken(db: Database, tables: str, column: str, values: Iterable[object]) -> list[Spoken]:
    return [
        Spoken(*row)
        for some in rows.chunks(values)
        for row in db.execute(
            _SPOKEN.format(tables=tables, column=column, marks=",".join("?" * len(some)),
                           beside=BESIDE),
            some,
        )
    ]  # fmt: skip
