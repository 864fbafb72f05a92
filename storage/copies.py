"""Near-copies: signatures, the bands they are looked up by, and the groups that were found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Band, Copy, Signature

_CANDIDATES = """
    SELECT DISTINCT o.article_id FROM bands b
    JOIN bands o ON o.band = b.band AND o.hash = b.hash AND o.article_id <> b.article_id
    WHERE b.article_id = ? LIMIT ?
"""


def save_signatures(db: Database, signatures: Sequence[Signature], bands: Iterable[Band]) -> None:
    """Replace the signatures of these articles and the bands they are looked up by."""
    rows.delete(db, "bands", "article_id", [s.article_id for s in signatures])
    rows.write(db, "signatures", signatures, ["article_id"])
    rows.write(db, "bands", bands, ["band", "hash", "article_id"])


def forget(db: Database, articles: Iterable[int]) -> None:
    """Take articles (off the topic by now, say) out of the search."""
    rows.delete(db, "signatures", "article_id", articles)


def candidates(db: Database, article: int, most: int) -> list[int]:
    """Articles that share a band with this one, `most` of them at most."""
    return [row[0] for row in db.execute(_CANDIDATES, [article, most])]


def signatures(db: Database, articles: Iterable[int]) -> dict[int, Signature]:
    """Signatures by article; those that have none are left out."""
    found = rows.read(db, Signature, "signatures", "article_id", articles)
    return {signature.article_id: signature for signature in found}


def of_articles(db: Database, articles: Iterable[int]) -> dict[int, Copy]:
    """The rows of these articles; those that are in no group are left out."""
    return {c.article_id: c for c in rows.read(db, Copy, "copies", "article_id", articles)}


def groups(db: Database, originals: Iterable[int]) -> list[Copy]:
    """All rows of the groups of these originals, their own included."""
    return rows.read(db, Copy, "copies", "original_id", originals)


def save(db: Database, articles: Iterable[int], copies: Iterable[Copy]) -> None:
    """Replace the rows of these articles: one without a new row is in no group any more."""
    rows.delete(db, "copies", "article_id", articles)
    rows.write(db, "copies", copies, ["article_id"])
