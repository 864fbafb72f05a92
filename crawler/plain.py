"""The plain text of a page, quickly: all that can be read on it but links, its title first."""

from __future__ import annotations

import json
import re

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from crawler.language import language
from crawler.markup import decode

STATED = b"articleBody"  # a text in JSON-LD, which nobody sees, is taken for the article's at times
LONG = 60  # characters of a line from which it can tell the language
BEFORE, AFTER = b"\x02", b"\x03"  # of links: no page may hold these characters
_LINK = re.compile(rb"<[aA](?=[\s>])")
_LINKED = re.compile("\x02[^\x03]*\x03")
_MARKS = re.compile("[\x02\x03]")
_WORD = re.compile(r"\w")
_STRING = re.compile(r'"articleBody"\s*:\s*("(?:[^"\\]|\\.)*")')


def plain(body: bytes, content_type: str) -> str:
    """Title and text of a page, a paragraph a line, without lines that are nothing but links."""
    marked = _LINK.sub(BEFORE + rb"\g<0>", _shown(body))
    for end in (b"</a>", b"</A>"):
        marked = marked.replace(end, end + AFTER)
    title, shown = _read(decode(marked, content_type))
    lines = (line for line in shown.split("\n") if not _is_links(line))
    stated = _STRING.findall(decode(body, content_type)) if STATED in body else []
    return _MARKS.sub("", "\n".join([title, *lines, *map(_value, stated)]))


def _read(html: str) -> tuple[str, str]:
    """The title of a page, and what it shows."""
    tree = HTMLTree.parse(html)
    try:
        return tree.title or "", extract_plain_text(
            tree, main_content=False, alt_texts=False, noscript=True
        )
    finally:
        del tree  # a profiler keeps frames, and a tree must end in the thread that made it


def _shown(body: bytes) -> bytes:
    """A page without its scripts; one with the end of a comment in it may have begun in that."""
    shown, at = [], 0
    while (start := body.find(b"<script", at)) >= 0 and (end := body.find(b"</script", start)) >= 0:
        shown.append(body[at : end if body.find(b"-->", start, end) >= 0 else start])
        at = end
    return b"".join([*shown, body[at:]])


def _is_links(line: str) -> bool:
    """Whether a line has a link, and no words besides."""
    return "\x02" in line and not _WORD.search(_LINKED.sub("", line))


def language_of(text: str) -> str:
    """The language of a plain text, by its longest lines; nothing where all are short."""
    lines = sorted((line for line in text.split("\n") if len(line) >= LONG), key=len)
    return language("\n".join(lines[-3:])) if lines else ""


def _value(quoted: str) -> str:
    try:
        return str(json.loads(quoted, strict=False))
    except ValueError:
        return quoted
