"""Every address ever considered: one row each with its verdict, and all ways that led to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from storage.records import Address, Discovery, Fetch
from storage.revisits import ARTICLES, next_visit

# A visit in the future was made by a clock that was wrong, and so was the time of the next one.
_DUE = "a.next_visit > '' AND (a.next_visit <= :now OR a.checked_at > :now)"
_COLUMNS = (
    "a.url, a.source_id, COALESCE((SELECT found_by FROM ways w WHERE w.url = a.url "
    "ORDER BY found_at LIMIT 1), 'urls'), a.verdict, a.at, a.modified, a.hints, a.etag, "
    "a.last_modified, COALESCE(a.checked_at, '')"
)
_INSERT = """
    INSERT INTO addresses
        (url, source_id, at, verdict, detail, found_at, next_visit, modified, hints)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(url) DO UPDATE SET
        hints = excluded.hints, modified = excluded.modified,
        at = iif(verdict = 'pending', at, excluded.at),
        next_visit = COALESCE(excluded.next_visit, next_visit)
    WHERE verdict = 'pending' OR excluded.next_visit IS NOT NULL
"""
_SETTLE = """
    UPDATE addresses SET verdict = ?, detail = ?, checked_at = ?, visits = visits + 1,
        modified = iif(? = '', modified, ?), article_id = COALESCE(?, article_id),
        etag = iif(?, ?, etag), last_modified = iif(?, ?, last_modified), next_visit = ?
    WHERE url = ?
"""


def known(db: Database, urls: Iterable[str], moment: str) -> dict[str, Address]:
    """Those of the addresses that were found before, as they stand at this moment."""
    rows = db.execute(
        f"SELECT {_COLUMNS}, COALESCE({_DUE}, 0) FROM json_each(:urls) j "  # noqa: S608
        "JOIN addresses a ON a.url = j.value",
        {"now": moment, "urls": json.dumps(list(urls))},
    )
    return {row[0]: Address(*row) for row in rows}


def due(db: Database, sources: Iterable[str], moment: str, *, revisits: bool = True) -> list[str]:
    """What is to be asked for now: pending ones first, the sources taking turns.

    Without `revisits`, articles that were fetched before wait for another time.
    """
    rows = db.execute(
        f"""
        SELECT url FROM (
            SELECT url, row_number() OVER (
                PARTITION BY source_id ORDER BY verdict <> 'pending', next_visit, rowid
            ) AS turn
            FROM addresses a
            WHERE source_id IN (SELECT value FROM json_each(:sources)) AND {_DUE}
                AND (:revisits OR verdict NOT IN (SELECT value FROM json_each(:articles)))
        ) ORDER BY turn
        """,  # noqa: S608
        {
            "sources": json.dumps(list(sources)),
            "now": moment,
            "revisits": revisits,
            "articles": json.dumps(ARTICLES),
        },
    )
    return [url for (url,) in rows]


def lost(db: Database) -> list[tuple[str, str]]:
    """Addresses that answered with an error or not at all, with their sources; no copies."""
    found = db.execute(
        "SELECT url, source_id FROM addresses "
        "WHERE verdict IN ('http_error', 'failed') AND at = '' ORDER BY rowid"
    )
    return list(found.fetchall())


def discover(db: Database, discoveries: Sequence[Discovery]) -> None:
    """Keep addresses and the ways to them.

    An address that is known keeps its verdict; where it is due, it will be asked for again.
    """
    db.conn.executemany(
        _INSERT,
        (
            (d.url, d.source_id, d.at, d.verdict, d.detail, d.found_at,
             d.found_at if d.due and d.verdict == "pending" else None, d.modified, d.hints)
            for d in discoveries
        ),
    )  # fmt: skip
    db.conn.executemany(
        "INSERT OR IGNORE INTO ways VALUES (?, ?, ?, ?)",
        ((d.url, d.found_by, d.listing, d.found_at) for d in discoveries),
    )


def settle(db: Database, fetch: Fetch, article_id: int | None) -> None:
    """Give an address the verdict of the latest request, and say when it is asked for next."""
    found = db.execute(
        "SELECT d.visits, COALESCE(a.published, d.found_at) FROM addresses d "
        "LEFT JOIN articles a ON a.id = COALESCE(?, d.article_id) WHERE d.url = ?",
        [article_id, fetch.url],
    ).fetchone()
    visits, born = found or (0, fetch.fetched_at)
    if not found:
        way = Discovery(
            fetch.url, fetch.source_id, fetch.found_by, fetch.warc_file, fetch.fetched_at
        )
        discover(db, [way])
    answered = fetch.status is not None and fetch.status < 400
    again = next_visit(fetch.verdict, fetch.status, visits + 1, born, fetch.fetched_at)
    db.execute(
        _SETTLE,
        [fetch.verdict, fetch.detail, fetch.fetched_at, fetch.modified, fetch.modified,
         article_id, answered, fetch.etag, answered, fetch.last_modified, again, fetch.url],
    )  # fmt: skip


def leave(db: Database, url: str, detail: str) -> None:
    """Settle a pending address as off the window, without asking for it."""
    db.execute(
        "UPDATE addresses SET verdict = 'off_window', detail = ?, next_visit = NULL WHERE url = ?",
        [detail, url],
    )


def reopen(db: Database) -> None:
    """Have everything that the window left out, and every list, looked at with another window."""
    db.execute(
        "UPDATE addresses SET verdict = 'pending', next_visit = found_at, etag = '', "
        "last_modified = '' WHERE verdict = 'off_window'"
    )
    db.execute("UPDATE lists SET etag = '', last_modified = '', sha256 = ''")
