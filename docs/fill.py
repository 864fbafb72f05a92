"""Write what the program can say itself: commands, tables, topic files; and the READMEs' figures.

python docs/fill.py           write them
python docs/fill.py --check   fail where one is not up to date
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml
from pydantic import BaseModel

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from commands.front import cli  # noqa: E402
from datasette_config.described import described  # noqa: E402
from storage.handout import columns  # noqa: E402
from storage.store import opened  # noqa: E402
from topics import model  # noqa: E402

NOTE = "<!-- written by docs/fill.py; change the program, not this page -->\n\n"
READMES = ("../README.md", "../README.fr.md")
MARK = re.compile(r"(<!-- table (-?\d+) of (\w+) -->)\n.*?(<!-- end -->)", re.S)
SCHEMA = "<!-- what follows is written by docs/fill.py; change the program, not this page -->"
TYPES = {"text": "string", "timestamp": "timestamp[us, UTC]", "dictionary": "dictionary of string"}
FILES = {
    "topic.toml": model.TopicFile,
    "entities.toml": model.EntitiesFile,
    "issues.toml": model.IssuesFile,
    "events.toml": model.EventsFile,
    "sources.toml": model.SourcesFile,
}


def commands() -> str:
    """Every command's help as the terminal shows it."""
    parts = ["# Commands\n"]
    for path, command in _walk(cli, ("brouhaha",)):
        context = click.Context(command, info_name=" ".join(path), terminal_width=88)
        parts.append(f"## {' '.join(path)}\n\n```\n{command.get_help(context)}\n```\n")
    return NOTE + "\n".join(parts)


def _walk(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _walk(child, (*path, name))


def tables() -> str:
    """Every table with its columns, as the database is made and as Datasette describes it."""
    metadata = yaml.safe_load((HERE.parent / "datasette_config/metadata.yaml").read_text("utf-8"))
    described = next(iter(metadata["databases"].values()))["tables"]
    parts = ["# Tables\n"]
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "a.db") as db:
        parts += [_table(t, described[t.name]) for t in db.tables if t.name in described]
    return NOTE + "\n".join(parts)


def _table(table: Any, described: dict[str, Any]) -> str:
    keys = {key.column: f"→ {key.other_table}" for key in table.foreign_keys}
    words = described.get("columns", {})
    rows = [
        f"| {c.name} | {c.type} {keys.get(c.name, '')} | {words.get(c.name, '')} |"
        for c in table.columns
    ]
    head = f"## {table.name}\n\n{described['description'].strip()}\n"
    return "\n".join([head, "| column | type | what |", "| --- | --- | --- |", *rows, ""])


def parquet() -> str:
    """The page on Parquet files, with each table of a private database as it is typed there."""
    page = (HERE / "parquet.md").read_text("utf-8")
    head = page[: page.index(SCHEMA) + len(SCHEMA)]
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder) / "a.db") as db:
        found = columns.tables(db, described())
    return f"{head}\n\n## Schema\n\n" + "\n".join(_typed(table) for table in found)


def _typed(table: columns.Table) -> str:
    rows = [f"| {c.name} | {TYPES.get(c.type, c.type)} | {c.description} |" for c in table.columns]
    head = [f"### {table.name}\n\n{table.description}\n", "| column | type | what |"]
    return "\n".join([*head, "| --- | --- | --- |", *rows, ""])


def topic_files() -> str:
    """Every key that the files of a topic may hold."""
    parts = ["# Files of a topic\n"]
    for file, kind in FILES.items():
        parts.append(f"## {file}\n\n" + "\n".join(_keys(kind, "")) + "\n")
    return NOTE + "\n".join(parts)


def _keys(kind: type[BaseModel], path: str) -> Iterator[str]:
    yield f"**{path or 'top level'}** — {' '.join((kind.__doc__ or '').split())}\n"
    yield "| key | type | needed | what |\n| --- | --- | --- | --- |"
    inner: list[tuple[str, type[BaseModel]]] = []
    for name, field in kind.model_fields.items():
        needed = "yes" if field.is_required() else "no"
        yield f"| {name} | {_name(field.annotation)} | {needed} | {field.description or ''} |"
        inner += [(f"{path}[{name}]", found) for found in _models(field.annotation)]
    yield ""
    for where, found in inner:
        if found not in (model.Label, model.Terms):
            yield from _keys(found, where)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)


def _name(annotation: Any) -> str:
    """`tuple[Words, ...]` -> `list of text`, in words a researcher knows."""
    arguments = [a for a in getattr(annotation, "__args__", ()) if a not in (Ellipsis, type(None))]
    origin = str(getattr(annotation, "__origin__", ""))
    if "tuple" in origin:
        return f"list of {_name(arguments[0])}"
    if "dict" in origin:
        return f"table of {_name(arguments[1])}"
    if "Annotated" in str(type(annotation)):
        return _name(annotation.__origin__)
    if "Literal" in origin:
        return " or ".join(f"`{a}`" for a in arguments)
    if arguments:
        return " or ".join(map(_name, arguments))
    names = {"str": "text", "float": "number", "int": "number", "HttpUrl": "address"}
    return names.get(annotation.__name__, annotation.__name__.lower())


def with_results(text: str) -> str:
    """A page whose marks `<!-- table N of REPORT -->` stand above what was measured last."""
    return MARK.sub(lambda m: f"{m[1]}\n\n{_result(m[3], int(m[2]))}\n\n{m[4]}", text)


def _result(report: str, number: int) -> str:
    """The n-th table of a report, from 1; from -1, counted from the end."""
    text = (HERE.parent / "benchmarks/results" / f"{report}.md").read_text("utf-8")
    found = [block for block in text.split("\n\n") if block.startswith("|")]
    return found[number - 1 if number > 0 else number].strip()


def main() -> int:
    """Write or check the pages; 1 where one is stale."""
    stale = []
    for name, text in (
        ("commands.md", commands()),
        ("tables.md", tables()),
        ("topic-files.md", topic_files()),
        ("parquet.md", parquet()),
        *((name, with_results((HERE / name).read_text("utf-8"))) for name in READMES),
    ):
        page = HERE / name
        if page.is_file() and page.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            page.write_text(text, "utf-8")
    print(f"{'stale' if '--check' in sys.argv else 'written'}: {', '.join(stale) or 'none'}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
