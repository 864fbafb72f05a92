"""How long it took from the first English article to the first French one, and what never crossed.

That is known of entities, of figures (by claim), of quotations (by statement) and of stories.
Articles without a day are left out: it cannot be told what they came before.

What each article had is kept, so that counts change by what changed and an increment costs the
same in any archive. Only where the first article is lost are the others read; what is read then is
final for the pass, so that it happens once a key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlite_utils import Database

from storage.outcomes import Lag
from storage.records import Tally
from storage.told import lags
from storage.told.lags import Key, Known, Place, Share
from stories.part import Part
from topics import Topic


@dataclass(frozen=True, slots=True)
class Change:
    """Articles that a key lost in a language, and those it won; one can be both."""

    gone: set[int] = field(default_factory=set)
    come: set[Place] = field(default_factory=set)


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Count what these articles won and lost; the tally counts what has crossed of that."""
    before, after = lags.added(db, articles), lags.shares(db, articles)
    changed = [article for article in articles if before.get(article) != after.get(article)]
    touched: dict[Key, dict[str, Change]] = defaultdict(lambda: defaultdict(Change))
    for article in changed:
        _compare(touched, article, before.get(article), after.get(article))
    known = lags.known(db, touched)
    found = [_lag(db, key, known.get(key, {}), touched[key]) for key in sorted(touched)]
    lags.note(db, changed, {article: after[article] for article in changed if article in after})
    lags.save(db, touched, (lag for lag in found if lag.en_articles or lag.fr_articles))
    return Tally({"crossings": sum(lag.days is not None for lag in found)})


def _compare(
    touched: dict[Key, dict[str, Change]], article: int, old: Share | None, new: Share | None
) -> None:
    both: frozenset[Key] = frozenset()
    if old and new and replace(old, keys=new.keys) == new:
        both = old.keys & new.keys
    if old:
        for key in old.keys - both:
            touched[key][old.lang].gone.add(article)
    if new:
        for key in new.keys - both:
            touched[key][new.lang].come.add((new.day, new.published, article))


def _lag(db: Database, key: Key, known: dict[str, Known], changes: dict[str, Change]) -> Lag:
    en, fr = (
        _known(db, key, lang, known.get(lang, Known()), changes.get(lang, Change()))
        for lang in lags.LANGS
    )
    return Lag(
        *key,
        en.first[2] if en.first else None, en.first[0] if en.first else None,
        fr.first[2] if fr.first else None, fr.first[0] if fr.first else None,
        en.articles, fr.articles,
        _days(en.first[0], fr.first[0]) if en.first and fr.first else None,
    )  # fmt: skip


def _known(db: Database, key: Key, lang: str, known: Known, change: Change) -> Known:
    articles = known.articles + len(change.come) - len(change.gone)
    if not articles:
        return Known()
    lost = known.first is None or known.first[2] in change.gone
    if known.articles and lost:
        return Known(articles, lags.first(db, key, lang))
    firsts = change.come | ({known.first} if known.first else set())
    return Known(articles, min(firsts))


def _days(english: str, french: str) -> int | None:
    """From the English day to the French one; none where one is only a month."""
    try:
        return (date.fromisoformat(french) - date.fromisoformat(english)).days
    except ValueError:
        return None


PART = Part(lags.PART, "2", ("analyse", "clusters", "claims", "statements"), work)
