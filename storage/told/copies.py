"""Near-copies: signatures, the bands they are looked up by, and the groups that were found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from storage import rows, summaries
from storage.outcomes import Band, Copy, Signature

CROWD = 200  # articles of a band that are looked at, the first stored first
_CANDIDATES = """
    WITH mine AS MATERIALIZED (
        SELECT band, hash, COALESCE((
            SELECT c.article_id FROM bands c WHERE c.band = b.band AND c.hash = b.hash
            ORDER BY c.article_id LIMIT 1 OFFSET :crowd
        ), 9223372036854775807) AS beyond
        FROM bands b WHERE article_id = :article AND band BETWEEN :first AND :last
    )
    SELECT o.article_id FROM mine
    CROSS JOIN bands o ON o.band = mine.band AND o.hash = mine.hash AND o.article_id < mine.beyond
    WHERE o.article_id <> :article
    GROUP BY 1 HAVING COUNT(*) >= :least ORDER BY COUNT(*) DESC, 1 LIMIT :most
"""


def save_signatures(db: Database, signatures: Sequence[Signature], bands: Iterable[Band]) -> None:
    """Replace the signatures of these articles and the bands they are looked up by."""
    rows.delete(db, "bands", "article_id", [s.article_id for s in signatures])
    rows.write(db, "signatures", signatures, ["article_id"])
    rows.write(db, "bands", bands, ["band", "hash", "article_id"])


def forget(db: Database, articles: Iterable[int]) -> None:
    """Take articles (off the topic by now, say) out of the search."""
    rows.delete(db, "signatures", "article_id", articles)


def candidates(
    db: Database, article: int, bands: range, *, least: int = 1, most: int = 40
) -> list[int]:
    """Articles that share at least so many of these bands with this one, the nearest first."""
    given = {"article": article, "first": bands[0], "last": bands[-1], "crowd": CROWD,
             "least": least, "most": most}  # fmt: skip
    return [row[0] for row in db.execute(_CANDIDATES, given)]


def signatures(db: Database, articles: Iterable[int]) -> dict[int, Signature]:
    """Signatures by article; those that have none are left out."""
    found = rows.read(db, Signature, "signatures", "article_id", articles)
    return {signature.article_id: signature for signature in found}


def languages(db: Database, articles: Iterable[int]) -> dict[int, str]:
    """The languages of articles."""
    return {
        article: lang
        for some in rows.chunks(articles)
        for article, lang in db.execute(
            f"SELECT id, lang FROM articles WHERE id IN ({','.join('?' * len(some))})",  # noqa: S608
            some,
        )
    }


def of_articles(db: Database, articles: Iterable[int]) -> dict[int, Copy]:
    """The rows of these articles; those that are in no group are left out."""
    return {c.article_id: c for c in rows.read(db, Copy, "copies", "article_id", articles)}


def taken_from(db: Database, articles: Iterable[int]) -> list[Copy]:
    """The rows of those that were taken from one of these articles."""
    found = rows.read(db, Copy, "copies", "of_id", articles)
    return [copy for copy in found if copy.article_id != copy.of_id]


def quoted(db: Database, articles: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """Where each of these articles quotes directly: it took that from the speaker."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for some in rows.chunks(articles):
        marks = ",".join("?" * len(some))
        sql = (
            'SELECT article_id, "start", "end" FROM quotes '  # noqa: S608
            f"WHERE kind = 'direct' AND article_id IN ({marks})"
        )
        for article, start, end in db.execute(sql, some):
            found[article].append((start, end))
    return found


def groups(db: Database, originals: Iterable[int]) -> list[Copy]:
    """All rows of the groups of these originals, their own included."""
    return rows.read(db, Copy, "copies", "original_id", originals)


def save(db: Database, articles: Iterable[int], copies: Iterable[Copy]) -> None:
    """Replace the rows of these articles: one without a new row is in no group any more.

    Where an article became a copy, or is none any more, the roll-ups are counted anew.
    """
    found = list(copies)
    touched = {*articles, *(copy.article_id for copy in found)}
    before = _taken(of_articles(db, touched).values())
    rows.delete(db, "copies", "article_id", articles)
    rows.write(db, "copies", found, ["article_id"])
    if changed := before ^ _taken(of_articles(db, touched).values()):
        summaries.refresh(db, summaries.touched(db, changed))


def _taken(copies: Iterable[Copy]) -> set[int]:
    return {copy.article_id for copy in copies if copy.original_id != copy.article_id}
