"""From what a person points at, an article and words in it, to the correction of a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlite_utils import Database

from storage import rows
from storage.correcting import places, uncorrected
from storage.correcting.correction import NOBODY, Correction, Kind
from storage.correcting.corrections import CorrectionError
from storage.records import Analysis, Entity, Mention, Quote, Stance
from storage.retention.takedown import WITHDRAWN

FoundT = TypeVar("FoundT", Mention, Quote, Stance)
CONFIRM = "confirm"  # a position as it was found
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TOLD = 10  # places that have the words


@dataclass(frozen=True, slots=True)
class Signed:
    """Who corrects, why and when."""

    author: str
    reason: str
    made_at: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Words in the latest revision of an article that was analysed."""

    url: str
    text: str
    text_sha256: str
    found: Analysis
    start: int
    end: int


def relevance(db: Database, by: Signed, article: str, value: str) -> Correction:
    url = _article(db, article)[0]
    return Correction("relevance", by.author, by.reason, by.made_at, url=url, value=value)


def merge(db: Database, by: Signed, entity: str, into: str) -> Correction:
    """:raises CorrectionError: one of the two is unknown, or they are one."""
    one, other = _entity(db, entity), _entity(db, into)
    if one.id == other.id:
        raise CorrectionError(f"{one.id} cannot be merged into itself", "itself", name=one.name)
    return Correction("merge", by.author, by.reason, by.made_at, entity=one.id,
                      value=other.id, name=other.name, type=other.type)  # fmt: skip


def split(
    db: Database, by: Signed, entity: str, into: Entity, article: str, words: str
) -> Correction:
    """Without a name and a type, `into` is an entity that is there.

    :raises CorrectionError: an entity is unknown, a new id is none, or neither article nor words
        are given.
    """
    if not (article or words):
        message = "say which part is another: --article, --words, or both"
        raise CorrectionError(message, "partless")
    there = uncorrected.known(db, {into.id}).get(into.id)
    if not there and not (into.name and into.type):
        message = f"there is no entity {into.id!r}; --name and --type make one"
        raise CorrectionError(message, "unknown", typed=into.id)
    if not there and not SLUG.fullmatch(into.id):
        message = f"{into.id!r} is no id: small letters, digits and hyphens, such as meta-study"
        raise CorrectionError(message, "typeless")
    other = there or into
    if other.id == entity:
        raise CorrectionError(f"{entity} cannot be split off itself", "itself", name=other.name)
    return Correction(
        "split", by.author, by.reason, by.made_at, words=words,
        url=_article(db, article)[0] if article else "",
        entity=_entity(db, entity).id, value=other.id, name=other.name, type=other.type,
    )  # fmt: skip


def mention(by: Signed, spot: Spot, entity: str) -> Correction:
    """That an entity is not named there; without an id, the one that was found there."""
    there = [m for m in _there(spot.found.mentions, spot) if entity in ("", m.entity)]
    wrong = _one(there, spot, "mention", [m.entity for m in there], "--entity")
    return _placed(spot, by, "mention", wrong, entity=wrong.entity)


def speaker(db: Database, by: Signed, spot: Spot, who: str) -> Correction:
    """Who speaks: the id of an entity, or words for somebody who is none.

    :raises CorrectionError: nobody is named, or no quotation is there.
    """
    if not who.strip():
        raise CorrectionError("say who speaks: an entity's id, or words", "nobody")
    there = _there(spot.found.quotes, spot)
    quote = _one(there, spot, "quotation", [q.speaker for q in there], "longer words")
    known = uncorrected.known(db, {who}).get(who, Entity("", "", ""))
    return _placed(spot, by, "speaker", quote, value=who, name=known.name, type=known.type)


def position(
    db: Database, by: Signed, spot: Spot, holder: str, target: str, value: str
) -> Correction:
    """A position as it is: found there or, with holder and target given, not found.

    :raises CorrectionError: it cannot be told which position is meant.
    """
    there = [s for s in _there(spot.found.stances, spot)
             if holder in ("", s.holder) and target in ("", s.target)]  # fmt: skip
    if not there and holder and target and value not in (CONFIRM, NOBODY):
        issues = {row[0] for row in db.execute("SELECT id FROM issues")}
        goal = target if target in issues else _entity(db, target).id
        return _placed(spot, by, "position", spot, entity=holder, target=goal, value=value)
    told = [f"{s.holder} → {s.target} ({s.polarity})" for s in there]
    found = _one(there, spot, "position", told, "--holder and --target")
    return _placed(spot, by, "position", found, entity=found.holder, target=found.target,
                   value=found.polarity if value == CONFIRM else value)  # fmt: skip


def spot(db: Database, article: str, words: str, nth: int | None) -> Spot:
    """Where words stand in an article, given by its address or number.

    :raises CorrectionError: the article is unknown or not analysed; the words are not in it, or
        in several places and `nth` (from 1) does not say which.
    """
    url, number, revision = _article(db, article)
    row = db.execute(
        "SELECT t.text, r.text_sha256 FROM texts t JOIN revisions r "
        "ON r.article_id = t.article_id AND r.revision = t.revision "
        "WHERE t.article_id = ? AND t.revision = ?", [number, revision],
    ).fetchone()  # fmt: skip
    if not row:
        message = f"the text of {url} is lost; `brouhaha verify --repair` reads it again"
        raise CorrectionError(message, "absent")
    text, digest = row
    start = _start(text, words, nth, url)
    found = uncorrected.stored(db, number, revision)
    return Spot(url, text, digest, found, start, start + len(words))


def _start(text: str, words: str, nth: int | None, url: str) -> int:
    """Where the words that are meant begin."""
    starts = places.occurrences(text, words)
    if not starts:
        message = f"{words!r} is not in the text of {url}; copy the words from it"
        raise CorrectionError(message, "absent")
    if len(starts) > 1 and nth is None:
        told = "; ".join(f"{n}: …{''.join(places.around(text, s, s + len(words)))}…"
                         for n, s in enumerate(starts[:TOLD], 1)).replace("\n", " ")  # fmt: skip
        more = "; …" if len(starts) > TOLD else ""
        message = f"{words!r} is in {len(starts)} places; give more words, or --nth: {told}{more}"
        raise CorrectionError(message, "several", places=len(starts))
    if (nth or 1) > len(starts):
        message = f"{words!r} is in {len(starts)} places of the text, there is no number {nth}"
        raise CorrectionError(message, "several", places=len(starts))
    return starts[(nth or 1) - 1]


def _article(db: Database, given: str) -> tuple[str, int, int]:
    """The address, number and latest revision of an article."""
    row = db.execute(
        "SELECT url, id, revision, analysis_version FROM articles WHERE url = ? OR id = ?",
        [given, rows.number(given)],
    ).fetchone()
    if not row or row[3] == WITHDRAWN:
        message = f"there is no article {given!r}; give its address or its number"
        raise CorrectionError(message, "no-article")
    if not row[3]:
        message = f"{row[0]} is not analysed yet; `brouhaha analyse` does that"
        raise CorrectionError(message, "unanalysed")
    return row[0], row[1], row[2]


def _entity(db: Database, name: str) -> Entity:
    found = uncorrected.known(db, {name}).get(name)
    if not found:
        message = f"there is no entity {name!r}; its id stands in the table entities"
        raise CorrectionError(message, "unknown", typed=name)
    return found


def _there(found: Iterable[FoundT], spot: Spot) -> list[FoundT]:
    """What stands exactly at the words; without any, what they touch."""
    touched = [one for one in found if one.start < spot.end and spot.start < one.end]
    exact = [one for one in touched if (one.start, one.end) == (spot.start, spot.end)]
    return exact or touched


def _one(found: Sequence[FoundT], spot: Spot, what: str, told: Sequence[str], how: str) -> FoundT:
    words = spot.text[spot.start : spot.end]
    if not found:
        raise CorrectionError(f"no such {what} is found at {words!r} in {spot.url}", "gone")
    if len(found) > 1:
        message = f"several at {words!r}: {', '.join(told)}; say which with {how}"
        raise CorrectionError(message, "ambiguous", found=", ".join(told))
    return found[0]


def _placed(
    spot: Spot, by: Signed, kind: Kind, there: Mention | Quote | Stance | Spot, **about: str
) -> Correction:
    prefix, words, suffix = places.around(spot.text, there.start, there.end)
    place = {"prefix": prefix, "words": words, "suffix": suffix, "text_sha256": spot.text_sha256}
    return Correction(kind, by.author, by.reason, by.made_at, url=spot.url,
                      start=there.start, end=there.end, **place, **about)  # fmt: skip
