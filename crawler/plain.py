"""The plain text of a page, quickly: all that can be read on it, its title first."""

from __future__ import annotations

import json
import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from crawler.language import language
from crawler.markup import decode

STATED = "articleBody"  # a text in JSON-LD, which nobody sees, is taken for the article's at times
LONG = 60  # characters of a line from which it can tell the language
_STRING = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\]|\\.)*")')


def plain(body: bytes, content_type: str) -> str:
    """Title and text of a page, a paragraph a line."""
    text = decode(body, content_type)
    tree = HTMLTree.parse(text)
    shown = extract_plain_text(tree, main_content=False, alt_texts=False, noscript=True)
    stated = [_value(found) for found in _STRING.findall(text)] if STATED in text else []
    return "\n".join([tree.title or "", shown, *stated])


def language_of(text: str) -> str:
    """The language of a plain text, by its longest lines; nothing where all are short."""
    lines = sorted((line for line in text.split("\n") if len(line) >= LONG), key=len)
    return language("\n".join(lines[-3:])) if lines else ""


def _value(quoted: str) -> str:
    try:
        return str(json.loads(quoted, strict=False))
    except ValueError:
        return quoted
