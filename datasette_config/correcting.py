"""From a form that somebody filled in to the words of the command that corrects."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from datasette_config import lookup
from datasette_config.findings import Found
from datasette_config.pages import Page, Row

LONGEST = 500  # characters of a reason or a name; of words 20 times that
POLARITIES = ("favor", "against", "ambivalent", "none")
TYPES = ("PERSON", "ORG", "OUTLET", "WORK", "LAW", "PRODUCT", "EVENT")
KEY = re.compile(r"[0-9a-f]{12}")
ISSUES = "SELECT id, label_en, label_fr FROM issues ORDER BY id LIMIT 200"
# Who is named in the article, then whom the topic lists.
KNOWN = """
    SELECT name FROM (
        SELECT DISTINCT e.name, 0 AS rank FROM mentions m JOIN entities e ON e.id = m.entity_id
        WHERE m.article_id = :id
        UNION SELECT name, 1 FROM entities WHERE listed = 1
    ) GROUP BY name ORDER BY MIN(rank), name LIMIT 400
"""


class UnclearError(Exception):
    """What was filled in cannot be a correction: why, as the words `correct-…` say it."""

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why, self.values = why, values


@dataclass(frozen=True)
class Said:
    """The words of a command, its options apart from what the options cannot swallow."""

    options: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """What was filled in, about which finding of which article."""

    page: Page
    article: int
    text: str
    thing: Found | None
    given: Mapping[str, str]

    def line(self, name: str) -> str:
        """A field in one line of bounded length."""
        return one_line(self.given.get(name, ""))

    def spot(self) -> tuple[str, tuple[str, str]]:
        """The option that says which of the places has the words, and article and words."""
        if not self.thing:
            raise UnclearError("gone")
        words = self.thing.words_of(self.text)
        starts = [found.start() for found in re.finditer(re.escape(words), self.text)]
        nth = sum(start <= self.thing.start for start in starts)
        return f"--nth={max(nth, 1)}", (str(self.article), words)


def one_line(typed: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())[:LONGEST]


async def said(form: Form) -> Said:
    """The command that a form asks for.

    :raises UnclearError: something is missing, or means nobody.
    """
    known = COMMANDS.get(form.given.get("what", ""))
    if not known:
        raise UnclearError("what")
    if not form.line("reason"):
        raise UnclearError("reasonless")
    return await known(form)


async def _mention(form: Form) -> Said:
    nth, words = form.spot()
    return Said(("mention", f"--entity={who(form.thing)}", nth), words)


async def _speaker(form: Form) -> Said:
    nth, words = form.spot()
    return Said(("speaker", nth), (*words, await _party(form, "said-by")))


async def _position(form: Form) -> Said:
    nth, words = form.spot()
    value = _polarity(form)
    held = form.thing.row["polarity"] if form.thing else ""
    options = (f"--holder={who(form.thing)}", f"--target={target(form.thing)}", nth)
    return Said(("position", *options), (*words, "confirm" if value == held else value))


async def _added(form: Form) -> Said:
    words = form.given.get("words", "").replace("\r\n", "\n").strip()[: 20 * LONGEST]
    if not words or "\0" in words:
        raise UnclearError("wordless")
    nth = _place(form, words)
    holder, goal = await _party(form, "holder"), await _target(form)
    options = ("position", f"--holder={holder}", f"--target={goal}", *nth)
    return Said(options, (str(form.article), words, _polarity(form)))


def _place(form: Form, words: str) -> tuple[str, ...]:
    """The option that says which of several places has the words."""
    places, typed = len(re.findall(re.escape(words), form.text)), form.line("nth")
    if not places:
        raise UnclearError("absent")
    nth = int(typed) if typed.isascii() and typed.isdecimal() else 0
    if nth > places or (places > 1 and not nth):
        raise UnclearError("several", places=places)
    return (f"--nth={nth}",) if nth else ()


async def _merge(form: Form) -> Said:
    return Said(("entity", "merge"), (who(form.thing), await _entity(form, "into")))


async def _split(form: Form) -> Said:
    """Part of what was found for an entity is another's, which may be new."""
    _, (article, words) = form.spot()
    where = form.given.get("where", "")
    options = [] if where == "spelled" else [f"--article={article}"]
    options += [f"--words={words}"] if where in ("spelled", "spelled-here") else []
    if form.line("into") or not form.line("name"):
        return Said(("entity", "split", *options), (who(form.thing), await _entity(form, "into")))
    name, kind = form.line("name"), form.given.get("type", "")
    options += [f"--name={name}", f"--type={kind}"]
    return Said(("entity", "split", *options), (who(form.thing), await _new(form, name, kind)))


async def _relevant(form: Form) -> Said:
    value = form.given.get("value", "")
    if value not in ("yes", "no"):
        raise UnclearError("what")
    return Said(("relevant",), (str(form.article), value))


async def _undo(form: Form) -> Said:
    if not KEY.fullmatch(key := form.given.get("key", "")):
        raise UnclearError("what")
    return Said(("undo",), (key,))


COMMANDS: Mapping[str, Callable[[Form], Awaitable[Said]]] = {
    "mention": _mention, "speaker": _speaker, "position": _position, "added": _added,
    "merge": _merge, "split": _split, "relevant": _relevant, "undo": _undo,
}  # fmt: skip


def who(thing: Found | None) -> str:
    """Who is named, speaks, is credited or holds the position: an id, or words."""
    return str(thing.row["about"] or thing.row["name"]) if thing else ""


def target(thing: Found | None) -> str:
    """What a position is on: an issue or an entity, by id."""
    row: Row = thing.row if thing else {}
    return str(row.get("target_issue") or row.get("target_entity") or "")


def slug(name: str) -> str:
    """The id that a new name gets.

    >>> slug("L'Été à Paris")
    'l-ete-a-paris'
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80]


def _polarity(form: Form) -> str:
    value = form.given.get("value", "")
    if value not in POLARITIES:
        raise UnclearError("what")
    return value


async def _entity(form: Form, field: str) -> str:
    typed = form.line(field)
    if not typed:
        raise UnclearError("nobody")
    row = await lookup.found(form.page, typed)
    if not row:
        raise UnclearError("unknown", typed=typed)
    return str(row["id"])


async def _new(form: Form, name: str, kind: str) -> str:
    """The id of somebody or something new; its type is in it where the name alone is taken."""
    if kind not in TYPES or not slug(name):
        raise UnclearError("typeless")
    taken = await lookup.found(form.page, slug(name))
    return f"{slug(name)}-{kind.lower()}" if taken else slug(name)


async def _party(form: Form, field: str) -> str:
    """An entity by its id, or words for somebody who is none."""
    typed = form.line(field)
    if not typed:
        raise UnclearError("nobody")
    row = await lookup.found(form.page, typed)
    return str(row["id"]) if row else typed


async def _target(form: Form) -> str:
    typed = form.line("on")
    for row in await form.page.rows(ISSUES):
        if typed.casefold() in {str(value).casefold() for value in row.values()}:
            return str(row["id"])
    return await _entity(form, "on")
