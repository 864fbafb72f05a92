"""The plain text of a page, quickly: all that can be read on it but links, its title first."""

from __future__ import annotations

import json
import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from crawler.language import language
from crawler.markup import decode

STATED = "articleBody"  # a text in JSON-LD, which nobody sees, is taken for the article's at times
LONG = 60  # characters of a line from which it can tell the language
BEFORE, AFTER = "\x02", "\x03"  # of links: no page may hold these characters
_LINK, _LINK_END = re.compile(r"<[aA](?=[\s>])"), re.compile("</[aA]>")
_LINKED = re.compile(f"{BEFORE}[^{AFTER}]*{AFTER}")
_MARKS = re.compile(f"[{BEFORE}{AFTER}]")
_WORD = re.compile(r"\w")
_STRING = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\]|\\.)*")')


def plain(body: bytes, content_type: str) -> str:
    """Title and text of a page, a paragraph a line, without lines that are nothing but links."""
    text = decode(body, content_type)
    marked = _LINK_END.sub(rf"\g<0>{AFTER}", _LINK.sub(rf"{BEFORE}\g<0>", text))
    tree = HTMLTree.parse(marked)
    shown = extract_plain_text(tree, main_content=False, alt_texts=False, noscript=True)
    lines = (line for line in shown.split("\n") if not _is_links(line))
    stated = [_value(found) for found in _STRING.findall(text)] if STATED in text else []
    return _MARKS.sub("", "\n".join([tree.title or "", *lines, *stated]))


def _is_links(line: str) -> bool:
    """Whether a line has a link, and no words besides."""
    return BEFORE in line and not _WORD.search(_LINKED.sub("", line))


def language_of(text: str) -> str:
    """The language of a plain text, by its longest lines; nothing where all are short."""
    lines = sorted((line for line in text.split("\n") if len(line) >= LONG), key=len)
    return language("\n".join(lines[-3:])) if lines else ""


def _value(quoted: str) -> str:
    try:
        return str(json.loads(quoted, strict=False))
    except ValueError:
        return quoted
