"""Whether articles, their revisions and texts, and the log of addresses are whole."""

from __future__ import annotations

import hashlib

from sqlite_utils import Database

from storage.articles import excerpt
from storage.proof.integrity import Check, Looked, rows

BACKUP = "take the rows from a backup, or read the archive into a new database"
PAGE = "--repair reads it again from its page in the archive; else take a backup"
_TEXTS = """
    SELECT 'article ' || r.article_id || ', revision ' || r.revision || ' (' || a.url || '): ' ||
        CASE WHEN t.text IS NULL THEN 'its text is missing'
        ELSE 'title and text are not those of its digest' END
    FROM revisions r JOIN articles a ON a.id = r.article_id
    LEFT JOIN texts t ON t.article_id = r.article_id AND t.revision = r.revision
    WHERE t.text IS NULL OR digest_of(r.title, t.text) <> r.text_sha256
    ORDER BY r.article_id, r.revision
"""
_COPIED = """
    SELECT 'article ' || a.id || ' (' || a.url || '): ' || CASE WHEN a.title <> r.title
        THEN 'its title is not that of its revision' ELSE 'excerpt or words are not of its text' END
    FROM articles a
    JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
    JOIN texts t ON t.article_id = a.id AND t.revision = a.revision
    WHERE a.title <> r.title OR a.excerpt <> excerpt_of(t.text) OR a.words <> words_of(t.text)
    ORDER BY a.id
"""
_REVISIONS = """
    SELECT 'article ' || a.id || ' (' || a.url || '): its revision is ' || a.revision ||
        ', of revisions there are ' || COUNT(r.revision) ||
        COALESCE(', from ' || MIN(r.revision) || ' to ' || MAX(r.revision), '')
    FROM articles a LEFT JOIN revisions r ON r.article_id = a.id
    GROUP BY a.id HAVING COUNT(r.revision) <> a.revision OR MIN(r.revision) <> 1
        OR MAX(r.revision) <> a.revision
"""
_DAYS = """
    SELECT 'article ' || id || ' (' || url || '): its day is ' || COALESCE(day, 'missing') ||
        ', it was published ' || COALESCE(published, 'at no known time')
    FROM articles WHERE day IS NOT substr(NULLIF(published, ''), 1, 10)
"""
_WAYS = """
    SELECT url || ': no way led to this address' FROM addresses d
    WHERE NOT EXISTS (SELECT 1 FROM ways w WHERE w.url = d.url)
"""
_VISITS = """
    SELECT d.url || ': ' || d.visits || ' visits, ' || COUNT(f.id) || ' requests in the log'
    FROM addresses d LEFT JOIN fetches f ON f.url = d.url GROUP BY d.url
    HAVING d.visits <> COUNT(f.id)
"""
_UNASKED = """
    SELECT 'article ' || id || ' (' || url || '): no request brought it' FROM articles a
    WHERE NOT EXISTS (SELECT 1 FROM fetches f WHERE f.article_id = a.id)
"""


def with_functions(db: Database) -> None:
    """Give SQL what Python makes of a text."""
    conn = db.conn
    conn.create_function("digest_of", 2, _digest, deterministic=True)
    conn.create_function("excerpt_of", 1, excerpt, deterministic=True)
    conn.create_function("words_of", 1, lambda text: len(text.split()), deterministic=True)


def _digest(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()


def _texts(db: Database) -> Looked:
    with_functions(db)
    [at] = db.execute("SELECT COUNT(*) FROM revisions").fetchone()
    return Looked(at, (line for (line,) in db.execute(_TEXTS)))


def _copied(db: Database) -> Looked:
    with_functions(db)
    [at] = db.execute("SELECT COUNT(*) FROM articles").fetchone()
    return Looked(at, (line for (line,) in db.execute(_COPIED)))


_ARTICLES = "SELECT COUNT(*) FROM articles"
_ADDRESSES = "SELECT COUNT(*) FROM addresses"
CHECKS = (
    Check("texts", _texts, PAGE, "texts"),
    rows("revisions", _ARTICLES, _REVISIONS, BACKUP),
    Check("titles and excerpts", _copied, "--repair makes them anew of the texts", "copied"),
    rows("days", _ARTICLES, _DAYS, "--repair takes them of the times of publication", "copied"),
    rows("requests", _ARTICLES, _UNASKED, BACKUP),
    rows("ways to addresses", _ADDRESSES, _WAYS, BACKUP),
    rows("visits to addresses", _ADDRESSES, _VISITS, BACKUP),
)
