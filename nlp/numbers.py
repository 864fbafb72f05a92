"""Numbers as French and English write them, in digits and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from nlp.patterns import alternation, fold

DIGITS = re.compile(r"\d[\d\s  .,]*")


@dataclass(frozen=True)
class Numerals:
    """How a language writes numbers: its separators, its number words and its scales."""

    decimal: str
    groups: tuple[str, ...]
    links: tuple[str, ...]
    words: dict[str, float]
    scales: dict[str, float]

    @property
    def pattern(self) -> str:
        """What a number looks like; digits may have a scale behind them (`1,5 milliard`)."""
        group, point = f"[{re.escape(''.join(self.groups))}]", re.escape(self.decimal)
        grouped = rf"\d{{1,3}}(?:(?:{group}\d{{3}})+|(?:{point}\d{{3}}){{2,}})(?!\d)"
        digits = rf"(?:{grouped}|\d+)(?:{point}\d+|[.,]\d{{1,2}}(?!\d))?"
        long = alternation(word for word in self.scales if len(word) > 3)
        short = alternation(word for word in self.scales if len(word) <= 3).replace(r"\b", "")
        scaled = rf"{digits}(?:[\s-]{long}|\s?{short}(?=\s?[€$£])|{short}\b)?"
        word = alternation([*self.words, *self.scales])
        words = rf"{alternation(self.words)}(?:(?:\s{alternation(self.links)})?[\s-]{word}){{0,12}}"
        return rf"(?<![\w.,/:])(?>{scaled}|{words})(?!\w)"

    def value(self, text: str) -> float:
        """
        >>> french = Numerals(",", (" ", "."), ("et",), {"deux": 2}, {"milliard": 1e9})
        >>> french.value("1,5 milliard"), french.value("160.000"), french.value("deux milliard")
        (1500000000.0, 160000.0, 2000000000.0)
        """
        digits = DIGITS.match(text)
        if not digits:
            return self._spelled(text)
        scale = text[digits.end() :].strip(" -")
        factor = self.scales.get(scale) or self.scales.get(fold(scale), 1)
        foreign = factor == 1 and self._foreign.fullmatch(digits.group().strip())
        told = re.sub(r"\D", "", digits.group()) if foreign else digits.group()
        return round(self._digits(told) * factor, 6)

    @cached_property
    def _foreign(self) -> re.Pattern[str]:
        """Thousands as other countries set them apart: `160,000` in French, `16.000` in English."""
        return re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(self.decimal)}\d{{3}})+")

    def scale_of_range(self, low: str, high: str) -> float:
        """What the low end of a range is multiplied by: the scale that only the high end says.

        >>> french = Numerals(",", (" ", "."), ("et",), {}, {"millions": 1e6})
        >>> french.scale_of_range("5", "6,5 millions"), french.scale_of_range("500", "1 millions")
        (1000000.0, 1.0)
        """
        digits = DIGITS.match(high)
        if not digits or not re.fullmatch(DIGITS, low.strip()):
            return 1.0
        told = self._digits(digits.group())
        return self.value(high) / told if self._digits(low) < told else 1.0

    def _digits(self, text: str) -> float:
        text = re.sub(rf"[{re.escape(''.join(self.groups))}](?=\d{{3}})", "", text)
        return float(re.sub(r"\s", "", text).replace(",", ".").rstrip("."))

    def _spelled(self, text: str) -> float:
        total = current = 0.0
        for word in re.findall(alternation([*self.words, *self.scales]), fold(text)):
            factor = self.scales.get(word)
            if factor and current:
                current *= factor
            else:
                current += self.words.get(word, 0)
            if factor and factor >= 1000:
                total, current = total + current, 0.0
        return total + current
