"""The words behind a finding, within their sentence: cut from the text by their place.

The private database has the texts; the public copy has the sentences of the findings instead
(`passages`), and nothing else of a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datasette_config import corrected
from datasette_config.marks import sentence
from datasette_config.pages import Page, Row

TEXTS = """
    SELECT t.article_id, t.revision, 0 AS first, t.text
    FROM json_each(:places) p JOIN texts t
        ON t.article_id = p.value ->> 0 AND t.revision = p.value ->> 1
"""
PASSAGES = """
    SELECT t.article_id, t.revision, t."start" AS first, t.text
    FROM json_each(:places) p JOIN passages t
        ON t.article_id = p.value ->> 0 AND t.revision = p.value ->> 1
"""
Place = tuple[int, int]  # article, revision


@dataclass(frozen=True)
class Evidence:
    """A finding (`row`) with the words before it, its own, and those after it."""

    row: Mapping[str, Any]
    before: str
    words: str
    after: str
    corrected: Row | None = None  # what people made of it


@dataclass(frozen=True)
class _Piece:
    """Characters of a text from `first` on."""

    first: int
    text: str

    def holds(self, start: int) -> bool:
        return self.first <= start < self.first + len(self.text)


async def shown(page: Page, rows: Sequence[Row]) -> list[Evidence]:
    """Findings (`article_id`, `revision`, `start`, `end`) with their sentences.

    Where a row knows its sentence (`sentence_start`, `sentence_end`) or the place of its cue
    (`cue_start`, `cue_end`), these are in what is shown. The words are empty where the database
    holds no text for a finding, and cut where it holds only its beginning.
    """
    pieces, effects = await _pieces(page, rows), await corrected.effects(page, rows)
    return [
        _evidence(row, pieces.get(place, ()), corrected.of_row(row, effects.get(place, ())))
        for row in rows
        for place in [(row["article_id"], row["revision"])]
    ]


async def _pieces(page: Page, rows: Sequence[Row]) -> dict[Place, list[_Piece]]:
    places = sorted({(row["article_id"], row["revision"]) for row in rows})
    if not places:
        return {}
    sql = PASSAGES if page.public else TEXTS
    found: dict[Place, list[_Piece]] = {}
    for row in await page.rows(sql, {"places": json.dumps(places)}):
        piece = _Piece(row["first"], row["text"])
        found.setdefault((row["article_id"], row["revision"]), []).append(piece)
    return found


def _evidence(row: Row, pieces: Sequence[_Piece], effect: Row | None) -> Evidence:
    holding = [piece for piece in pieces if row["start"] is not None and piece.holds(row["start"])]
    if not holding:
        return Evidence(row, "", "", "", effect)
    piece = max(holding, key=lambda piece: len(piece.text))
    start, end = row["start"], min(row["end"], piece.first + len(piece.text))
    first, last = bounds(row, piece.text, -piece.first)
    at = piece.first
    return Evidence(
        row,
        piece.text[first - at : start - at],
        piece.text[start - at : end - at],
        piece.text[end - at : last - at],
        effect,
    )


def bounds(row: Mapping[str, Any], text: str, shift: int = 0) -> tuple[int, int]:
    """Where the evidence of a finding begins and ends; `text` starts at `-shift` of its article."""
    start, end = row["start"], row["end"]
    if row.get("sentence_start") is not None:
        return min(row["sentence_start"], start), max(row["sentence_end"], end)
    cue = row.get("cue_start")
    first = start if cue is None else min(start, cue)
    last = max(end, row.get("cue_end") or 0)
    found = sentence(text, max(first + shift, 0), min(last + shift, len(text)))
    return min(found[0] - shift, start), max(found[1] - shift, end)
