"""Claims: the same measure of the same thing, with every figure that was given for it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Claim, ClaimFigure, ClaimKey

_KEYED = """
    SELECT k.claim_id FROM json_each(:keys) j CROSS JOIN claim_keys k ON k.key = j.value
    WHERE k.claim_id >= COALESCE((
        SELECT c.claim_id FROM claim_keys c WHERE c.key = j.value
        ORDER BY c.claim_id DESC LIMIT 1 OFFSET :beyond
    ), 0)
"""


def next_id(db: Database) -> int:
    """A number that no claim has."""
    return int(db.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM claims").fetchone()[0])


def claims(db: Database, ids: Iterable[int]) -> dict[int, Claim]:
    """Claims by number."""
    return {claim.id: claim for claim in rows.read(db, Claim, "claims", "id", ids)}


def keyed(db: Database, keys: Iterable[str], most: int) -> set[int]:
    """The claims that have one of these keys: of each key the `most` latest."""
    found = db.execute(_KEYED, {"keys": json.dumps(sorted(set(keys))), "beyond": most - 1})
    return {row[0] for row in found}


def keys(db: Database, ids: Iterable[int]) -> list[ClaimKey]:
    """All keys of these claims."""
    return rows.read(db, ClaimKey, "claim_keys", "claim_id", ids)


def types(db: Database, entities: Iterable[str]) -> dict[str, str]:
    """The types of entities, `ORG` and the like."""
    found: dict[str, str] = {}
    for some in rows.chunks(entities):
        marks = ",".join("?" * len(some))
        found |= dict(
            db.execute(f"SELECT id, type FROM entities WHERE id IN ({marks})", some).fetchall()  # noqa: S608
        )
    return found


def of_articles(db: Database, articles: Iterable[int]) -> list[ClaimFigure]:
    """The figures of these articles that are in a claim, of all their revisions."""
    return rows.read(db, ClaimFigure, "claim_figures", "article_id", articles)


def figures(db: Database, ids: Iterable[int]) -> list[ClaimFigure]:
    """All figures of these claims."""
    return rows.read(db, ClaimFigure, "claim_figures", "claim_id", ids)


def save(
    db: Database,
    articles: Iterable[int],
    found: Iterable[Claim],
    keys: Iterable[ClaimKey],
    told: Iterable[ClaimFigure],
) -> None:
    """Add claims or bring them up to date, and replace the figures of these articles.

    A claim that is left without a figure is deleted by the database.
    """
    rows.write(db, "claims", found, ["id"])
    rows.write(db, "claim_keys", keys, ["key", "claim_id"])
    kept = list(told)
    places = {(f.article_id, f.revision, f.start, f.end) for f in kept}
    old = of_articles(db, articles)
    rows.write(db, "claim_figures", kept, ["article_id", "revision", "start", "end"])
    gone = {(f.article_id, f.revision, f.start, f.end) for f in old} - places
    db.conn.executemany(
        'DELETE FROM claim_figures WHERE article_id = ? AND revision = ? AND "start" = ? '
        'AND "end" = ?',
        sorted(gone),
    )
    # a figure that went to another claim is no deletion, which the database would hear of
    db.conn.executemany(
        "DELETE FROM claims WHERE id = ? "
        "AND NOT EXISTS (SELECT 1 FROM claim_figures WHERE claim_id = claims.id)",
        [(claim,) for claim in sorted({f.claim_id for f in old})],
    )
