"""Where an article says that it is a translation, and whether a machine made it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from topics.model import Table, Words

OPENING, CLOSING = 400, 600  # characters in which a notice stands
BESIDE = 120  # characters around it in which the machine is named


class NoticeWords(Table):
    """`notices.toml`."""

    translated: tuple[Words, ...]
    machine: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """The words that say it; `rule` is `notice`, or `machine-notice`."""

    start: int
    end: int
    rule: str


def translated(text: str) -> Notice | None:
    """The notice of a translation; None where there is none.

    >>> translated("The sea is calm. (Translated by a machine from French.)").rule
    'machine-notice'
    """
    notice, machine = _patterns()
    for match in notice.finditer(text):
        if OPENING < match.start() < len(text) - CLOSING:
            continue
        around = text[max(match.start() - BESIDE, 0) : match.end() + BESIDE]
        rule = "machine-notice" if machine.search(around) else "notice"
        return Notice(match.start(), match.end(), rule)
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    text = Path(__file__).with_name("notices.toml").read_text(encoding="utf-8")
    words = NoticeWords.model_validate(tomllib.loads(text))
    return _any(words.translated), _any(words.machine)


def _any(terms: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(re.escape(term).replace("'", "['’]") for term in terms)
    return re.compile(rf"\b(?:{listed})(?!\w)", re.IGNORECASE)
