"""Articles in short, stored and analysed by the project's own storage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlite_utils import Database

from storage import analyses, articles, store
from storage.records import (
    Analysis,
    Article,
    Credit,
    Entity,
    Fetch,
    Figure,
    Link,
    Mention,
    Polarity,
    Quote,
    Stance,
)

Tell = Callable[..., int]


@dataclass(frozen=True)
class Told:
    """An article in short: each finding is given by the words of the text that it stands at."""

    text: str
    title: str = "Ovens at night"
    day: str | None = "2023-03-04"
    source: str = "the-loaf"
    lang: str = "en"
    names: dict[str, str] = field(default_factory=dict)  # words -> entity
    quotes: dict[str, str] = field(default_factory=dict)  # words -> speaker
    stances: dict[str, tuple[str, str, Polarity]] = field(default_factory=dict)
    credits: dict[str, str] = field(default_factory=dict)  # words -> outlet
    figures: dict[str, tuple[float, str, str]] = field(default_factory=dict)  # value, unit, what
    links: tuple[str, ...] = ()
    relevant: bool = True

    def at(self, words: str) -> tuple[int, int]:
        start = self.text.index(words)
        return start, start + len(words)

    def analysis(self, number: int, revision: int, version: str) -> Analysis:
        who = {*self.names.values(), *self.quotes.values(), *self.credits.values()}
        who |= {holder for holder, _, _ in self.stances.values()} - {"author"}
        return Analysis(
            str(number), self.lang, version, revision, self.relevant, 0.9,
            entities=tuple(Entity(one, one.title(), "ORG") for one in sorted(who)),
            mentions=tuple(Mention(*self.at(w), e, "name", "by-hand")
                           for w, e in self.names.items()),
            quotes=tuple(Quote(*self.at(w), who, "direct", "said", "by-hand")
                         for w, who in self.quotes.items()),
            stances=tuple(Stance(*self.at(w), holder, target, polarity, 0, len(self.text),
                                 "by-hand")
                          for w, (holder, target, polarity) in self.stances.items()),
            credits=tuple(Credit(*self.at(w), outlet, "by-hand")
                          for w, outlet in self.credits.items()),
            figures=tuple(Figure(*self.at(w), value, unit, "by-hand", what)
                          for w, (value, unit, what) in self.figures.items()),
        )  # fmt: skip


def teller(db: Database) -> Tell:
    """Stores and analyses an article; with `url`, a further revision of it. Gives its number."""
    known: dict[str, Told] = {}

    def _tell(told: Told, url: str = "", seen_at: str = "", version: str = "v1") -> int:
        url = url or f"https://{told.source}.example/{len(known) + 1}"
        known[url] = told
        store.unlisted_source(db, told.source)
        page = Article(url, told.lang, told.title, told.text, published=told.day,
                       links=tuple(Link(at) for at in told.links))  # fmt: skip
        when = seen_at or f"{told.day or '2023-03-04'}T06:00:00+00:00"
        fetch = Fetch(url, told.source, "feed", "fetched", when, article=page)
        with store.run(db, "crawl") as number:
            articles.save(db, number, [fetch])
        [(article, revision)] = db.execute("SELECT id, revision FROM articles WHERE url = ?", [url])
        analyses.save(db, [told.analysis(article, revision, version)])
        return int(article)

    return _tell
