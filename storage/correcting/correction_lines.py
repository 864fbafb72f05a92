"""Corrections as a file that researchers exchange and keep under version control."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import get_args

from pydantic import TypeAdapter, ValidationError

from storage import lines
from storage.correcting.correction import NOBODY, Correction
from storage.errors import WrongUseError
from storage.records import Polarity

TOLD = 20  # mistakes told at once
_JSON = TypeAdapter(Correction)
_DEFAULTS = {field.name: field.default for field in fields(Correction)}
_NEEDED = {
    "merge": ("entity", "value", "name", "type"),
    "split": ("entity", "value", "name", "type"),
    "mention": ("url", "text_sha256", "words", "entity"),
    "speaker": ("url", "text_sha256", "words", "value"),
    "position": ("url", "text_sha256", "words", "entity", "target", "value"),
    "relevance": ("url", "value"),
}
_VALUES = {"relevance": ("yes", "no"), "position": (*get_args(Polarity), NOBODY)}
_PLACED = ("mention", "speaker", "position")


class CorrectionFileError(WrongUseError):
    """A file that cannot be read; the message has a line for each mistake."""


def write(path: Path, corrections: Iterable[Correction]) -> int:
    """Write a line a correction, articles and places in order; returns how many.

    The same corrections always make the same file.

    :raises LinesError: it cannot be written there.
    """
    found = sorted((_order(said), _line(said)) for said in corrections)
    return lines.write(path, [line for _, line in found])


def read(path: Path) -> tuple[Correction, ...]:
    """The corrections of a file, each once, by time.

    :raises CorrectionFileError: lines are not as expected; the first mistakes are told together.
    """
    try:
        given = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise CorrectionFileError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise CorrectionFileError(f"{path}: is not UTF-8 text (byte {error.start})") from None
    found: dict[str, Correction] = {}
    mistakes: list[str] = []
    for number, line in enumerate(given, 1):
        if not line.strip():
            continue
        try:
            said = _JSON.validate_json(line)
        except ValidationError as error:
            mistakes += [f"{path}:{number}: {told}" for told in _told(error)]
            continue
        mistakes += [f"{path}:{number}: {told}" for told in _wrong(said)]
        if said.key not in found or found[said.key].active:
            found[said.key] = said
    if mistakes:
        raise CorrectionFileError("\n".join(islice(mistakes, TOLD)))
    return tuple(sorted(found.values(), key=lambda c: (c.made_at, c.key)))


def _order(said: Correction) -> tuple[str, str, int, str, str, str]:
    return said.url, said.text_sha256, said.start or 0, said.kind, said.entity, said.key


def _line(said: Correction) -> str:
    told = {k: v for k, v in asdict(said).items() if v != _DEFAULTS[k]}
    return json.dumps(told, ensure_ascii=False)


def _told(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors():
        where = ".".join(str(part) for part in mistake["loc"])
        yield f"{where}: {mistake['msg']}" if where else mistake["msg"]


def _wrong(said: Correction) -> Iterator[str]:
    """What a correction of its kind lacks."""
    for name in (*_NEEDED[said.kind], "author", "reason"):
        if not getattr(said, name):
            yield f"{name}: a {said.kind} needs it"
    for name in ("made_at", "withdrawn_at"):
        if not _moment(getattr(said, name) or ("" if name == "made_at" else said.made_at)):
            yield f"{name}: expected a moment such as 2026-03-04T10:00:00+00:00"
    if (said.value or NOBODY) not in (expected := _VALUES.get(said.kind, (said.value or NOBODY,))):
        yield f"value: expected {' or '.join(expected)}, found {said.value!r}"
    if said.kind in _PLACED and not 0 <= (said.start or 0) < (said.end or 0):
        yield "start, end: expected the offsets of the words"
    if said.kind == "merge" and said.entity == said.value:
        yield "value: an entity cannot be merged into itself"
    if said.kind == "split" and not (said.url or said.words):
        yield "url, words: a split needs an article, or how the name is written"


def _moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
