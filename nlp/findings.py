"""What the components leave on a Doc: each reads what earlier ones found and adds its own.

`doc._.mentions`, `quotes`, `stances`, `credits`, `figures` and `reasons` are lists of the frozen
records of `storage.records`, in the order of the text; `doc._.entities` maps ids to entities.
"""

from __future__ import annotations

from spacy.tokens import Doc

from storage.records import (
    Credit,
    Document,
    Entity,
    Figure,
    Mention,
    Quote,
    Reason,
    Stance,
)

LISTS = ("mentions", "quotes", "stances", "credits", "figures", "reasons")


def prepare() -> None:
    """Register the attributes; doing it again changes nothing."""
    if Doc.has_extension("document"):
        return
    Doc.set_extension("document", default=None)
    Doc.set_extension("entities", default={})
    Doc.set_extension("relevance", default=0.0)
    for name in LISTS:
        Doc.set_extension(name, default=[])


def document(doc: Doc) -> Document:
    """The document that a Doc was made from, with its title, day and address."""
    found: Document | None = doc._.document
    return found or Document(id="", text=doc.text, lang=doc.lang_)


def text(doc: Doc) -> str:
    """The text of a Doc, which spaCy puts together anew whenever it is asked for."""
    found: str | None = doc.user_data.get("text")
    if found is None:
        found = doc.user_data["text"] = doc.text
    return found


def mentions(doc: Doc) -> list[Mention]:
    return list(doc._.mentions)


def entities(doc: Doc) -> dict[str, Entity]:
    return dict(doc._.entities)


def quotes(doc: Doc) -> list[Quote]:
    return list(doc._.quotes)


def stances(doc: Doc) -> list[Stance]:
    return list(doc._.stances)


def credits(doc: Doc) -> list[Credit]:
    return list(doc._.credits)


def figures(doc: Doc) -> list[Figure]:
    return list(doc._.figures)


def reasons(doc: Doc) -> list[Reason]:
    return list(doc._.reasons)


prepare()
