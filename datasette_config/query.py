"""What an address asks of the search: words, filters, order and page; what is odd is left aside."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from datasette_config import lookup
from datasette_config.pages import Page, Row
from storage.search import expression, singulars, terms

TYPED = 300  # characters; SQLite nests no more than 256 terms
PAGES = 50
LANGS = ("fr", "en")
ORDERS = ("newest", "rank")
FORMS = 40  # of one word; a French verb has about as many
EXPANDED = 12  # words of which the other forms are looked for
# A word is a form of its lemmas and of itself; `lang` is empty for both languages.
OTHERS = """
    WITH asked AS (SELECT value AS word FROM json_each(:words)),
    langs AS (SELECT value AS lang FROM json_each('["fr", "en"]') WHERE :lang IN ('', value)),
    lemmas AS (
        SELECT a.word, l.lang, f.lemma FROM asked a CROSS JOIN langs l
            CROSS JOIN word_forms f ON f.lang = l.lang AND f.form = a.word
        UNION SELECT a.word, l.lang, a.word FROM asked a CROSS JOIN langs l
    )
    SELECT l.word, f.form FROM lemmas l
        CROSS JOIN word_forms f ON f.lang = l.lang AND f.lemma = l.lemma
    UNION SELECT word, lemma FROM lemmas
"""
# Words that no article has.
UNKNOWN = """
    SELECT value AS word FROM json_each(:words) w
    WHERE NOT EXISTS (SELECT 1 FROM articles_fts WHERE articles_fts MATCH '"' || w.value || '"')
"""
SOURCE = "SELECT id, name FROM sources WHERE id = :typed OR name = :typed COLLATE NOCASE LIMIT 1"
Forms = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Query:
    """A search; filters that are empty or None hold nothing back."""

    expression: str
    forms: Forms
    phrases: bool  # whether the index keeps the places of words
    prefixes: bool = False  # the words that begin so are read anew whenever the index is asked
    lang: str = ""
    first: str = ""
    last: str = ""
    source: Row | None = None
    entity: Row | None = None
    order: str = "newest"
    number: int = 1

    @property
    def filters(self) -> dict[str, str]:
        """The values of the filters that are set, by their name."""
        found = {
            "lang": self.lang,
            "first": self.first,
            "last": self.last,
            "source": self.source["id"] if self.source else "",
            "entity": self.entity["id"] if self.entity else "",
        }
        return {name: value for name, value in found.items() if value}

    @property
    def newest(self) -> Query:
        """Its first page, the newest first."""
        return replace(self, order="newest", number=1)

    @property
    def wanted(self) -> bool:
        """Whether anything is asked for at all."""
        return bool(self.expression or self.filters)


@dataclass(frozen=True)
class Asked:
    """A query, and what of the address could not be understood."""

    query: Query
    wrong_days: bool
    source: str = ""
    entity: lookup.Unknown | None = None


async def asked(page: Page) -> Asked:
    """The query of an address."""
    args = {key: value.strip() for key, value in page.args.items()}
    typed, lang = args.get("q", "")[:TYPED], _one_of(LANGS, args.get("in", ""), "")
    first, last = _day(args.get("from", "")), _day(args.get("to", ""))
    wrong = first is None or last is None or bool(first and last and first > last)
    source, entity = await _source(page, args), await _entity(page, args)
    forms, phrases = await forms_of(page, typed, lang), not page.public
    query = Query(
        expression(typed, forms, phrases=phrases), forms, phrases,
        any(term.prefix for term in terms(typed)), lang,
        "" if wrong else first or "", "" if wrong else last or "", source, entity,
        _one_of(ORDERS, args.get("order", ""), ORDERS[0]), _number(args.get("page", "")),
    )  # fmt: skip
    named = args.get("entity", "")
    unknown = await lookup.unknown(page, named) if named and not entity else None
    return Asked(query, wrong, "" if source else args.get("source", ""), unknown)


async def forms_of(page: Page, typed: str, lang: str) -> Forms:
    """The other forms of the single words that were typed; none where the database has none."""
    words = [term.single for term in terms(typed) if term.single][:EXPANDED]
    if not words or not await page.datasette.get_database().table_exists("word_forms"):
        return {}
    found = await _others(page, {word: [word] for word in words}, lang)
    alone = [word for word, forms in found.items() if len(forms) == 1 and singulars(word)]
    unknown = await page.rows(UNKNOWN, {"words": json.dumps(alone)}) if alone else []
    asked = {row["word"]: [row["word"], *singulars(row["word"])] for row in unknown}
    return {**found, **await _others(page, asked, lang)} if asked else found


async def _others(page: Page, asked: Mapping[str, Sequence[str]], lang: str) -> Forms:
    """Words with the forms of each word that they are asked by."""
    by = [word for words in asked.values() for word in words]
    rows = await page.rows(OTHERS, {"words": json.dumps(by), "lang": lang})
    others: dict[str, list[str]] = {}
    for row in rows:
        others.setdefault(row["word"], []).append(row["form"])
    return {
        word: list(dict.fromkeys(
            [*words, *(form for one in words for form in others.get(one, ()))]
        ))[:FORMS]
        for word, words in asked.items()
    }  # fmt: skip


async def _source(page: Page, args: Mapping[str, str]) -> Row | None:
    typed = args.get("source", "")
    return await page.row(SOURCE, {"typed": typed}) if typed else None


async def _entity(page: Page, args: Mapping[str, str]) -> Row | None:
    typed = args.get("entity", "")
    return await lookup.found(page, typed) if typed else None


def _day(text: str) -> str | None:
    """A day as it stands in the tables; None where it is none."""
    try:
        return text and str(date.fromisoformat(text[:10]))
    except ValueError:
        return None


def _number(text: str) -> int:
    sound = text.isascii() and text.isdigit() and len(text) < 5
    return min(max(int(text), 1), PAGES) if sound else 1


def _one_of(known: Sequence[str], asked: str, otherwise: str) -> str:
    return asked if asked in known else otherwise
