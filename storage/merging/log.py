"""Runs, requests, addresses, ways, lists and archives read of the other database."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from storage.records import Tally

BATCH = 5000  # rows in a transaction
_RUNS = """
    INSERT INTO main.runs (kind, started_at, finished_at, outcome, detail, key, origin)
    SELECT kind, started_at, finished_at, outcome, detail, key, iif(origin = '', :origin, origin)
    FROM other.runs WHERE true ORDER BY id
    ON CONFLICT (key) WHERE key <> '' DO UPDATE SET finished_at = excluded.finished_at,
        outcome = excluded.outcome, detail = excluded.detail
    WHERE finished_at IS NULL AND excluded.finished_at IS NOT NULL AND origin <> ''
"""
# of articles that are withdrawn here, the log says only that they were asked for
_FETCHES = """
    INSERT INTO main.fetches (run_id, source_id, url, at, found_by, verdict, status, detail,
        fetched_at, modified, sha256, warc_file, warc_offset, warc_length, article_id, revision)
    SELECT here.id, f.source_id, f.url, f.at, f.found_by, f.verdict, f.status,
        iif(b.url IS NULL, f.detail, ''), f.fetched_at, f.modified,
        iif(b.url IS NULL, f.sha256, ''), iif(b.url IS NULL, COALESCE(w.here, ''), ''),
        iif(b.url IS NULL, f.warc_offset, NULL), iif(b.url IS NULL, f.warc_length, NULL),
        a.id, v.revision
    FROM other.fetches f
    JOIN other.runs r ON r.id = f.run_id
    JOIN main.runs here ON here.key = r.key AND here.key <> ''
    LEFT JOIN temp.merged_files w ON w.name = f.warc_file
    LEFT JOIN temp.merged_articles a ON a.other_id = f.article_id
    LEFT JOIN temp.merged_revisions v
        ON v.other_id = f.article_id AND v.other_revision = f.revision
    LEFT JOIN temp.merged_barred b ON b.url = f.url
    WHERE f.id > :first AND f.id <= :last AND NOT EXISTS (
        SELECT 1 FROM main.fetches m WHERE m.url = f.url AND m.fetched_at = f.fetched_at
            AND m.run_id = here.id AND m.at = f.at AND m.found_by = f.found_by
            AND m.status IS f.status AND (b.url IS NOT NULL OR m.sha256 IN (f.sha256, ''))
    ) ORDER BY f.id
"""
# the verdict of the latest request holds; of one moment, one that was asked for, then an article
_NEWER = """(
    COALESCE(excluded.checked_at, ''), excluded.verdict <> 'pending',
    excluded.article_id IS NOT NULL, excluded.verdict, excluded.detail, excluded.hints,
    COALESCE(excluded.next_visit, '')
) > (
    COALESCE(checked_at, ''), verdict <> 'pending', article_id IS NOT NULL, verdict, detail, hints,
    COALESCE(next_visit, '')
)"""
_BY_LATEST = ("at", "verdict", "detail", "checked_at", "etag", "last_modified", "modified", "hints")
_ADDRESSES = f"""
    INSERT INTO main.addresses (url, source_id, at, verdict, detail, found_at, checked_at, visits,
        next_visit, etag, last_modified, modified, hints, article_id)
    SELECT d.url, d.source_id, d.at, d.verdict, d.detail, d.found_at, d.checked_at, d.visits,
        d.next_visit, d.etag, d.last_modified, d.modified, d.hints, a.id
    FROM other.addresses d LEFT JOIN temp.merged_articles a ON a.other_id = d.article_id
    WHERE d.rowid > :first AND d.rowid <= :last
    ON CONFLICT (url) DO UPDATE SET
        {", ".join(f"{name} = iif({_NEWER}, excluded.{name}, {name})" for name in _BY_LATEST)},
        next_visit = CASE
            WHEN verdict = 'pending' AND excluded.verdict = 'pending'
                THEN COALESCE(MIN(next_visit, excluded.next_visit), next_visit, excluded.next_visit)
            WHEN {_NEWER} THEN excluded.next_visit ELSE next_visit END,
        article_id = iif({_NEWER}, COALESCE(excluded.article_id, article_id),
            COALESCE(article_id, excluded.article_id)),
        source_id = iif((excluded.found_at, excluded.source_id) < (found_at, source_id),
            excluded.source_id, source_id),
        found_at = MIN(found_at, excluded.found_at),
        visits = CASE WHEN visits = 0 OR excluded.visits = 0 THEN MAX(visits, excluded.visits)
            ELSE MAX(visits, excluded.visits,
                (SELECT COUNT(*) FROM main.fetches f WHERE f.url = addresses.url)) END
    WHERE {_NEWER} OR found_at <> excluded.found_at OR source_id <> excluded.source_id
        OR (article_id IS NULL AND excluded.article_id IS NOT NULL)
        OR (visits > 0 AND excluded.visits > 0)
"""  # noqa: S608
_BARRED = """
    UPDATE main.addresses SET verdict = 'withdrawn', detail = '', next_visit = NULL, etag = '',
        last_modified = '', hints = '{}', at = '', article_id = NULL
    WHERE verdict <> 'withdrawn' AND url IN (SELECT url FROM temp.merged_barred)
"""
_WAYS = """
    INSERT INTO main.ways
    SELECT w.url, w.found_by, w.listing, w.found_at
    FROM other.addresses d JOIN other.ways w ON w.url = d.url
    WHERE d.rowid > :first AND d.rowid <= :last
    ON CONFLICT DO UPDATE SET found_at = excluded.found_at WHERE excluded.found_at < found_at
"""
# that a list is named by one stays known; else the version that was read last holds
_LISTS = """
    INSERT INTO main.lists (url, kind, source_id, parent, parent_kind, verdict, detail, checked_at,
        etag, last_modified, sha256)
    SELECT url, kind, source_id, parent, parent_kind, verdict, detail, checked_at, etag,
        last_modified, sha256
    FROM other.lists WHERE rowid > :first AND rowid <= :last ORDER BY rowid
    ON CONFLICT (url, kind) DO UPDATE SET source_id = excluded.source_id,
        parent = excluded.parent, parent_kind = excluded.parent_kind, verdict = excluded.verdict,
        detail = excluded.detail, checked_at = excluded.checked_at, etag = excluded.etag,
        last_modified = excluded.last_modified, sha256 = excluded.sha256
    WHERE (COALESCE(excluded.checked_at, ''), excluded.verdict, excluded.sha256)
        > (COALESCE(checked_at, ''), verdict, sha256)
"""
# one that was not read to its end here may have been there; of other rules, ours stay
_ARCHIVE_FILES = """
    INSERT INTO main.archive_files SELECT * FROM other.archive_files WHERE true
    ON CONFLICT (file) DO UPDATE SET rules = excluded.rules, bytes = excluded.bytes,
        head = excluded.head, problem = excluded.problem, pages = excluded.pages,
        terms = excluded.terms, text = excluded.text, articles = excluded.articles,
        set_aside = excluded.set_aside, read_at = excluded.read_at
    WHERE (excluded.problem = '', excluded.rules = rules, excluded.read_at)
        > (problem = '', 1, read_at)
"""
_ARCHIVE_VERDICTS = (
    """
    DELETE FROM main.archive_verdicts WHERE file IN (
        SELECT t.file FROM other.archive_files t JOIN main.archive_files m
        ON m.file = t.file AND m.read_at = t.read_at AND m.rules = t.rules)
    """,
    """
    INSERT INTO main.archive_verdicts
    SELECT v.file, v.verdict, v.pages FROM other.archive_verdicts v
    JOIN other.archive_files t ON t.file = v.file
    JOIN main.archive_files m
        ON m.file = t.file AND m.read_at = t.read_at AND m.rules = t.rules
    """,
)
# an address that two machines found was found when the first of them found it
_FOUND = (
    "DELETE FROM main.found_days",
    """
    INSERT INTO main.found_days
        SELECT source_id, day, SUM(addresses), SUM(listed) FROM (
            SELECT source_id, substr(found_at, 1, 10) AS day, COUNT(*) AS addresses, 0 AS listed
            FROM main.addresses GROUP BY 1, 2
            UNION ALL
            SELECT d.source_id, substr(w.found_at, 1, 10), 0, COUNT(*)
            FROM main.ways w JOIN main.addresses d ON d.url = w.url
            WHERE w.found_by IN ('feed', 'sitemap', 'section') GROUP BY 1, 2
        ) GROUP BY 1, 2
    """,
)
_LOOKS = """
    INSERT OR REPLACE INTO looks
    SELECT source_id, MAX(checked_at),
        MAX(iif(verdict IN ('listed', 'unchanged'), checked_at, NULL))
    FROM lists WHERE checked_at IS NOT NULL GROUP BY 1
"""


def take_runs(db: Database, origin: str) -> int:
    """Bring in the runs of the other database, `origin`; how many were new."""
    before = _count(db, "main.runs")
    with db.atomic():
        db.execute(_RUNS, {"origin": origin})
    return _count(db, "main.runs") - before


def take(db: Database, progress: Callable[[Tally, int], None]) -> Tally:
    """Bring in requests, addresses and lists; how many were new. Articles and files come before."""
    _note_barred(db)
    before = {what: _count(db, f"main.{what}") for what in ("fetches", "addresses", "lists")}
    for statements, table, key in (
        ((_FETCHES,), "fetches", "id"),
        ((_ADDRESSES, _WAYS), "addresses", "rowid"),
        ((_LISTS,), "lists", "rowid"),
    ):
        total = _last(db, table, key)
        for first in range(0, total, BATCH):
            with db.atomic():
                for sql in statements:
                    db.execute(sql, {"first": first, "last": first + BATCH})
            progress(Tally({table: min(total, first + BATCH)}), total)
    with db.atomic():
        db.execute(_BARRED)
        db.execute(_LOOKS)
        for statement in _FOUND:
            db.execute(statement)
    return Tally({what: _count(db, f"main.{what}") - n for what, n in before.items()})


def take_archive_files(db: Database) -> int:
    """Bring in which archive files were read; how many were new. All that was in them came before.

    A file that was read by other rules is read again by who has these.
    """
    before = _count(db, "main.archive_files")
    with db.atomic():
        for sql in (_ARCHIVE_FILES, *_ARCHIVE_VERDICTS):
            db.execute(sql)
    return _count(db, "main.archive_files") - before


def _note_barred(db: Database) -> None:
    """The addresses that are kept out here, in a temporary table."""
    db.execute("DROP TABLE IF EXISTS temp.merged_barred")
    db.execute("CREATE TEMP TABLE merged_barred (url TEXT PRIMARY KEY)")
    db.execute(
        "INSERT OR IGNORE INTO temp.merged_barred SELECT k.url FROM main.withdrawn_addresses k "
        "JOIN main.withdrawals w ON w.article_id = k.article_id AND w.lifted_at IS NULL"
    )
    db.conn.commit()


def _count(db: Database, table: str) -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0])  # noqa: S608


def _last(db: Database, table: str, key: str) -> int:
    found = db.execute(f"SELECT MAX({key}) FROM other.{table}").fetchone()[0]  # noqa: S608
    return int(found or 0)
