"""What a search shows of each article it found: title and words with what matched marked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from datasette_config.corrected import BY_HAND
from datasette_config.marks import sentence
from datasette_config.pages import Page, Row
from datasette_config.query import Query
from storage.search import WORD, plain, terms

OPEN, CLOSE = "\x02", "\x03"  # around what matched; no page shows such characters
BEFORE, AFTER = 3, 8  # words that tell a browser where in the text the hit is
COLUMNS = f"""
    a.id, a.day, a.lang, a.relevant, a.access, a.source_id, s.name AS source,
    {BY_HAND} AS by_hand
"""
MARKED = f"""
    SELECT {COLUMNS}, highlight(articles_fts, 0, '{OPEN}', '{CLOSE}') AS title,
           snippet(articles_fts, 1, '{OPEN}', '{CLOSE}', '…', 40) AS snippet
    FROM articles_fts CROSS JOIN articles a ON a.id = articles_fts.rowid
    JOIN sources s ON s.id = a.source_id
    WHERE articles_fts MATCH :expression AND {{row}} IN (SELECT value FROM json_each(:ids))
"""  # noqa: S608
# The index is asked for each article; for a prefix, which costs what all its words cost, just once.
EACH, AT_ONCE = "articles_fts.rowid", "+articles_fts.rowid"
PLAIN = f"""
    SELECT {COLUMNS}, a.title, a.excerpt AS snippet
    FROM json_each(:ids) n CROSS JOIN articles a ON a.id = n.value
    JOIN sources s ON s.id = a.source_id
"""  # noqa: S608
Piece = tuple[str, bool]  # words, and whether they matched


async def shown(page: Page, query: Query, ids: Sequence[int], typed: str) -> list[Row]:
    """The articles in the order given, `title` and `snippet` in pieces, `at` the place of the hit.

    Where the index has no places of words, the title and the opening of the text are shown.
    """
    params = {"ids": json.dumps(ids), "expression": query.expression}
    marked = bool(query.expression) and query.phrases
    sql = MARKED.format(row=AT_ONCE if query.prefixes else EACH) if marked else PLAIN
    rows = sorted(await page.rows(sql, params), key=lambda row: ids.index(row["id"]))
    if not marked:
        rows = [
            {**row, **{key: mark(row[key], typed, query) for key in ("title", "snippet")}}
            for row in rows
        ]
    found = [{**row, **{key: pieces(row[key]) for key in ("title", "snippet")}} for row in rows]
    return [{**row, "at": fragment(row["snippet"])} for row in found]


def mark(text: str, typed: str, query: Query) -> str:
    """A text with marks around the words that were typed, and around their other forms."""
    asked = terms(typed)
    whole = {
        form for term in asked for word in term.words for form in query.forms.get(word, (word,))
    }
    starts = tuple(term.words[-1] for term in asked if term.prefix)
    parts, at = [], 0
    for match in WORD.finditer(text):
        word = plain(match[0])
        if word in whole or (starts and word.startswith(starts)):
            parts += [text[at : match.start()], OPEN, match[0], CLOSE]
            at = match.end()
    return "".join([*parts, text[at:]])


def pieces(marked: str) -> list[Piece]:
    """A marked text as pieces, so that the template escapes each.

    >>> pieces("a \\x02b\\x03 c")
    [('a ', False), ('b', True), (' c', False)]
    """
    found: list[Piece] = []
    for part in marked.split(OPEN):
        hit, close, rest = part.rpartition(CLOSE)
        found += [(hit.replace(CLOSE, ""), True)] if close else []
        found += [(rest, False)] if rest else []
    return found


def fragment(found: Sequence[Piece]) -> str:
    """What leads a browser to the first hit in the text of the article; empty without a hit.

    >>> fragment([("She said: the ", False), ("union", True), (" won.", False)])
    '#text:~:text=She%20said%3A%20the-,union%20won.'
    """
    place = next((n for n, (_, hit) in enumerate(found) if hit), None)
    if place is None:
        return ""
    text = "".join(words for words, _ in found)
    start = sum(len(words) for words, _ in found[:place])
    first, last = sentence(text, start, start + len(found[place][0]))
    before = text[first:start].split("\n")[-1].replace("…", "").split()[-BEFORE:]
    words = text[start:last].split("\n")[0].replace("…", "").split()[:AFTER]
    context = f"{_quoted(before)}-," if before else ""
    return f"#text:~:text={context}{_quoted(words)}"


def _quoted(words: Sequence[str]) -> str:
    return quote(" ".join(words), safe="").replace("-", "%2D")
