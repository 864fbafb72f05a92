"""What a page's markup says of it: JSON-LD, meta tags, links; read once, before the body."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html
from w3lib.encoding import html_body_declared_encoding, html_to_unicode

from crawler.lists import terms

LARGEST_SCRIPT = 3_000_000  # characters of JSON-LD; a live blog has 1.3 million
DEEPEST = 6
Node = dict[str, Any]
# None of these may be in XML, in UTF-8
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
# What keeps a script from old browsers, before and after the JSON in it
_OPENING = re.compile(r"\s*(?://\s*)?(?:<!--|<!\[CDATA\[)")
_CLOSING = re.compile(r"(?://\s*)?(?:-->|\]\]>)?\s*;?\s*$")
_END = 20  # characters in which that can stand
# One class for all elements: what `lxml.html` does, asking Python for each, takes longer
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
ARTICLE_TYPES = frozenset(terms("markup", "article_types"))
_ELSEWHERE = frozenset(terms("markup", "elsewhere"))


@dataclass(frozen=True)
class Markup:
    """A parsed page and what its markup says."""

    tree: html.HtmlElement
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)  # the first target of each kind of link
    nodes: tuple[Node, ...] = ()  # JSON-LD, those of articles first
    ids: dict[str, Node] = field(default_factory=dict)

    def meta(self, *names: str) -> list[str]:
        """The contents of the meta tags of these names, in the order of the names."""
        return [value for name in names for value in self.metas.get(name, ())]

    def articles(self) -> list[Node]:
        return [node for node in self.nodes if types(node) & ARTICLE_TYPES]


def read(body: bytes, content_type: str) -> Markup | None:
    """Decode as browsers do, parse, and collect; `None` where there is no element."""
    tree = parse(decode(body, content_type))
    if tree is None:
        return None
    metas: dict[str, list[str]] = {}
    links: dict[str, str] = {}
    ids: dict[str, Node] = {}
    nodes: list[Node] = []
    for element in tree.iter("meta", "link", "script"):
        if element.tag == "meta":
            _note_meta(element, metas)
        elif element.tag == "link":
            _note_link(element, links)
        else:
            nodes += (node for block in _blocks(element) for node in _nodes(block, ids))
    nodes.sort(key=lambda node: not types(node) & ARTICLE_TYPES)
    return Markup(tree, metas, links, tuple(nodes), ids)


def decode(body: bytes, content_type: str) -> str:
    """The text of a page, as browsers find its encoding: byte order mark, header, meta tag."""
    encoding, text = html_to_unicode(content_type or None, body, auto_detect_fun=_guess)
    if encoding.startswith("utf-16") and html_body_declared_encoding(body):
        return body.decode("utf-8", "replace")  # a tag that can be read is not in UTF-16
    return str(text)


def _guess(body: bytes) -> str:
    """UTF-8 where nothing is declared and it can be, else what the old web was written in."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def types(node: Node) -> set[str]:
    """The types of a JSON-LD node, without the vocabulary's address."""
    kinds = node.get("@type") or ()
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return {str(kind).rstrip("/").rpartition("/")[2] for kind in kinds if isinstance(kind, str)}


def parse(text: str) -> html.HtmlElement | None:
    """The tree of a page; `None` where it holds no element."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ELEMENTS)
    content = text.encode("utf-8", "replace").translate(None, _CONTROL)
    for code in _NO_CHARACTERS if b"\xef" in content else ():
        content = content.replace(code, b"")
    try:
        return html.document_fromstring(content, parser=parser)
    except (html.etree.ParserError, ValueError, AssertionError):
        return None


def _note_meta(element: html.HtmlElement, metas: dict[str, list[str]]) -> None:
    content = (element.get("content") or element.get("value") or "").strip()
    for key in ("name", "property", "itemprop"):
        if content and (name := element.get(key)):
            values = metas.setdefault(name.strip().lower(), [])
            if content not in values:
                values.append(content)


def _note_link(element: html.HtmlElement, links: dict[str, str]) -> None:
    if target := element.get("href"):
        for kind in (element.get("rel") or "").lower().split():
            links.setdefault(kind, target)


def _blocks(script: html.HtmlElement) -> Iterator[Any]:
    text = script.text or ""
    if "ld+json" in (script.get("type") or "").lower() and len(text) <= LARGEST_SCRIPT:
        yield from _values(text)


def _values(text: str) -> Iterator[Any]:
    """The JSON of a script, as far as usual mistakes in it can be mended."""
    text = text.rstrip()
    text = _OPENING.sub("", text, count=1) if _OPENING.match(text) else text
    text = text[:-_END] + _CLOSING.sub("", text[-_END:])
    for mend in (str, _without_last_commas):
        try:
            yield json.loads(mend(text), strict=False)
            return
        except (ValueError, RecursionError):
            continue


def _without_last_commas(text: str) -> str:
    return re.sub(r",\s*([}\]])", r"\1", text)


def _nodes(value: Any, ids: dict[str, Node], depth: int = 0) -> Iterator[Node]:
    """The nodes that speak of the page itself; all with an `@id` are noted."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, ids, depth + 1)
    elif isinstance(value, dict):
        _note(value, ids)
        yield value
        for key, inner in value.items():
            if isinstance(inner, dict | list) and key not in _ELSEWHERE:
                yield from _nodes(inner, ids, depth + 1)


def _note(node: Node, ids: dict[str, Node]) -> None:
    name = node.get("@id")
    if isinstance(name, str) and len(node) > len(ids.get(name, {})):
        ids[name] = node
    for inner in node.values():
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, dict) and isinstance(item.get("@id"), str) and len(item) > 1:
                ids.setdefault(item["@id"], item)
