"""An article is edited after publication in a way that matters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlite_utils import Database

from alerts.look import Look
from storage.alerts import Alert, Place
from topics.rules import Alerts

SHOWN = 6  # changes of an article that are told one by one
WEIGHT = ("figure", "quote", "position", "headline", "correction", "credit", "name")
_EDITS = """
    SELECT e.article_id, e.from_revision, e.to_revision, e.kind, e.change, e.old_start, e.old_end,
        e.new_start, e.new_end, COALESCE(e.entity_id, '') AS entity, e.old, e.new, e.confidence,
        substr(e.seen_at, 1, 10) AS day, a.url, r.title, r.text_sha256,
        EXISTS (SELECT 1 FROM edits n WHERE n.article_id = e.article_id
            AND n.to_revision = e.to_revision AND n.kind = 'correction') AS noted
    FROM edits e JOIN articles a ON a.id = e.article_id AND a.relevant = 1
    JOIN revisions r ON r.article_id = e.article_id AND r.revision = e.to_revision
    WHERE e.kind IN (SELECT value FROM json_each(:kinds)) AND e.seen_at >= :first
        AND e.confidence >= :confidence
        AND (:sources = '[]' OR a.source_id IN (SELECT value FROM json_each(:sources)))
    ORDER BY e.seen_at, e.article_id, e.to_revision, e.id
"""
Row = dict[str, Any]


def found(db: Database, alerts: Alerts, look: Look) -> Iterator[Alert]:
    """One for each revision, however much changed in it."""
    rule = alerts.edit
    if rule is None:
        return
    values = {"kinds": json.dumps(rule.kinds), "sources": json.dumps(rule.sources),
              "confidence": rule.confidence, "first": str(look.first)}  # fmt: skip
    rows = db.query(_EDITS, values)
    for _, edits in groupby(rows, key=itemgetter("article_id", "to_revision")):
        yield _alert(sorted(edits, key=lambda row: WEIGHT.index(row["kind"])))


def _alert(edits: Sequence[Row]) -> Alert:
    main = edits[0]
    revision = hashlib.sha256(f"{main['title']}\0{main['text_sha256']}".encode()).hexdigest()[:16]
    changes = [_change(row) for row in edits[:SHOWN]]
    return Alert(
        f"edit:{main['url']}:{revision}", main["day"],
        {"changes": changes, "more": len(edits) - len(changes), "noted": bool(main["noted"])},
        _place(main, "to_revision", "new"), _place(main, "from_revision", "old"),
        main["confidence"],
    )  # fmt: skip


def _change(row: Row) -> Row:
    """Ids and values; the words of a headline stay with its revisions."""
    words = () if row["kind"] == "headline" else ("old", "new")
    return {"old": "", "new": "", **{key: row[key] for key in ("kind", "change", "entity", *words)}}


def _place(row: Row, revision: str, side: str) -> Place:
    """A side of the change; the places of a headline are those of the title, told as a whole."""
    at = (None, None) if row["kind"] == "headline" else (row[f"{side}_start"], row[f"{side}_end"])
    return Place(row["article_id"], row[revision], *at)
