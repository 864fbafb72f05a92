"""Texts that are missing or are not those of their digest, and where the page of each is kept."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from storage.proof import holdings

_LOST = """
    SELECT r.article_id, r.revision, a.url, f.warc_file, f.warc_offset
    FROM revisions r JOIN articles a ON a.id = r.article_id
    LEFT JOIN texts t ON t.article_id = r.article_id AND t.revision = r.revision
    LEFT JOIN fetches f ON f.article_id = r.article_id AND f.revision = r.revision
        AND f.verdict IN ('fetched', 'paywall') AND f.warc_file <> ''
    WHERE t.text IS NULL OR digest_of(r.title, t.text) <> r.text_sha256
    GROUP BY r.article_id, r.revision ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Lost:
    """A revision without its text; no file where no record shows it."""

    article_id: int
    revision: int
    url: str
    file: str | None
    offset: int | None


def lost(db: Database) -> list[Lost]:
    """The revisions whose texts are to be read again."""
    holdings.with_functions(db)
    return [Lost(*row) for row in db.execute(_LOST).fetchall()]


def put_back(db: Database, one: Lost, title: str, text: str) -> bool:
    """Keep a text that was read again; False, and nothing is changed, where it is another one."""
    key = [one.article_id, one.revision]
    with db.atomic():
        done = db.execute(
            "UPDATE revisions SET title = ? WHERE article_id = ? AND revision = ? "
            "AND text_sha256 = digest_of(?, ?)",
            [title, *key, title, text],
        ).rowcount
        if done:
            db.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", [*key, text])
    return bool(done)
