"""Which archive files the rows name, and what they say is where in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


def end_of(db: Database, file: str) -> int:
    """Where the last record of a file ends that a row names, in bytes; 0 where none does."""
    found = db.execute(
        "SELECT MAX(warc_offset + warc_length) FROM fetches WHERE warc_file = ?", [file]
    ).fetchone()
    return int(found[0] or 0)


@dataclass(frozen=True, slots=True)
class Named:
    """A row that names a record of an archive file, and what it says of it."""

    id: int
    url: str
    verdict: str
    sha256: str
    length: int | None
    article_id: int | None
    revision: int | None


@dataclass(frozen=True, slots=True)
class Stored:
    """One revision as it is stored; what only an article has is empty for other revisions."""

    title: str
    text: str
    extractor: str
    url: str | None  # of the first revision
    published: str | None  # of the first revision
    lang: str | None  # of the latest revision
    authors: str | None  # of the latest revision, JSON
    access: str | None  # of the latest revision


def files(db: Database) -> dict[str, int]:
    """The files that rows name, in the order of their names, and how many rows each."""
    rows = db.execute(
        "SELECT warc_file, COUNT(*) FROM fetches WHERE warc_file <> '' GROUP BY 1 ORDER BY 1"
    )
    return dict(rows.fetchall())


def named(db: Database, file: str) -> dict[int, Named]:
    """The rows that name records of a file which a crawl wrote, by the offset of the record."""
    return dict(_rows(db, file, "NOT NULL"))


def taken(db: Database, file: str) -> list[tuple[int, Named]]:
    """The rows that name records of files which others made, with the offset; all of one name."""
    return _rows(db, file, "NULL")


def _rows(db: Database, file: str, length: str) -> list[tuple[int, Named]]:
    rows = db.execute(
        "SELECT warc_offset, id, url, verdict, sha256, warc_length, article_id, revision "  # noqa: S608
        f"FROM fetches WHERE warc_file = ? AND warc_length IS {length}",
        [file],
    )
    return [(offset, Named(*rest)) for offset, *rest in rows]


def stored(db: Database, article: int, revision: int) -> Stored | None:
    """A revision with its text."""
    found = db.execute(
        """
        SELECT r.title, t.text, r.extractor,
            iif(r.revision = 1, a.url, NULL), iif(r.revision = 1, a.published, NULL),
            iif(r.revision = a.revision, a.lang, NULL),
            iif(r.revision = a.revision, a.authors, NULL),
            iif(r.revision = a.revision, a.access, NULL)
        FROM revisions r JOIN articles a ON a.id = r.article_id
        JOIN texts t ON t.article_id = r.article_id AND t.revision = r.revision
        WHERE r.article_id = ? AND r.revision = ?
        """,
        [article, revision],
    ).fetchone()
    return Stored(*found) if found else None


def unproved(db: Database) -> list[tuple[int, int, str]]:
    """Revisions that no record shows: article, revision and address."""
    rows = db.execute(
        """
        SELECT r.article_id, r.revision, a.url
        FROM revisions r JOIN articles a ON a.id = r.article_id
        WHERE NOT EXISTS (
            SELECT 1 FROM fetches f WHERE f.article_id = r.article_id AND f.revision = r.revision
            AND f.verdict IN ('fetched', 'paywall') AND f.warc_file <> ''
        ) ORDER BY 1, 2
        """
    )
    return rows.fetchall()
