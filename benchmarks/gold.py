"""The annotated documents and the program that scores against them, from a folder beside ours."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

Row = dict[str, Any]
SCORER = "score/score_analysis.py"
LANGUAGES = ("fr", "en")


class MissingGoldError(Exception):
    """The folder is not there, or lacks something; the message says what."""


@dataclass(frozen=True)
class Gold:
    """The documents of one language that people marked, and the entities they name."""

    lang: str
    documents: tuple[Row, ...]
    entities: tuple[Row, ...]


def load(folder: Path) -> tuple[ModuleType, tuple[Gold, ...]]:
    """The scorer and the gold of both languages.

    :raises MissingGoldError: a file is not there.
    """
    _check(folder)
    gold = (
        Gold(
            lang,
            _read(folder / f"gold/{lang}/dev.jsonl"),
            _read(folder / f"gold/{lang}/dev_entities.jsonl"),
        )
        for lang in LANGUAGES
    )
    return _scorer(folder / SCORER), tuple(gold)


def _check(folder: Path) -> None:
    wanted = [SCORER]
    for lang in LANGUAGES:
        wanted += [f"gold/{lang}/dev.jsonl", f"gold/{lang}/dev_entities.jsonl"]
    if not folder.is_dir():
        raise MissingGoldError(f"{folder}: no such folder; it must hold {', '.join(wanted)}")
    if missing := [name for name in wanted if not (folder / name).is_file()]:
        raise MissingGoldError(f"{folder}: {', '.join(missing)} not found there")


def _read(path: Path) -> tuple[Row, ...]:
    with path.open(encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines if line.strip())


def _scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_analysis", path)
    if spec is None or spec.loader is None:
        raise MissingGoldError(f"{path}: is no Python module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
