"""What an analysis said before corrections: read back from its rows, or kept beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlite_utils import Database

from storage.records import (
    Analysis,
    Credit,
    Entity,
    Figure,
    Mention,
    Quote,
    Reason,
    Stance,
)

_JSON = TypeAdapter(Analysis)
Row = dict[str, Any]


def keep(db: Database, analysis: Analysis) -> None:
    """Keep what was said of a revision; forms of words stay in the database anyway."""
    row = {"article_id": int(analysis.id), "revision": analysis.revision,
           "analysis": _JSON.dump_json(replace(analysis, word_forms=())).decode()}  # fmt: skip
    db.table("uncorrected").insert(row, replace=True, pk=("article_id", "revision"))


def forget(db: Database, article: int, revision: int) -> None:
    db.execute("DELETE FROM uncorrected WHERE article_id = ? AND revision = ?", [article, revision])


def read(db: Database, article: int, revision: int) -> Analysis:
    """What the analysis said of a revision that was analysed, without any correction."""
    kept = db.execute(
        "SELECT analysis FROM uncorrected WHERE article_id = ? AND revision = ?",
        [article, revision],
    ).fetchone()
    return _JSON.validate_json(kept[0]) if kept else stored(db, article, revision)


def stored(db: Database, article: int, revision: int) -> Analysis:
    """What the tables say of a revision that was analysed."""
    state = next(db.query(
        "SELECT a.lang, a.revision AS latest, COALESCE(a.relevant, 0) AS relevant, "
        "COALESCE(a.relevance, 0) AS relevance, a.analysis_version AS version, "
        "r.analysis_version AS past_version FROM articles a JOIN revisions r "
        "ON r.article_id = a.id WHERE a.id = ? AND r.revision = ?", [article, revision],
    ))  # fmt: skip
    if state["latest"] != revision:
        return _past(db, Analysis(str(article), state["lang"], state["past_version"], revision))
    said = Analysis(
        str(article), state["lang"], state["version"], revision,
        relevant=bool(state["relevant"]), relevance=state["relevance"],
        reasons=tuple(Reason(r["rule"], r["weight"], r["start"], r["end"])
                      for r in _rows(db, "reasons", article)),
        mentions=tuple(Mention(*_span(r), r["entity_id"], r["kind"], *_how(r))
                       for r in _rows(db, "mentions", article)),
        quotes=tuple(
            Quote(*_span(r), r["speaker_id"] or r["speaker"], r["kind"], r["cue"], *_how(r),
                  r["cue_start"], r["cue_end"]) for r in _rows(db, "quotes", article)),
        stances=tuple(
            Stance(*_span(r), r["holder_id"] or r["holder"],
                   r["target_issue"] or r["target_entity"], r["polarity"], r["sentence_start"],
                   r["sentence_end"], *_how(r)) for r in _rows(db, "stances", article)),
        credits=tuple(Credit(*_span(r), r["outlet_id"], *_how(r))
                      for r in _rows(db, "credits", article)),
        figures=tuple(Figure(*_span(r), r["value"], r["unit"], r["rule"], r["what"],
                             r["confidence"]) for r in _rows(db, "figures", article)),
    )  # fmt: skip
    return replace(said, entities=_entities(db, said))


def _past(db: Database, said: Analysis) -> Analysis:
    """Of a past revision the database knows less: no cues, and no bounds of sentences."""
    sql = "SELECT * FROM past_findings WHERE article_id = ? AND revision = ? ORDER BY id"
    rows = list(db.query(sql, [int(said.id), said.revision]))
    of = {kind: [r for r in rows if r["kind"] == kind]
          for kind in ("mention", "quote", "stance", "credit", "figure")}  # fmt: skip
    said = replace(
        said,
        mentions=tuple(Mention(*_span(r), r["entity_id"], r["form"], *_how(r))
                       for r in of["mention"]),
        quotes=tuple(Quote(*_span(r), r["entity_id"] or r["words"], r["form"], "", *_how(r))
                     for r in of["quote"]),
        stances=tuple(Stance(*_span(r), r["entity_id"] or r["words"], r["target"],
                             r["polarity"], *_span(r), *_how(r)) for r in of["stance"]),
        credits=tuple(Credit(*_span(r), r["entity_id"], *_how(r)) for r in of["credit"]),
        figures=tuple(Figure(*_span(r), r["value"], r["unit"], r["rule"], r["words"],
                             r["confidence"]) for r in of["figure"]),
    )  # fmt: skip
    return replace(said, entities=_entities(db, said))


def _entities(db: Database, said: Analysis) -> tuple[Entity, ...]:
    named = {m.entity for m in said.mentions} | {q.speaker for q in said.quotes}
    named |= {s.holder for s in said.stances} | {s.target for s in said.stances}
    return tuple(known(db, named | {c.outlet for c in said.credits}).values())


def known(db: Database, names: set[str]) -> dict[str, Entity]:
    """Those of these ids that are entities."""
    marks = ",".join("?" * len(names))
    sql = f"SELECT id, name, type, listed FROM entities WHERE id IN ({marks}) ORDER BY id"  # noqa: S608
    return {
        entity: Entity(entity, name, kind, bool(listed))
        for entity, name, kind, listed in db.execute(sql, sorted(names))
    }


def _rows(db: Database, table: str, article: int) -> Iterator[Row]:
    return db.query(f"SELECT * FROM {table} WHERE article_id = ? ORDER BY id", [article])  # noqa: S608


def _span(row: Row) -> tuple[int, int]:
    return row["start"], row["end"]


def _how(row: Row) -> tuple[str, float]:
    return row["rule"], row["confidence"]
