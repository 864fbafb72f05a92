"""The day on which an outlet told something, as an article that took it from there shows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from storage.coverage import Covered
from storage.told.cascades import Edge
from stories import days
from stories.taking import Told

RECENT = timedelta(31)  # a day further back is not that of the news
SENTENCE = re.compile(r"[^.!?\n]*$"), re.compile(r"^[^.!?\n]*")
DATED = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?:[/-]|$)")


def dated(edge: Edge, told: Told) -> Edge:
    """An edge to an outlet with the day: of the address, or of the words of its sentence."""
    if edge.from_outlet is None or not told.article.day:
        return edge
    for link in told.links:
        if edge.kind == "link" and link.start == edge.start and (day := _addressed(link.url)):
            return replace(edge, told_day=day, told_rule="address")
    published = date.fromisoformat(told.article.day)
    named = days.named(_sentence(told.article, edge), told.article.lang, published)
    recent = [day for day in named if published - RECENT <= day <= published]
    if recent:
        return replace(edge, told_day=max(recent).isoformat(), told_rule="words")
    return edge


def _addressed(url: str) -> str | None:
    found = DATED.search(url)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _sentence(article: Covered, edge: Edge) -> str:
    if edge.start is None or edge.end is None:
        return ""
    before = SENTENCE[0].search(article.text, 0, edge.start)
    after = SENTENCE[1].search(article.text[edge.end :])
    return f"{before[0] if before else ''}{article.text[edge.start : edge.end]}" + (
        after[0] if after else ""
    )
