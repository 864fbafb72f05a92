"""The interface's words, numbers and dates in French and English."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")
THOUSANDS = {"en": ",", "fr": "\u202f"}
Text = Annotated[str, StringConstraints(min_length=1)]
Months = Annotated[tuple[Text, ...], Field(min_length=12, max_length=12)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Both(_Strict):
    en: Text
    fr: Text


class _Forms(_Strict):
    """Singular and plural."""

    en: tuple[Text, Text]
    fr: tuple[Text, Text]


class _BothMonths(_Strict):
    en: Months
    fr: Months


class _File(_Strict):
    """One of the files beside this one; a key stands in one of them only."""

    months: _BothMonths | None = None
    short_months: _BothMonths | None = None
    text: dict[str, _Both] = {}
    count: dict[str, _Forms] = {}


class _All(_Strict):
    """The words of all files."""

    months: _BothMonths
    short_months: _BothMonths
    text: dict[str, _Both]
    count: dict[str, _Forms]


@dataclass(frozen=True)
class Words:
    """The words of one language; asking for one that does not exist is a KeyError.

    >>> Words("fr").count("articles", 1)
    '1 article'
    >>> Words("en").day("2023-07-14")
    '14 July 2023'
    """

    lang: Language

    def __call__(self, key: str, **values: object) -> str:
        text: str = getattr(_all().text[key], self.lang)
        return text.format(**values) if values else text

    def name(self, kind: str, value: str) -> str:
        """The word for a value of a column, or the value itself where there is none."""
        label = _all().text.get(f"{kind}-{value}")
        return getattr(label, self.lang) if label else value

    def count(self, key: str, n: float) -> str:
        """A number with its noun; French has the singular below 2, for 0 and 1.5 too."""
        single = n < 2 if self.lang == "fr" else n == 1
        forms: tuple[str, str] = getattr(_all().count[key], self.lang)
        return forms[0 if single else 1].format(n=self.number(n))

    def number(self, value: float) -> str:
        """Grouped by thousands, with at most two decimals.

        >>> Words("en").number(1234.5)
        '1,234.5'
        """
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
        if self.lang == "en":
            return text
        return text.replace(",", THOUSANDS["fr"]).replace(".", ",")

    def decimal(self, value: float, digits: int = 2) -> str:
        """A number with so many decimals.

        >>> Words("fr").decimal(0.9)
        '0,90'
        """
        text = f"{value:.{digits}f}"
        return text if self.lang == "en" else text.replace(".", ",")

    def amount(self, value: float, unit: str) -> str:
        """A number with its unit, such as `USD/hour`.

        >>> Words("en").amount(150, "USD/hour")
        '150 US dollars an hour'
        """
        one, _, rate = unit.partition("/")
        known = f"unit-{one}" in _all().count
        text = self.count(f"unit-{one}", value) if known else f"{self.number(value)} {one}"
        return f"{text} {self.name('per', rate)}" if rate else text

    def percent(self, share: float) -> str:
        """A share between 0 and 1.

        >>> Words("en").percent(0.8)
        '80%'
        """
        return f"{share:.0%}" if self.lang == "en" else f"{share * 100:.0f}\u00a0%"

    def day(self, value: str | None) -> str:
        """A day or a moment written as ISO 8601, as the day it is on."""
        if not value:
            return self("no-date")
        try:
            when = date.fromisoformat(value[:10])
        except ValueError:
            return value
        first = "er" if self.lang == "fr" and when.day == 1 else ""
        return f"{when.day}{first} {self.months[when.month - 1]} {when.year}"

    def month(self, value: str) -> str:
        """A month written `YYYY-MM`.

        >>> Words("fr").month("2023-07")
        'juillet 2023'
        """
        return f"{self.months[int(value[5:7]) - 1]} {value[:4]}"

    def time(self, value: str | None) -> Markup:
        """A `<time>` element around the day."""
        # hundreds of them on a page: ten times as fast as Markup.format
        text = f'<time datetime="{escape(value or "")}">{escape(self.day(value))}</time>'
        return Markup(text)  # noqa: S704 - both are escaped

    @property
    def months(self) -> tuple[str, ...]:
        months: tuple[str, ...] = getattr(_all().months, self.lang)
        return months

    @property
    def short_months(self) -> tuple[str, ...]:
        months: tuple[str, ...] = getattr(_all().short_months, self.lang)
        return months


def preferred(accept: str) -> Language:
    """The language that an Accept-Language header prefers, English where it names neither.

    >>> preferred("de, fr-CA;q=0.8, en;q=0.5")
    'fr'
    """
    best: tuple[float, Language] = (0.0, "en")
    for part in accept.split(",")[:20]:
        tag, _, quality = part.strip().lower().partition(";q=")
        for lang in LANGUAGES:
            if tag.split("-")[0] == lang and _quality(quality) > best[0]:
                best = (_quality(quality), lang)
    return best[1]


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


@cache
def _all() -> _All:
    """The words of all files, checked.

    :raises ValueError: a file cannot be read, or a key stands in two of them.
    """
    found: dict[str, dict[str, object]] = {"text": {}, "count": {}}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for table, words in (("text", file.text), ("count", file.count)):
            if twice := sorted(found[table].keys() & words):
                raise ValueError(f"{path.name}: {', '.join(twice)} stands in another file too")
            found[table] |= words
        months = {"months": file.months, "short_months": file.short_months}
        found |= {key: both for key, both in months.items() if both}  # type: ignore[misc]
    return _All.model_validate(found)
