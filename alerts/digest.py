"""A digest: what each alert says, with the words that show it and where to read on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from sqlite_utils import Database

from alerts import names
from alerts.changes import changes
from alerts.evidence import Shown, shown
from alerts.heads import head
from datasette_config.words import Words
from storage.alerts import Kept
from topics.rules import Alerts

UNSURE = 0.6  # a lower confidence is told as uncertain, as on the pages


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence or a title, what it is, and of which article."""

    label: str
    words: str
    where: str


@dataclass(frozen=True, slots=True)
class Item:
    """An alert in words; `page` and `address` are empty where there is none."""

    sign: str
    head: str
    where: str
    notes: tuple[str, ...]
    quotes: tuple[Quote, ...]
    page: str
    address: str


@dataclass(frozen=True, slots=True)
class Digest:
    """A message: its number, what it is about, and its items."""

    id: str
    subject: str
    words: Words
    items: tuple[Item, ...]


def digest(db: Database, settings: Alerts, number: str, alerts: Sequence[Kept]) -> Digest:
    """The message of some alerts, in the language of the settings."""
    words = Words(settings.language)
    count = words.count("alert-alerts", len(alerts))
    subject = words("alert-subject", topic=names.topic(db, words), alerts=count)
    return Digest(number, subject, words, tuple(item(db, settings, one) for one in alerts))


def item(db: Database, settings: Alerts, alert: Kept) -> Item:
    """What one alert says."""
    words = Words(settings.language)
    here, other = shown(db, alert.place), shown(db, alert.other)
    notes = changes(db, words, alert) if alert.rule == "edit" else ()
    if alert.confidence < UNSURE:
        notes = (*notes, words("alert-uncertain"))
    pages = str(settings.pages).rstrip("/") if settings.pages and here else ""
    return Item(
        words(f"alert-rule-{alert.rule}"), head(db, words, alert, here),
        _where(words, here) if here else words.day(alert.day), notes,
        tuple(_quotes(words, alert, here, other)),
        f"{pages}/article/{here.article_id}" if pages and here else "", here.url if here else "",
    )  # fmt: skip


def _quotes(words: Words, alert: Kept, here: Shown | None, other: Shown | None) -> Iterator[Quote]:
    """The words before, where there are any, and the words that show it."""
    if here is None:
        return
    if alert.rule == "edit" and other and other.title != here.title:
        yield Quote(words("alert-title-before"), other.title, "")
        yield Quote(words("alert-title-now"), here.title, "")
    conflict = alert.details.get("what") == "conflict"
    now = Quote(words("alert-now") if other and not conflict else "", here.words, "")
    then = None
    if other and other.words:
        label = words("alert-other" if conflict else "alert-before")
        then = Quote(label, other.words, _where(words, other) if _apart(here, other) else "")
    found = (now, then) if conflict else (then, now)
    yield from (quote for quote in found if quote and quote.words)


def _apart(here: Shown, other: Shown) -> bool:
    return here.article_id != other.article_id


def _where(words: Words, article: Shown) -> str:
    return ", ".join((article.outlet, words.day(article.day)))


def as_text(found: Digest) -> str:
    """The digest for those who read no HTML, and for channels of short messages."""
    words = found.words
    parts = [part for one in found.items for part in ("\n".join(lines(one, words)), "")]
    closing = [words("alert-quoted"), words("alert-closing", id=found.id)]
    return "\n".join([*parts, "--", *closing])


def lines(one: Item, words: Words) -> Iterator[str]:
    """The lines of an item."""
    yield f"• {one.head}"
    yield f"  {' · '.join((one.where, *one.notes))}"
    for quote in one.quotes:
        if quote.label:
            yield f"  {', '.join(part for part in (quote.label, quote.where) if part)}"
        yield f"  > {quote.words}"
    if one.page:
        yield f"  {words('alert-link', what=words('alert-article'), address=one.page)}"
    if one.address:
        yield f"  {words('alert-link', what=words('alert-address'), address=one.address)}"


def as_html(found: Digest) -> str:
    """The digest as a mail shows it: no image, nothing from outside, all words escaped."""
    return _template().render(digest=found, words=found.words)


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True)  # fmt: skip
    source = files("alerts").joinpath("digest.html").read_text("utf-8")
    return environment.from_string(source)
