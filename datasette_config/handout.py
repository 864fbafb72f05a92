"""The page on methods as Markdown, to lay beside data that leaves the house."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from datasette_config.methods import documents, methods, told
from datasette_config.words import LANGUAGES, Words

TEMPLATES = Path(__file__).parent / "templates"


def handouts() -> dict[str, str]:
    """The text in each language, by the name of its file."""
    return {f"methods.{lang}.md": _text(Words(lang)) for lang in LANGUAGES}


def _text(words: Words) -> str:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown of our own words
    )  # fmt: skip
    return made.get_template("methods.txt").render(
        words=words,
        parts_told=told(),
        documents={key: words.number(n) for key, n in documents().items()},
        licences=methods().licence,
        credits=methods().credit,
    )
