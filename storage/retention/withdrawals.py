"""Articles that were withdrawn: what is left of each, and what keeps it out, however it comes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlite_utils import Database

from storage import rows
from storage.errors import WrongUseError
from storage.records import Fetch

_HOLDS = "JOIN withdrawals w ON w.article_id = k.article_id AND w.lifted_at IS NULL"

_BARRED = f"""
    SELECT k.url FROM json_each(?) j CROSS JOIN withdrawn_addresses k ON k.url = j.value {_HOLDS}
"""  # noqa: S608


class WithdrawalError(WrongUseError):
    """What was asked for cannot be withdrawn or lifted; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What is left of an article; moments are ISO in UTC, `day` is that of its publication."""

    article_id: int
    url: str
    source_id: str
    day: str | None
    withdrawn_at: str
    author: str
    reason: str
    finished_at: str | None = None  # when the last trace was removed
    lifted_at: str | None = None  # when it was allowed to be read again
    lifted_by: str = ""
    lifted_reason: str = ""


def held(db: Database) -> list[Withdrawal]:
    """All of them, lifted ones too, by time."""
    sql = f"SELECT {rows.columns(Withdrawal)} FROM withdrawals ORDER BY withdrawn_at, article_id"  # noqa: S608
    return [Withdrawal(*row) for row in db.execute(sql)]


def unfinished(db: Database) -> list[Withdrawal]:
    """Those of which traces may be left, because the work was ended before its end."""
    return [one for one in held(db) if one.finished_at is None]


def addresses(db: Database, article: int) -> list[str]:
    """The addresses that are kept out for a withdrawn article."""
    sql = "SELECT url FROM withdrawn_addresses WHERE article_id = ? ORDER BY url"
    return [url for (url,) in db.execute(sql, [article])]


def barred(db: Database, urls: Iterable[str]) -> set[str]:
    """Those of the addresses that may not be asked for."""
    found = db.execute(_BARRED, [json.dumps(list(urls))])
    return {url for (url,) in found}


def of_fetch(db: Database, fetch: Fetch) -> int | None:
    """The withdrawn article that a fetch brought again: by address, or by its text and outlet."""
    if fetch.article is None:
        return None
    found = db.execute(
        f"SELECT k.article_id FROM withdrawn_addresses k {_HOLDS} WHERE k.url IN (?, ?) "  # noqa: S608
        f"UNION ALL SELECT k.article_id FROM withdrawn_texts k {_HOLDS} AND w.source_id = ? "
        "WHERE k.text_sha256 = ? LIMIT 1",
        [fetch.url, fetch.article.url, fetch.source_id, fetch.article.digest],
    ).fetchone()
    return int(found[0]) if found else None


def without_text(fetch: Fetch) -> Fetch:
    """A fetch of a withdrawn article, as it is logged."""
    return replace(
        fetch, verdict="withdrawn", article=None, detail="", sha256="", etag="", last_modified=""
    )


def keep_out(db: Database, article: int, url: str) -> None:
    """Have a further address of a withdrawn article not asked for again; inside a transaction."""
    db.execute("INSERT OR IGNORE INTO withdrawn_addresses VALUES (?, ?)", [url, article])


def next_article(db: Database) -> int:
    """A number that no article has or had, so that a tombstone's page stays its own."""
    found = db.execute(
        "SELECT MAX(COALESCE((SELECT MAX(id) FROM articles), 0), "
        "COALESCE((SELECT MAX(article_id) FROM withdrawals), 0)) + 1"
    )
    return int(found.fetchone()[0])


def lift(db: Database, given: str, author: str, reason: str, moment: str) -> Withdrawal:
    """Allow a withdrawn article, by number or address, to be read again at the next visit.

    :raises WithdrawalError: it is not withdrawn, or not to its end.
    """
    with db.atomic():
        found = [one for one in withdrawn(db, given) if one.lifted_at is None]
        if not found:
            raise WithdrawalError(f"{given} is not withdrawn; `brouhaha takedown list` shows all")
        one = found[-1]
        if one.finished_at is None:
            raise WithdrawalError(f"{given} is not wholly withdrawn; `brouhaha takedown finish`")
        lifted = replace(one, lifted_at=moment, lifted_by=author, lifted_reason=reason)
        rows.write(db, "withdrawals", [lifted], ["article_id"])
        db.execute(
            "UPDATE addresses SET verdict = 'pending', next_visit = ? WHERE verdict = 'withdrawn' "
            "AND url IN (SELECT url FROM withdrawn_addresses WHERE article_id = ?)",
            [moment, one.article_id],
        )
    return lifted


def withdrawn(db: Database, given: str) -> list[Withdrawal]:
    """Those of an article that is given by its number or one of its addresses, lifted ones too."""
    return [
        one
        for one in held(db)
        if given in (str(one.article_id), one.url) or given in addresses(db, one.article_id)
    ]
