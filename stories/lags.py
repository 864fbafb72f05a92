"""How long it took from the first English article to the first French one, and what never crossed.

That is known of entities, of figures (by claim), of quotations (by statement) and of stories.
Articles without a day are left out: it cannot be told what they came before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlite_utils import Database

from storage import lags
from storage.lags import First, Key
from storage.outcomes import Lag
from storage.records import Tally
from stories.part import Part
from topics import Topic


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Look up the firsts of all that these articles have; the tally counts what has crossed."""
    touched = sorted(lags.keys(db, articles))
    found = [lag for key in touched if (lag := _lag(key, lags.firsts(db, *key)))]
    lags.save(db, touched, found)
    return Tally({"crossings": sum(lag.days is not None for lag in found)})


def _lag(key: Key, firsts: Mapping[str, First]) -> Lag | None:
    english, french = firsts.get("en"), firsts.get("fr")
    if not english and not french:
        return None
    return Lag(
        *key,
        english.article if english else None, english.day if english else None,
        french.article if french else None, french.day if french else None,
        english.articles if english else 0, french.articles if french else 0,
        _days(english.day, french.day) if english and french else None,
    )  # fmt: skip


def _days(english: str, french: str) -> int | None:
    """From the English day to the French one; none where one is only a month."""
    try:
        return (date.fromisoformat(french) - date.fromisoformat(english)).days
    except ValueError:
        return None


PART = Part("lags", "1", ("analyse", "copies", "clusters", "claims", "statements"), work)
