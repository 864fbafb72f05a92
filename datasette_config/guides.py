"""The guide's pages: Markdown files by language in `guide/`, rendered; HTML in them is text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from datasette_config.words import Language

FOLDER = Path(__file__).parent / "guide"
INDEX = "index"


@dataclass(frozen=True)
class Chapter:
    """A page: its name in the address, its title, first paragraph, and all as HTML."""

    name: str
    title: str
    summary: str
    body: Markup


@cache
def chapters(lang: Language, folder: Path = FOLDER) -> tuple[Chapter, ...]:
    """The pages of a language in the order of the numbers before their names, the index first.

    :raises ValueError: a file does not begin with a title and a paragraph.
    """
    paths = sorted((folder / lang).glob("*.md"), key=lambda path: (path.stem != INDEX, path.stem))
    return tuple(_chapter(path) for path in paths)


def _chapter(path: Path) -> Chapter:
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition("\n\n")
    summary = rest.partition("\n\n")[0]
    if not head.startswith("# ") or not summary:
        raise ValueError(f"{path}: must begin with a line `# Title` and a paragraph")
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = renderer.parse(rest)
    for token in tokens:
        if token.type == "th_open":
            token.attrSet("scope", "col")
    html = renderer.renderer.render(tokens, renderer.options, {})
    body = Markup(html)  # noqa: S704 - our own files, and HTML in them is escaped
    return Chapter(path.stem.rpartition("-")[2], head.removeprefix("# "), summary, body)
