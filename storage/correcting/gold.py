"""Articles that people corrected, as documents to evaluate the analysis with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from storage.correcting import uncorrected
from storage.errors import WrongUseError
from storage.records import Analysis, Stance

NOTE = "corrected by hand in part: what nobody corrected is what the analysis found"
Row = dict[str, Any]
_CORRECTED = """
    SELECT id, url, published, lang, title, revision, text,
        (SELECT COUNT(*) FROM corrections c WHERE c.url = d.url AND active = 1
            AND state = 'placed') AS corrected
    FROM (SELECT a.*, t.text FROM articles a JOIN texts t
        ON t.article_id = a.id AND t.revision = a.revision) d
    WHERE corrected > 0 AND analysis_version <> '' AND analysis_error = '' ORDER BY url
"""


class GoldError(WrongUseError):
    """The folder cannot be written; nothing that was there was changed."""


def write(db: Database, folder: Path) -> dict[str, int]:
    """Write `<lang>/dev.jsonl` and `<lang>/dev_entities.jsonl`; how many documents by language.

    Documents have full texts: they are for evaluation, not for publication.

    :raises GoldError: the folder holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise GoldError(f"{folder} holds something already and is left alone; give another name")
    documents: dict[str, list[Row]] = {}
    named: dict[str, set[str]] = {}
    for row in db.query(_CORRECTED):
        said = uncorrected.stored(db, row["id"], row["revision"])
        documents.setdefault(row["lang"], []).append(_document(row, said))
        named.setdefault(row["lang"], set()).update(entity.id for entity in said.entities)
    for lang, found in documents.items():
        (folder / lang).mkdir(parents=True)
        _lines(folder / lang / "dev.jsonl", found)
        _lines(folder / lang / "dev_entities.jsonl", _entities(db, named[lang]))
    return {lang: len(found) for lang, found in documents.items()}


def _document(row: Row, said: Analysis) -> Row:
    text = row["text"]
    return {
        "id": f"{row['lang']}-{row['url']}",
        "url": row["url"],
        "domain": urlsplit(row["url"]).hostname or "",
        "published": row["published"],
        "lang": row["lang"],
        "title": row["title"],
        "text": text,
        "relevant": said.relevant,
        "entities": sorted({m.entity for m in said.mentions}),
        "mentions": [
            {**_place(text, m.start, m.end), "entity": m.entity, "kind": m.kind}
            for m in said.mentions
        ],
        "quotes": [
            {**_place(text, q.start, q.end), "speaker": q.speaker, "type": q.kind, "cue": q.cue}
            for q in said.quotes
        ],
        "stances": [_stance(text, s) for s in said.stances],
        "attributions": [
            {"outlet": c.outlet, "cue": text[c.start : c.end], "start": c.start, "end": c.end}
            for c in said.credits
        ],
        "figures": [
            {**_place(text, f.start, f.end), "value": f.value, "unit": f.unit, "what": f.what}
            for f in said.figures
        ],
        "corrections": row["corrected"],
        "note": NOTE,
    }


def _stance(text: str, said: Stance) -> Row:
    return {
        "holder": said.holder,
        "target": said.target,
        "polarity": said.polarity,
        "cue": text[said.start : said.end],
        "start": said.start,
        "end": said.end,
        "sentence": text[said.sentence_start : said.sentence_end],
    }


def _place(text: str, start: int, end: int) -> Row:
    return {"text": text[start:end], "start": start, "end": end}


def _entities(db: Database, named: Iterable[str]) -> list[Row]:
    """Each entity with its spellings in the topic and, merged into it, those of others."""
    return [
        {"id": e.id, "name": e.name, "type": e.type, "aliases": _aliases(db, e.id, e.name)}
        for e in uncorrected.known(db, set(named)).values()
    ]


def _aliases(db: Database, entity: str, name: str) -> list[str]:
    found = db.execute(
        "SELECT name FROM entity_names WHERE entity_id = ? AND kind = 'alias' UNION "
        "SELECT e.name FROM corrections c JOIN entities e ON e.id = c.entity "
        "WHERE c.kind = 'merge' AND c.active = 1 AND c.value = ? ORDER BY 1", [entity, entity],
    )  # fmt: skip
    return [alias for (alias,) in found if alias != name]


def _lines(path: Path, rows: Iterable[Row]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")
