"""The positions as a database of Discourse Network Analyzer 3: statements in documents.

A document is an article: its text there is the excerpt and the sentences of evidence of the public
copy, nothing else. A statement is a position with its sentence: who (person, organization), about
what (concept), for or against (agreement). What DNA cannot hold is left out: ambivalent positions,
those in copies, and those whose sentence the public copy does not show.
"""

from __future__ import annotations

import json
import sqlite3
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from pathlib import Path

from storage.handout.network import statements

PERSON, ORGANIZATION, CONCEPT, AGREEMENT = 1, 2, 3, 4  # variables, as in dna.sql
TYPE, ALIAS, NOTES = 0, 3, 6  # what is added to a variable's number for that of an attribute
LONGEST = 190  # characters of a value
PASSWORD = "brouhaha"  # noqa: S105 - DNA asks for one; it protects nothing and stands in the docs
ROUNDS = 100_000
ARTICLE = """
    SELECT a.id, a.title, a.excerpt, a.authors, a.url, a.lang, a.day, s.name AS source, s.kind
    FROM articles a JOIN sources s ON s.id = a.source_id WHERE a.id = ?
"""
PASSAGES = """
    SELECT "start", text FROM passages WHERE article_id = ? AND revision = ? ORDER BY "start"
"""
KNOWN = {
    "entity": "SELECT name, type, COALESCE(wikidata, '') FROM entities WHERE id = ?",
    "issue": "SELECT label_en, 'issue', label_fr FROM issues WHERE id = ?",
}
Row = sqlite3.Row
Held = tuple[int, str, int]  # a passage: where it begins in its article, its text, where in DNA's


def write(public: sqlite3.Connection, path: Path) -> dict[str, int]:
    """Write the positions of a public copy; how many statements there are, and what is left out."""
    left_out = Counter({"ambivalent": 0, "in_copies": 0, "sentence_not_shown": 0})
    kept = documents = 0
    with closing(sqlite3.connect(path)) as db:
        db.executescript(files("storage.handout").joinpath("dna.sql").read_text("utf-8"))
        db.execute("INSERT INTO CODERS (ID, Name, Red, Green, Password) "
                   "VALUES (1, 'Admin', 255, 255, ?)", [_password()])  # fmt: skip
        names = _Names(db, public)
        for article, rows in groupby(statements(public), lambda row: row["article_id"]):
            text, placed = _document(public, list(rows), left_out)
            if placed:
                documents += 1
                kept += len(placed)
                _add_document(db, public.execute(ARTICLE, [article]).fetchone(), text)
                _add_statements(db, placed, names)
        db.commit()
    return {"statements": kept, "documents": documents, **left_out}


def _document(
    public: sqlite3.Connection, rows: Sequence[Row], left_out: Counter[str]
) -> tuple[str, list[tuple[Row, int, int]]]:
    """The text of an article, and where in it the sentences of its positions stand."""
    first = rows[0]
    text: str = public.execute(ARTICLE, [first["article_id"]]).fetchone()["excerpt"]
    held: list[Held] = []
    for start, passage in public.execute(PASSAGES, [first["article_id"], first["revision"]]):
        text += "\n\n"
        held.append((start, passage, _units(text)))
        text += passage
    placed = []
    for row in rows:
        place = _place(row, held)
        if reason := _reason(row, place):
            left_out[reason] += 1
        elif place:
            placed.append((row, *place))
    return text, placed


def _reason(row: Row, place: tuple[int, int] | None) -> str:
    """Why a position is left out; empty where it is not."""
    if row["polarity"] == "ambivalent":
        return "ambivalent"
    if row["copy"]:
        return "in_copies"
    return "" if place else "sentence_not_shown"


def _place(row: Row, held: Sequence[Held]) -> tuple[int, int] | None:
    """Where the sentence of a position stands in DNA's text, as far as a passage holds it."""
    for first, passage, at in sorted(held, key=lambda one: -len(one[1])):
        if first <= row["start"] < first + len(passage):
            start = max(row["sentence_start"] - first, 0)
            stop = min(max(row["sentence_end"], row["end"]) - first, len(passage))
            return at + _units(passage[:start]), at + _units(passage[:stop])
    return None


def _units(text: str) -> int:
    """The length of a text as Java counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _add_document(db: sqlite3.Connection, article: Row, text: str) -> None:
    midnight = datetime.fromisoformat(article["day"]).replace(tzinfo=UTC)
    authors = ", ".join(map(str, json.loads(article["authors"])))
    shown = [article["title"], authors, article["source"], article["lang"], article["kind"]]
    title, author, source, section, kind = (value[:LONGEST] for value in shown)
    db.execute(
        "INSERT INTO DOCUMENTS VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)",
        [article["id"], title, text, author, source, section, article["url"], kind,
         int(midnight.timestamp())],
    )  # fmt: skip


def _add_statements(
    db: sqlite3.Connection, placed: Sequence[tuple[Row, int, int]], names: _Names
) -> None:
    for row, start, stop in placed:
        db.execute(
            "INSERT INTO STATEMENTS VALUES (?, 1, ?, ?, ?, 1)",
            [row["id"], row["article_id"], start, stop],
        )
        db.executemany(
            "INSERT INTO DATASHORTTEXT (StatementId, VariableId, Entity) VALUES (?, ?, ?)",
            [(row["id"], variable, names.number(variable, *key)) for variable, *key in _who(row)],
        )
        db.execute(
            "INSERT INTO DATABOOLEAN (StatementId, VariableId, Value) VALUES (?, ?, ?)",
            [row["id"], AGREEMENT, row["polarity"] == "favor"],
        )


def _who(row: Row) -> Iterator[tuple[int, str, str]]:
    """Each variable with the kind and the key of its value; a person's organization by office."""
    person = row["holder_type"] == "PERSON"
    yield PERSON, "entity", row["holder_id"] if person else ""
    yield ORGANIZATION, "entity", row["organization_id"] if person else row["holder_id"]
    yield CONCEPT, row["target_kind"], row["target_id"]


class _Names:
    """DNA's numbers of the names that statements use, each written when it is first asked for."""

    def __init__(self, db: sqlite3.Connection, public: sqlite3.Connection) -> None:
        self.db, self.public = db, public
        self.numbers: dict[tuple[int, str, str], int] = {}
        self.taken: set[tuple[int, str]] = set()

    def number(self, variable: int, kind: str, key: str) -> int:
        if (variable, kind, key) not in self.numbers:
            self.numbers[variable, kind, key] = self._add(variable, kind, key)
        return self.numbers[variable, kind, key]

    def _add(self, variable: int, kind: str, key: str) -> int:
        name, type_, notes = self.public.execute(KNOWN[kind], [key]).fetchone() if key else 3 * [""]
        if (variable, name[:LONGEST]) in self.taken:  # two of the same name
            name = f"{name[: LONGEST - len(key) - 3]} ({key})"
        self.taken.add((variable, name[:LONGEST]))
        number = self.db.execute(
            "INSERT INTO ENTITIES (VariableId, Value) VALUES (?, ?)", [variable, name[:LONGEST]]
        ).lastrowid
        self.db.executemany(
            "INSERT INTO ATTRIBUTEVALUES (EntityId, AttributeVariableId, AttributeValue) "
            "VALUES (?, ?, ?)",
            [(number, variable + attribute, value[:LONGEST])
             for attribute, value in ((TYPE, type_), (ALIAS, key), (NOTES, notes))],
        )  # fmt: skip
        return int(number or 0)


def _password() -> str:
    """`PASSWORD` as Jasypt keeps one: a salt, then the digest of digests."""
    salt = sha256(PASSWORD.encode()).digest()[:16]
    digest = sha256(salt + PASSWORD.encode()).digest()
    for _ in range(ROUNDS - 1):
        digest = sha256(digest).digest()
    return b64encode(salt + digest).decode("ascii")
