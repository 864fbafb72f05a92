"""Documents and analyses as JSON lines, for evaluation and for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from nlp.lexicon import LANGUAGES
from storage.errors import WrongUseError
from storage.records import Analysis, Document

TOLD = 20  # mistakes told at once
OPTIONAL = ("lang", "title", "published", "url")


class ExchangeError(WrongUseError):
    """A file that cannot be read or written; the message has a line for each mistake."""


def read(path: Path) -> Iterator[Document]:
    """The documents of a file: `{"id", "lang"?, "title"?, "published"?, "url"?, "text"}` a line.

    The whole file is checked before the first document is given out; other keys are passed over.

    :raises ExchangeError: lines are not as expected; the first mistakes are told together.
    """
    if mistakes := list(islice(_mistakes(path), TOLD)):
        raise ExchangeError("\n".join(mistakes))
    return (_document(json.loads(line)) for _, line in _lines(path))


def write(path: Path, analyses: Iterable[Analysis]) -> int:
    """Write a line for each analysis, in order; returns how many broke.

    An existing file is replaced only when all are written.
    """
    broken = 0
    unfinished = path.with_name(path.name + ".part")
    try:
        with unfinished.open("w", encoding="utf-8") as out:
            for analysis in analyses:
                broken += bool(analysis.error)
                out.write(json.dumps(line_of(analysis), ensure_ascii=False) + "\n")
        unfinished.replace(path)
    except OSError as error:
        raise ExchangeError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return broken


def line_of(analysis: Analysis) -> dict[str, Any]:
    """An analysis in the form that is exchanged: offsets are characters into the given text."""
    return {
        "id": analysis.id,
        "lang": analysis.lang,
        "version": analysis.version,
        "relevant": analysis.relevant,
        "relevance": round(analysis.relevance, 4),
        "entities": [{"id": e.id, "name": e.name, "type": e.type} for e in analysis.entities],
        "mentions": [
            {"start": m.start, "end": m.end, "entity": m.entity, "kind": m.kind}
            for m in analysis.mentions
        ],
        "quotes": [
            {"start": q.start, "end": q.end, "speaker": q.speaker, "type": q.kind, "cue": q.cue}
            for q in analysis.quotes
        ],
        "stances": [
            {
                "start": s.start,
                "end": s.end,
                "holder": s.holder,
                "target": s.target,
                "polarity": s.polarity,
            }
            for s in analysis.stances
        ],
        "attributions": [
            {"outlet": c.outlet, "start": c.start, "end": c.end} for c in analysis.credits
        ],
        "figures": [
            {"value": f.value, "unit": f.unit, "start": f.start, "end": f.end, "what": f.what}
            for f in analysis.figures
        ],
        **({"error": analysis.error} if analysis.error else {}),
    }


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, line


def _mistakes(path: Path) -> Iterator[str]:
    seen: dict[str, int] = {}
    try:
        for number, line in _lines(path):
            for mistake in _wrong(line, number, seen):
                yield f"{path}:{number}: {mistake}"
    except OSError as error:
        yield f"{path}: cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        yield f"{path}: is not UTF-8 text (byte {error.start})"


def _wrong(line: str, number: int, seen: dict[str, int]) -> Iterator[str]:
    try:
        content = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        yield f"is not JSON: {error}"
        return
    if not isinstance(content, dict):
        yield f'expected an object such as {{"id": "a1", "text": "…"}}, found {line.strip()[:40]}'
        return
    for name in ("id", "text"):
        if not isinstance(content.get(name), str) or not content[name]:
            yield f'"{name}": expected a string that is not empty, found {_shown(content, name)}'
    for name in OPTIONAL:
        if not isinstance(content.get(name) or "", str):
            yield f'"{name}": expected a string, found {_shown(content, name)}'
    if content.get("lang") and content["lang"] not in LANGUAGES:
        yield f'"lang": expected {" or ".join(LANGUAGES)}, found {_shown(content, "lang")}'
    given = str(content.get("id"))
    if seen.setdefault(given, number) != number:
        yield f'"id": {given!r} stands on line {seen[given]} already'


def _shown(content: dict[str, Any], name: str) -> str:
    return json.dumps(content[name], ensure_ascii=False)[:40] if name in content else "nothing"


def _document(content: dict[str, Any]) -> Document:
    lang, title, published, url = (str(content.get(name) or "") for name in OPTIONAL)
    return Document(content["id"], content["text"], title, lang, published, url)
