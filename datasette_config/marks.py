"""A text with all that was found in it, as nested marks that each explain themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

# The end of a sentence: a stop, what closes around it, then a space and a capital or opening mark.
_STOP = re.compile(
    r"[.!?…](?:\s?[»”\"')\]])*()\s+(?=[\"“«(\[—–-]?\s?[A-ZÀ-ÝŒ0-9])",
)


@dataclass(frozen=True)
class Finding:
    """Characters `start` to `end` of a text, the classes of their mark, and what it says.

    A finding with an `id` is the target `m-ID` and leads to its note, `n-ID`.
    """

    start: int
    end: int
    kind: str
    note: str
    href: str = ""
    id: str = ""


@dataclass(frozen=True)
class Node:
    """A finding, or a piece of one, with those inside it."""

    finding: Finding
    inside: tuple[Node, ...]


def paragraphs(text: str, findings: Iterable[Finding]) -> list[Markup]:
    """The lines of a text as HTML; those out of its bounds are left out.

    >>> paragraphs("Ann said no.", [Finding(0, 3, "name", "Ann")])
    [Markup('<mark class="name" title="Ann">Ann</mark> said no.')]
    """
    found = [f for f in findings if 0 <= f.start < f.end <= len(text)]
    lines, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            here = [
                replace(
                    f,
                    start=max(f.start, start),
                    end=min(f.end, end),
                    id=f.id if f.start >= start else "",
                )
                for f in found
                if f.start < end and f.end > start
            ]
            lines.append(_html(text, start, end, nest(here), linked=False))
        start = end + 1
    return lines


def nest(findings: Iterable[Finding]) -> tuple[Node, ...]:
    """Findings as trees, the longer around the shorter; one that crosses another is cut there."""
    queue = sorted(findings, key=lambda f: (f.start, -f.end))
    nodes = []
    while queue:
        outer = queue.pop(0)
        inside, rest = [], []
        for other in queue:
            if other.start >= outer.end:
                rest.append(other)
            elif other.end <= outer.end:
                inside.append(other)
            else:
                inside.append(replace(other, end=outer.end))
                rest.append(replace(other, start=outer.end, id=""))
        nodes.append(Node(outer, nest(inside)))
        queue = sorted(rest, key=lambda f: (f.start, -f.end))
    return tuple(nodes)


def _html(text: str, start: int, end: int, nodes: tuple[Node, ...], *, linked: bool) -> Markup:
    parts, at = [], start
    for node in nodes:
        finding = node.finding
        parts.append(escape(text[at : finding.start]))
        link = bool(finding.href) and not linked
        inner = _html(text, finding.start, finding.end, node.inside, linked=linked or link)
        parts.append(_mark(finding, inner, link=link))
        if finding.id and not linked:
            parts.append(_reference(finding))
        at = finding.end
    parts.append(escape(text[at:end]))
    return Markup("").join(parts)


def _mark(finding: Finding, inner: Markup, *, link: bool) -> Markup:
    """A link cannot stand in a link: then the name is marked only."""
    name = Markup(' id="m-{}"').format(finding.id) if finding.id else ""
    if link:
        return Markup('<a class="{}" href="{}" title="{}"{}>{}</a>').format(
            finding.kind, finding.href, finding.note, name, inner
        )
    return Markup('<mark class="{}" title="{}"{}>{}</mark>').format(
        finding.kind, finding.note, name, inner
    )


def _reference(finding: Finding) -> Markup:
    """A link to the note, its number written by the style sheet: the text stays as it was."""
    return Markup('<a class="ref" href="#n-{}" aria-label="{}" data-n="{}"></a>').format(
        finding.id, finding.note, finding.id.rpartition("-")[2]
    )


def sentence(text: str, start: int, end: int, reach: int = 280) -> tuple[int, int]:
    """The sentence or sentences around `start` to `end`, within its line and `reach` characters.

    >>> text = "It rained. Ann said no. He left."
    >>> text[slice(*sentence(text, 11, 14))]
    'Ann said no.'
    """
    first = max(text.rfind("\n", 0, start) + 1, start - reach)
    line_end = text.find("\n", end)
    last = min(len(text) if line_end < 0 else line_end, end + reach)
    for match in _STOP.finditer(text, first, min(start + 2, len(text))):
        first = match.end() if match.end() <= start else first
    if stop := _STOP.search(text, max(start, end - 2), last):
        last = max(stop.start(1), end)
    return _trim(text, first, last)


def _trim(text: str, first: int, last: int) -> tuple[int, int]:
    piece = text[first:last]
    lead = len(piece) - len(piece.lstrip())
    return first + lead, last - (len(piece) - len(piece.rstrip()))
