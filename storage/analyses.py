"""What is still to be analysed, and the findings of what was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from sqlite_utils import Database

from storage import changes, past, summaries
from storage.correcting import replay
from storage.records import Analysis, Document

FINDINGS = ("reasons", "mentions", "quotes", "stances", "credits", "figures")
Row = dict[str, Any]


_TO_DO = """
    FROM revisions r JOIN articles a ON a.id = r.article_id
    WHERE CASE WHEN r.revision = a.revision THEN a.analysis_version ELSE r.analysis_version END <> ?
"""


def backlog(db: Database, version: str) -> int:
    """How many revisions of articles this version of the analysis has not seen."""
    return int(db.execute(f"SELECT COUNT(*) {_TO_DO}", [version]).fetchone()[0])


def pending(db: Database, version: str, size: int = 200) -> Iterator[list[Document]]:
    """Batches of revisions that are new, or known only to another version.

    Earlier revisions are there too, so that two can be compared by what the same rules find.
    """
    last = (0, 0)
    while rows := db.execute(
        "SELECT n.id, n.revision, t.text, n.title, n.lang, n.published, n.url FROM ("  # noqa: S608
        f"SELECT a.id, r.revision, r.title, a.lang, a.published, a.url {_TO_DO} "
        "AND (a.id, r.revision) > (?, ?) ORDER BY a.id, r.revision LIMIT ?) n "
        "JOIN texts t ON t.article_id = n.id AND t.revision = n.revision ORDER BY 1, 2",
        [version, *last, size],
    ).fetchall():
        yield [
            Document(str(number), text, title, lang, published or "", url, revision)
            for number, revision, text, title, lang, published, url in rows
        ]
        last = rows[-1][:2]


def save(db: Database, analyses: Sequence[Analysis]) -> None:
    """Replace what was known of these articles, roll-ups included, in one transaction.

    An analysis that failed leaves the earlier findings and records its error. What is found in an
    earlier revision stands apart, in `past_findings`, and is counted nowhere. Corrections that
    people made are applied first.
    """
    with db.atomic():
        analyses = replay.applied(db, analyses)
        latest = _latest(db, analyses)
        old = [a for a in analyses if a.revision < latest.get(a.id, 0)]
        past.save(db, old)
        _save_latest(db, [a for a in analyses if a not in old])
        changes.touch(db, "analyse", [int(a.id) for a in analyses if not a.error])


def _latest(db: Database, analyses: Sequence[Analysis]) -> dict[str, int]:
    marks = ",".join("?" * len(analyses))
    sql = f"SELECT id, revision FROM articles WHERE id IN ({marks})"  # noqa: S608
    return {str(i): revision for i, revision in db.execute(sql, [int(a.id) for a in analyses])}


def _save_latest(db: Database, analyses: Sequence[Analysis]) -> None:
    failed = [a for a in analyses if a.error]
    done = [a for a in analyses if not a.error]
    ids = [int(a.id) for a in done]
    for analysis in failed:
        state = {"analysis_version": analysis.version, "analysis_error": analysis.error}
        db.table("articles").update(int(analysis.id), state)
    before = summaries.touched(db, ids)
    _delete(db, ids)
    past.save_entities(db, done)
    _save_findings(db, done)
    _save_word_forms(db, done)
    summaries.refresh(db, before | summaries.touched(db, ids))


def _delete(db: Database, ids: Sequence[int]) -> None:
    marks = ",".join("?" * len(ids))
    for table in FINDINGS:
        db.table(table).delete_where(f"article_id IN ({marks})", list(ids))


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


def _save_word_forms(db: Database, analyses: Sequence[Analysis]) -> None:
    """Forms stay where an article goes: they are of the language, not of the article."""
    forms = sorted({(a.lang, *pair) for a in analyses for pair in a.word_forms})
    db.conn.executemany("INSERT OR IGNORE INTO word_forms VALUES (?, ?, ?)", forms)


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
