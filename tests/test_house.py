"""The house keeps its arrows: who may import whom, and how big a room may grow."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
ROOMS = ("alerts", "cluster", "commands", "crawler", "nlp", "stories", "storage", "topics",
         "datasette_config", "demo")  # fmt: skip
MAY_IMPORT = {
    "alerts": {"storage", "topics", "datasette_config.words"},
    "commands": {*ROOMS, "scheduler"},
    "cluster": {"crawler", "nlp", "storage", "topics"},
    "crawler": {"storage", "topics"},
    "nlp": {"storage", "topics"},
    "stories": {"storage", "topics"},
    "storage": {"topics"},
    "topics": set(),
    "datasette_config": {"storage.search", "storage.sizes"},
    "demo": {"topics"},
}
MODULES = sorted(path for room in ROOMS for path in (HOME / room).rglob("*.py"))
LINES, FUNCTION_LINES = 300, 40


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return {name for name in names if name.split(".")[0] in (*ROOMS, "brouhaha", "scheduler")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_a_room_imports_only_what_the_design_allows(path: Path) -> None:
    room = path.relative_to(HOME).parts[0]
    allowed = MAY_IMPORT[room] | {room}
    strangers = {
        name
        for name in imported(path)
        if not any(name == may or name.startswith(f"{may}.") for may in allowed)
    }
    if room == "datasette_config":
        strangers -= {"storage"}  # the package of `from storage import search`
    if room == "alerts":
        strangers -= {"datasette_config"}
    assert not strangers


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOME)))
def test_modules_and_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LINES
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name != "m001":
            assert (node.end_lineno or 0) - node.lineno < FUNCTION_LINES, node.name


def strings(path: Path) -> set[str]:
    """The texts of a module, those with placeholders joined."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            found.add("{}".join(str(part) for part in parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


FINDINGS = re.compile(r"\b(FROM|JOIN)\s+(mentions|quotes|stances|credits|figures)\b", re.I)
COUNTED = re.compile(r"\b(COUNT|SUM|TOTAL|AVG)\s*\(", re.I)
FEW = re.compile(r"FROM json_each\(:articles\)|FROM voices")  # a bounded list, or a roll-up


@pytest.mark.parametrize(
    "path", sorted((HOME / "datasette_config").rglob("*.py")), ids=lambda path: path.name
)
def test_pages_count_nothing_that_a_roll_up_has(path: Path) -> None:
    counting = [sql for sql in strings(path) if FINDINGS.search(sql) and COUNTED.search(sql)]
    assert [sql for sql in counting if not FEW.search(sql)] == []


def test_every_module_opens_with_a_sentence() -> None:
    silent = [
        str(path.relative_to(HOME))
        for path in MODULES
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert not silent
