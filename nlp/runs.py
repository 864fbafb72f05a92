"""Runs of words with capitals that may be a name: where they begin, end and hold together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nlp.nameparts import NameParts
from nlp.reading import Reading

_SPACES = frozenset(" \u00a0\u202f")
_HYPHENS = frozenset("-\u2010\u2011")
_APOSTROPHES = frozenset("'’")
_UNITS = frozenset("$€£¥%")
_OF_MANY = frozenset(("' ", "’ "))
SHORT = 4  # letters of a title that is written with a full stop
BRIDGE = 3  # small words within a name, one after the other, at most


@dataclass(frozen=True, slots=True)
class Run:
    """The words from `first` up to, not including, `last`; `titled` after "Mr", "Sen." …"""

    first: int
    last: int
    titled: bool = False


def runs(reading: Reading, parts: NameParts) -> Iterator[Run]:
    """All runs from left to right, without the titles before them."""
    place = 0
    while place < len(reading.words):
        if not namelike(reading, place, parts):
            place += 1
            continue
        last = _end(reading, place, parts)
        titled = place > 0 and reading.key(place - 1) in parts.titles
        yield Run(place, last, titled and _title_before(reading, place))
        place = last


def _title_before(reading: Reading, place: int) -> bool:
    word, gap = reading.words[place - 1].text, reading.before(place)
    return word[0].isupper() and (
        gap in _SPACES or (len(word) <= SHORT and gap in (". ", ".\u00a0"))
    )


def namelike(reading: Reading, place: int, parts: NameParts) -> bool:
    """Written like a name and not known to be something else."""
    word = reading.words[place]
    if word.text.islower() or place in reading.shouted:
        return False
    if word.key in parts.titles and not _of_many(reading, place + 1, parts):
        return False
    if parts.no_name(word) and not _after_article(reading, place, parts):
        return False
    if word.capital:
        return not _compound(reading, place)
    return word.text[0].islower() and any(c.isupper() for c in word.text[1:])


def _after_article(reading: Reading, place: int, parts: NameParts) -> bool:
    """After an article with a capital for which there is no reason but a name: "in Le Fanal"."""
    if place < 2 or place - 1 in reading.initial or reading.before(place) not in _SPACES:
        return False
    article = reading.words[place - 1]
    return article.key in parts.articles and article.text.istitle() and len(article.text) > 1


def _compound(reading: Reading, place: int) -> bool:
    """The first part of "AI-generated", "Oscar-winning": with a hyphen before small letters."""
    if reading.after(place) not in _HYPHENS or place + 1 >= len(reading.words):
        return False
    following = reading.words[place + 1].text
    return following[0].islower() and len(following) > 2


def _end(reading: Reading, first: int, parts: NameParts) -> int:
    last = first + 1
    while last < len(reading.words):
        if (
            (namelike(reading, last, parts) and joined(reading, last, parts))
            or _number(reading, last, parts)
            or _domain(reading, last, parts)
        ):
            last += 1
        elif _possessive(reading, first, last, parts) or _of_many(reading, last, parts):
            last += 2
        elif bridge := _bridge(reading, first, last, parts):
            last = bridge
        else:
            break
    return last


def joined(reading: Reading, place: int, parts: NameParts) -> bool:
    """Whether a word belongs to the same name as the capitalised one before it."""
    gap, left = reading.before(place), reading.words[place - 1]
    if gap in _SPACES or gap in _HYPHENS:
        return True
    if gap in _APOSTROPHES:
        return len(left.text) <= 2
    if gap in _OF_MANY:
        return parts.ordinary(left) and reading.key(place) in parts.org_heads
    if gap in (".", ". ", ".\u00a0"):
        legal = left.key in parts.org_lasts and reading.key(place) in parts.org_lasts
        return len(left.text) == 1 or (legal and place not in reading.initial)
    return gap == ", " and reading.key(place) in parts.suffixes | parts.juniors


def _number(reading: Reading, place: int, parts: NameParts) -> bool:
    """A number that belongs to a name ("Glim 2"), not an amount or a year after it."""
    word = reading.words[place].text
    if reading.before(place) in _HYPHENS:
        return any(c.isdigit() for c in word)
    if not word.isdigit() or len(word) > 4 or reading.before(place) not in _SPACES:
        return False
    if len(word) == 4 and word[:2] in ("19", "20"):
        return False
    following = reading.after(place)
    if following == "." and place + 1 < len(reading.words):
        return False
    if following and following[0] not in " \u00a0\n":
        return following[0] not in "%.,'’:-" or following[1:2] in ("", " ", "\n")
    mark = following.strip()
    return reading.key(place + 1) in parts.joiners or (mark != "" and mark not in _UNITS)


def _possessive(reading: Reading, first: int, place: int, parts: NameParts) -> bool:
    """Whether "'s" goes on with a title that began with a capital article: "The Cook's Tale"."""
    if reading.key(first) not in parts.articles or first in reading.initial:
        return False
    if place + 1 >= len(reading.words) or reading.key(place) != "s":
        return False
    return reading.before(place) in _APOSTROPHES and namelike(reading, place + 1, parts)


def _of_many(reading: Reading, place: int, parts: NameParts) -> bool:
    """Whether "'s" belongs to the name of a body of its members: "Keeper's Guild"."""
    if place + 1 >= len(reading.words) or reading.key(place) != "s":
        return False
    members = reading.words[place - 1]
    body = reading.key(place + 1) in parts.org_heads and namelike(reading, place + 1, parts)
    people = parts.ordinary(members) or members.key in parts.titles
    return reading.before(place) in _APOSTROPHES and body and people


def _domain(reading: Reading, place: int, parts: NameParts) -> bool:
    """The end of a name that is an address: "Glim.ai"."""
    return reading.before(place) == "." and reading.key(place) in parts.domains


def _bridge(reading: Reading, first: int, place: int, parts: NameParts) -> int:
    """The end of a run that goes on after small words: "University of …", "Van der …"."""
    end = place
    while end < len(reading.words) and end - place < BRIDGE and _small(reading, end, parts):
        end += 1
    if end == place or end >= len(reading.words) or not namelike(reading, end, parts):
        return 0
    if reading.before(end) not in _SPACES | _APOSTROPHES:
        return 0
    small = reading.keys(place, end)
    if small == ("&",):
        return end + 1
    if small in parts.ands and _listed_members(reading, first, end, parts):
        return end + 1
    if all(key in parts.foreign for key in small):
        return end + 1
    if _title_of(reading, first, place, small, parts):
        return end + 1
    if small[0] in parts.links and _named_of(reading, first, place, parts):
        return end + 1
    return end + 1 if _particle(reading, first, place, end, parts) else 0


def _title_of(
    reading: Reading, first: int, place: int, small: tuple[str, ...], parts: NameParts
) -> bool:
    """Whether "of" goes on with a title such as "Call of …" or "The Last of …"."""
    if small[0] not in parts.title_links or first in reading.initial:
        return False
    short = place - first == 1 or reading.key(first) in parts.articles
    return short and reading.key(first) not in parts.given


def _listed_members(reading: Reading, first: int, end: int, parts: NameParts) -> bool:
    """Whether "and" goes on with what a body is of: "Alliance of Lamp Makers and Oil Producers"."""
    heads = [p for p in range(first, end) if reading.key(p) in parts.org_heads]
    if not heads or not any(key in parts.links for key in reading.keys(heads[0], end)):
        return False
    last = end
    while last < len(reading.words) and reading.words[last].text.istitle():
        if last > end and reading.before(last) not in _SPACES:
            break
        last += 1
    plural = reading.key(last - 1).endswith("s")
    return plural and parts.ordinary(reading.words[last - 1])


def _named_of(reading: Reading, first: int, place: int, parts: NameParts) -> bool:
    """Whether a name may go on with "of …": an organisation's, a law's, an event's does."""
    heads = parts.org_heads | parts.laws | parts.events
    if first in reading.initial and place - first == 1:
        return False
    return any(key in heads for key in (reading.key(first), reading.key(place - 1)))


def _small(reading: Reading, place: int, parts: NameParts) -> bool:
    word = reading.words[place]
    if reading.before(place) not in _SPACES | _APOSTROPHES:
        return False
    return word.text == "&" or (word.text.islower() and word.key in parts.small)


def _particle(reading: Reading, first: int, place: int, end: int, parts: NameParts) -> bool:
    """Whether small words are particles of a person's name, and what follows is no other name."""
    if not all(key in parts.particles for key in reading.keys(place, end)):
        return False
    following = reading.words[end]
    if following.text.isupper() or parts.is_place((following.key,)):
        return False
    given = place - 1
    while given > first and reading.key(given) in parts.particles:
        given -= 1
    while given > first and reading.before(given) in _HYPHENS:
        given -= 1
    alone = given == first or (given == first + 1 and first in reading.initial)
    return alone and reading.key(given) in parts.given
