"""What is still to be analysed, and the findings of what was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from sqlite_utils import Database

from storage import summaries
from storage.records import Analysis, Document

FINDINGS = ("reasons", "mentions", "quotes", "stances", "credits", "figures")
Row = dict[str, Any]


def backlog(db: Database, version: str) -> int:
    """How many articles this version of the analysis has not seen."""
    sql = "SELECT COUNT(*) FROM articles WHERE analysis_version <> ?"
    return int(db.execute(sql, [version]).fetchone()[0])


def pending(db: Database, version: str, size: int = 200) -> Iterator[list[Document]]:
    """Batches of articles that are new, changed, or known only to another version."""
    last = 0
    while rows := db.execute(
        "SELECT a.id, t.text, a.title, a.lang, a.published, a.url, a.revision FROM articles a "
        "JOIN texts t ON t.article_id = a.id AND t.revision = a.revision "
        "WHERE a.analysis_version <> ? AND a.id > ? ORDER BY a.id LIMIT ?",
        [version, last, size],
    ).fetchall():
        yield [
            Document(str(number), text, title, lang, published or "", url, revision)
            for number, text, title, lang, published, url, revision in rows
        ]
        last = rows[-1][0]


def save(db: Database, analyses: Sequence[Analysis]) -> None:
    """Replace what was known of these articles, roll-ups included, in one transaction.

    An analysis that failed leaves the earlier findings and records its error.
    """
    failed = [a for a in analyses if a.error]
    done = [a for a in analyses if not a.error]
    ids = [int(a.id) for a in done]
    with db.atomic():
        for analysis in failed:
            state = {"analysis_version": analysis.version, "analysis_error": analysis.error}
            db.table("articles").update(int(analysis.id), state)
        before = summaries.touched(db, ids)
        _delete(db, ids)
        _save_entities(db, done)
        _save_findings(db, done)
        after = summaries.touched(db, ids)
        summaries.refresh(db, before[0] | after[0], before[1] | after[1])


def _delete(db: Database, ids: Sequence[int]) -> None:
    marks = ",".join("?" * len(ids))
    for table in FINDINGS:
        db.table(table).delete_where(f"article_id IN ({marks})", list(ids))


def _save_entities(db: Database, analyses: Sequence[Analysis]) -> None:
    found = {entity.id: entity for analysis in analyses for entity in analysis.entities}
    db.table("entities").insert_all(
        ({"id": e.id, "name": e.name, "type": e.type, "listed": int(e.listed)}
         for e in found.values()),
        ignore=True,
    )  # fmt: skip


def _save_findings(db: Database, analyses: Sequence[Analysis]) -> None:
    issues = {row[0] for row in db.execute("SELECT id FROM issues")}
    days = _days(db, analyses)
    rows: dict[str, list[Row]] = {table: [] for table in FINDINGS}
    for analysis in analyses:
        state = {"relevant": int(analysis.relevant), "relevance": analysis.relevance,
                 "analysis_version": analysis.version, "analysis_error": ""}  # fmt: skip
        db.table("articles").update(int(analysis.id), state)
        for table, row in chain(_simple_rows(analysis), _opinion_rows(analysis, issues)):
            place = {"article_id": int(analysis.id), "revision": analysis.revision}
            dated = {} if table == "reasons" else {"day": days[analysis.id], "lang": analysis.lang}
            rows[table].append({**place, **row, **dated})
    for table, found in rows.items():
        db.table(table).insert_all(found)


def _days(db: Database, analyses: Sequence[Analysis]) -> dict[str, str | None]:
    marks = ",".join("?" * len(analyses))
    sql = f"SELECT id, day FROM articles WHERE id IN ({marks})"  # noqa: S608
    return {str(i): day for i, day in db.execute(sql, [int(a.id) for a in analyses])}


def _simple_rows(analysis: Analysis) -> Iterator[tuple[str, Row]]:
    for r in analysis.reasons:
        yield "reasons", {"start": r.start, "end": r.end, "rule": r.rule, "weight": r.weight}
    for m in analysis.mentions:
        yield "mentions", {"start": m.start, "end": m.end, "entity_id": m.entity,
                           "kind": m.kind, "rule": m.rule, "confidence": m.confidence}  # fmt: skip
    for c in analysis.credits:
        yield "credits", {"start": c.start, "end": c.end, "outlet_id": c.outlet,
                          "rule": c.rule, "confidence": c.confidence}  # fmt: skip
    for f in analysis.figures:
        yield "figures", {"start": f.start, "end": f.end, "value": f.value, "unit": f.unit,
                          "what": f.what, "rule": f.rule, "confidence": f.confidence}  # fmt: skip


def _opinion_rows(analysis: Analysis, issues: set[str]) -> Iterator[tuple[str, Row]]:
    names = {entity.id: entity.name for entity in analysis.entities}
    for q in analysis.quotes:
        yield "quotes", {"start": q.start, "end": q.end, "speaker": names.get(q.speaker, q.speaker),
                         "speaker_id": q.speaker if q.speaker in names else None,
                         "kind": q.kind, "cue": q.cue, "cue_start": q.cue_start,
                         "cue_end": q.cue_end, "rule": q.rule,
                         "confidence": q.confidence}  # fmt: skip
    for s in analysis.stances:
        issue = s.target in issues
        yield "stances", {"start": s.start, "end": s.end, "sentence_start": s.sentence_start,
                          "sentence_end": s.sentence_end, "holder": names.get(s.holder, s.holder),
                          "holder_id": s.holder if s.holder in names else None,
                          "target_issue": s.target if issue else None,
                          "target_entity": None if issue else s.target, "polarity": s.polarity,
                          "rule": s.rule, "confidence": s.confidence}  # fmt: skip
