"""Keep what a crawl brings: a row for each address asked for, articles and their revisions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlsplit

from sqlite_utils import Database

from storage import addresses, lists
from storage.records import Article, Fetch, Tally
from storage.retention import withdrawals
from storage.revisits import ARTICLES
from storage.search import fold

EXCERPT = 300  # characters


def save(db: Database, run: int, fetches: Sequence[Fetch]) -> Tally:
    """Store a batch in one transaction and count the verdicts as they turned out.

    An article seen before becomes `unchanged`, a new revision, or a `duplicate` where another
    address led to it: only the address it came by and its canonical one can bring a revision, so
    that a mobile page is not taken for an edit. One that was withdrawn is kept out.
    """
    with db.atomic():
        return Tally(dict(Counter(v for fetch in fetches for v in _save(db, run, fetch))))


def _save(db: Database, run: int, fetch: Fetch) -> Iterator[str]:
    """The verdict on the address, and those that a list already gave on others."""
    article_id, revision = None, None
    if (withdrawn := withdrawals.of_fetch(db, fetch)) is not None:
        fetch = withdrawals.without_text(fetch)
        withdrawals.keep_out(db, withdrawn, fetch.url)
    if fetch.article:
        article_id, revision, fetch = _keep(db, fetch, fetch.article)
    elif fetch.verdict == "unchanged" and not fetch.listed:
        article_id, revision, fetch = _as_before(db, fetch)
    db.table("fetches").insert(
        {"run_id": run, "source_id": fetch.source_id, "url": fetch.url, "at": fetch.at,
         "found_by": fetch.found_by, "verdict": fetch.verdict, "status": fetch.status,
         "detail": fetch.detail, "fetched_at": fetch.fetched_at, "modified": fetch.modified,
         "sha256": fetch.sha256, "warc_file": fetch.warc_file, "warc_offset": fetch.warc_offset,
         "warc_length": fetch.warc_length, "article_id": article_id, "revision": revision}
    )  # fmt: skip
    yield fetch.verdict
    if fetch.listed is None:
        addresses.settle(db, fetch, article_id)
        return
    lists.settle(db, fetch, fetch.listed)
    addresses.discover(db, fetch.listed.discoveries)
    yield from (d.verdict for d in fetch.listed.discoveries if d.verdict != "pending")


def _as_before(db: Database, fetch: Fetch) -> tuple[int | None, int | None, Fetch]:
    """The article and revision that an answer without a body confirms; else the verdict stays."""
    found = db.execute(
        "SELECT d.verdict, d.detail, a.id, a.revision FROM addresses d "
        "LEFT JOIN articles a ON a.id = d.article_id WHERE d.url = ?",
        [fetch.url],
    ).fetchone()
    if not found:
        return None, None, fetch
    verdict, detail, article_id, revision = found
    if verdict in ARTICLES:
        return article_id, revision, fetch
    return None, None, replace(fetch, verdict=verdict, detail=detail)


def _keep(db: Database, fetch: Fetch, article: Article) -> tuple[int, int | None, Fetch]:
    """The article's id, its revision, and the fetch with the verdict that the comparison gives."""
    found = db.execute(
        "SELECT a.id, a.revision, r.text_sha256 FROM articles a JOIN revisions r "
        "ON r.article_id = a.id AND r.revision = a.revision WHERE a.url = ?",
        [article.url],
    ).fetchone()
    if not found:
        return _insert(db, fetch, article), 1, fetch
    article_id, revision, digest = found
    seen = _addresses(db, article_id)
    if fetch.url not in seen:
        return article_id, None, replace(fetch, verdict="duplicate")
    if digest == article.digest:
        return article_id, revision, replace(fetch, verdict="unchanged")
    if fetch.url not in (article.url, seen[0]):
        return article_id, None, replace(fetch, verdict="duplicate")
    _revise(db, article_id, revision + 1, fetch, article)
    return article_id, revision + 1, fetch


def _addresses(db: Database, article_id: int) -> list[str]:
    """The addresses that led to an article, the one it came by first."""
    sql = "SELECT url FROM fetches WHERE article_id = ? ORDER BY id"
    return [row[0] for row in db.execute(sql, [article_id])]


def _insert(db: Database, fetch: Fetch, article: Article) -> int:
    columns = {
        **_columns(article),
        "id": withdrawals.next_article(db),
        "url": article.url,
        "source_id": fetch.source_id,
        "published": article.published,
        "published_from": article.published_from,
        "published_confidence": article.published_confidence,
        "day": article.published[:10] if article.published else None,
        "revision": 1,
        "first_seen": fetch.fetched_at,
    }
    article_id = cast(int, db.table("articles").insert(columns).last_pk)
    _add_text(db, article_id, 1, fetch, article)
    return article_id


def _revise(db: Database, article_id: int, revision: int, fetch: Fetch, article: Article) -> None:
    """Add a version; the publication time stays what it was first said to be."""
    title, text = db.execute(
        "SELECT title, text FROM searchable WHERE id = ?", [article_id]
    ).fetchone()
    db.execute(
        "INSERT INTO articles_fts(articles_fts, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        [article_id, fold(title), fold(text)],
    )
    db.table("articles").update(
        article_id, {**_columns(article), "revision": revision, "analysis_version": ""}
    )
    _add_text(db, article_id, revision, fetch, article)


def _add_text(db: Database, article_id: int, revision: int, fetch: Fetch, article: Article) -> None:
    key = {"article_id": article_id, "revision": revision}
    db.table("revisions").insert(
        {**key, "title": article.title, "seen_at": fetch.fetched_at,
         "extractor": article.extractor, "text_sha256": article.digest}
    )  # fmt: skip
    db.table("texts").insert({**key, "text": article.text})
    db.table("links").insert_all(
        {**key, "start": link.start, "end": link.end, "url": link.url,
         "host": urlsplit(link.url).hostname or ""}
        for link in article.links
    )  # fmt: skip
    db.execute(
        "INSERT INTO articles_fts(rowid, title, text) VALUES (?, ?, ?)",
        [article_id, fold(article.title), fold(article.text)],
    )


def _columns(article: Article) -> dict[str, Any]:
    return {
        "lang": article.lang,
        "title": article.title,
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "access": article.access,
        "excerpt": excerpt(article.text),
        "words": len(article.text.split()),
    }


def excerpt(text: str, length: int = EXCERPT) -> str:
    """The opening of a text, cut between two words.

    >>> excerpt("one two three", 9)
    'one two …'
    """
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return flat[: length + 1].rsplit(" ", 1)[0][:length] + " …"
