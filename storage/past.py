"""Findings in earlier revisions of articles: kept apart, so that no count takes them twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

from storage.records import Analysis

Row = dict[str, Any]
PLAIN: Row = {"entity_id": None, "words": "", "target": "", "polarity": "", "value": None,
              "unit": "", "form": ""}  # fmt: skip


def save(db: Database, analyses: Sequence[Analysis]) -> None:
    """Replace what is known of these revisions; to be called inside a transaction."""
    done = [a for a in analyses if not a.error]
    save_entities(db, done)
    for analysis in analyses:
        db.execute(
            "UPDATE revisions SET analysis_version = ?, analysis_error = ? "
            "WHERE article_id = ? AND revision = ?",
            [analysis.version, analysis.error, int(analysis.id), analysis.revision],
        )
    for analysis in done:
        place = {"article_id": int(analysis.id), "revision": analysis.revision}
        db.execute("DELETE FROM past_findings WHERE article_id = ? AND revision = ?",
                   [*place.values()])  # fmt: skip
        db.table("past_findings").insert_all(
            [{**place, **PLAIN, **row} for row in _rows(db, analysis)]
        )


def save_entities(db: Database, analyses: Sequence[Analysis]) -> None:
    """Add the entities that these analyses found; those known already stay as they are."""
    found = {entity.id: entity for analysis in analyses for entity in analysis.entities}
    db.table("entities").insert_all(
        ({"id": e.id, "name": e.name, "type": e.type, "listed": int(e.listed)}
         for e in found.values()),
        ignore=True,
    )  # fmt: skip


def _rows(db: Database, analysis: Analysis) -> Iterator[Row]:
    names = {entity.id: entity.name for entity in analysis.entities}
    issues = {row[0] for row in db.execute("SELECT id FROM issues")}
    for m in analysis.mentions:
        yield {**_place("mention", m), "entity_id": m.entity, "form": m.kind}
    for q in analysis.quotes:
        yield {**_place("quote", q), **_who(q.speaker, names), "form": q.kind}
    for s in analysis.stances:
        form = "issue" if s.target in issues else "entity"
        yield {**_place("stance", s), **_who(s.holder, names), "target": s.target,
               "polarity": s.polarity, "form": form}  # fmt: skip
    for c in analysis.credits:
        yield {**_place("credit", c), "entity_id": c.outlet}
    for f in analysis.figures:
        yield {**_place("figure", f), "words": f.what, "value": f.value, "unit": f.unit}


def _place(kind: str, found: Any) -> Row:
    return {"kind": kind, "start": found.start, "end": found.end, "rule": found.rule,
            "confidence": found.confidence}  # fmt: skip


def _who(who: str, names: dict[str, str]) -> Row:
    return {"entity_id": who if who in names else None, "words": names.get(who, who)}
