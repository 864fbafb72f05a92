"""The days that a text names: a day of a month, or a day of the week before it was published."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import filterfalse
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Week = Annotated[tuple[str, ...], Field(min_length=7, max_length=7)]
Months = Annotated[tuple[tuple[str, ...], ...], Field(min_length=12, max_length=12)]


class DayWords(BaseModel):
    """A language of `days.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    months: Months
    week: Week
    ordinals: tuple[str, ...]
    between: tuple[str, ...]
    number_first: bool

    def month(self, dated: str) -> int:
        """The number of the month that a day names, from 1."""
        said = {*re.findall("[a-z]+", dated)}
        return next(n for n, names in enumerate(self.months, 1) if said & {*names})

    def pattern(self) -> re.Pattern[str]:
        """Finds what is `dated`, with or without a `year`, or the day of a `week`."""
        names = sorted((name for month in self.months for name in month), key=len, reverse=True)
        month, year = rf"(?:{'|'.join(names)})\b\.?", r"(?:,? (?P<year>(?:19|20)\d\d)\b)?"
        ordinal = f"(?:{'|'.join(self.ordinals)})?"
        between = "".join(f"(?:{word} )?" for word in self.between)
        number = rf"\d{{1,2}}{ordinal}\b"
        dated = rf"(?P<dated>{number} {between}{month}"
        dated += ")" if self.number_first else f"|{month} {number})"
        return re.compile(rf"\b(?:{dated}{year}|(?P<week>{'|'.join(self.week)}))\b")


@cache
def read() -> dict[str, DayWords]:
    """`days.toml` by language.

    :raises pydantic.ValidationError: it says what it must not.
    """
    raw = tomllib.loads(files("stories").joinpath("days.toml").read_text("utf-8"))
    return {lang: DayWords.model_validate(words) for lang, words in raw.items()}


def fold(text: str) -> str:
    """A text in lower case, its accents apart and all white space alike.

    >>> fold("Le 1er AOÛT")
    'le 1er aout'
    """
    plain = unicodedata.normalize("NFKD", text.lower())
    if not plain.isascii():
        plain = "".join(filterfalse(unicodedata.combining, plain))
    return " ".join(plain.split())


@cache
def dates(lang: str) -> frozenset[str]:
    """The words that name months and days of the week, as `fold` gives them."""
    words = read()[lang]
    return frozenset((*words.week, *(name for month in words.months for name in month)))


def named(text: str, lang: str, published: date | None) -> Iterator[date]:
    """The days in a text; one without a year is the nearest to its publication.

    The day of a week is the last one until then. Without a day of publication only those with a
    year are told.
    """
    words = read().get(lang)
    if words is None:
        return
    for match in _pattern(lang).finditer(fold(text)):
        if match["week"]:
            if published:
                back = (published.weekday() - words.week.index(match["week"])) % 7
                yield published - timedelta(back)
        elif found := _day(match, words, published):
            yield found


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    return read()[lang].pattern()


def _day(match: re.Match[str], words: DayWords, published: date | None) -> date | None:
    month, day = words.month(match["dated"]), int(re.findall(r"\d+", match["dated"])[0])
    if match["year"]:
        return _valid(int(match["year"]), month, day)
    if published is None:
        return None
    years = (published.year + n for n in (-1, 0, 1))
    found = [one for year in years if (one := _valid(year, month, day))]
    return min(found, key=lambda one: abs(one - published), default=None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
