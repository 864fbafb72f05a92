"""The feeds, sitemaps and sections that were read, so that none is read twice unchanged."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from storage.records import Fetch, Listed


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a list's last version, and the lists that it named, in its order."""

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""  # empty before the list was read
    children: tuple[tuple[str, str], ...] = ()  # kind and address of each
    checked_at: str = ""


_SETTLE = """
    INSERT INTO lists
        (url, kind, source_id, parent_kind, parent, verdict, detail, checked_at, etag,
        last_modified, sha256)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(url, kind) DO UPDATE SET
        source_id = excluded.source_id, parent = excluded.parent,
        parent_kind = excluded.parent_kind, verdict = excluded.verdict,
        detail = excluded.detail, checked_at = excluded.checked_at,
        etag = iif(excluded.sha256 = '', etag, excluded.etag),
        last_modified = iif(excluded.sha256 = '', last_modified, excluded.last_modified),
        sha256 = iif(excluded.sha256 = '', sha256, excluded.sha256)
"""


def version(db: Database, url: str, kind: str) -> Version:
    """The list's version that was read last; an empty one where it never was."""
    found = db.execute(
        "SELECT etag, last_modified, sha256, checked_at FROM lists WHERE url = ? AND kind = ?",
        [url, kind],
    ).fetchone()
    if not found:
        return Version()
    children = db.execute(
        "SELECT kind, url FROM lists WHERE parent_kind = ? AND parent = ? ORDER BY rowid",
        [kind, url],
    )
    etag, last_modified, sha256, checked_at = found
    return Version(etag, last_modified, sha256, tuple(children.fetchall()), checked_at or "")


def settle(db: Database, fetch: Fetch, listed: Listed) -> None:
    """Keep what became of a list; where it was read, also its version and the lists it names."""
    version = ("", "", "")
    if listed.children is not None:
        version = (fetch.etag, fetch.last_modified, fetch.sha256)
    db.execute(
        _SETTLE,
        [fetch.url, listed.kind, fetch.source_id, *listed.parent, fetch.verdict, fetch.detail,
         fetch.fetched_at, *version],
    )  # fmt: skip
    if listed.children is not None:
        _name(db, fetch, listed.kind, listed.children)


def _name(db: Database, fetch: Fetch, kind: str, children: tuple[tuple[str, str], ...]) -> None:
    """Keep the lists that a list names now in place of those that it named before."""
    db.execute(
        "UPDATE lists SET parent = '', parent_kind = '' WHERE parent = ? AND parent_kind = ?",
        [fetch.url, kind],
    )
    db.conn.executemany(
        "INSERT INTO lists (url, kind, source_id, parent_kind, parent, verdict) "
        "VALUES (?, ?, ?, ?, ?, 'pending') ON CONFLICT(url, kind) "
        "DO UPDATE SET parent = excluded.parent, parent_kind = excluded.parent_kind",
        ((url, each, fetch.source_id, kind, fetch.url) for each, url in children),
    )
