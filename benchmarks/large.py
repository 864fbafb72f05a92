"""A database as large as wanted, filled by SQL: what the pages and the roll-ups are measured on.

python -m benchmarks.large FILE [--articles 1000000]

Ten mentions an article; entities, issues and outlets as unequal as in real coverage; one story in
three hundred is fifty times as long as the others. Texts are made of the sample press's words.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path

from rich.progress import track
from sqlite_utils import Database

from demo.press import load as press
from storage import store, summaries
from storage.search import fold
from topics import Topic, load, names

ENTITIES, OUTLETS = 5000, 300
WORDS = 120  # a text
MENTIONS = 10  # an article
EACH, LONG, OFTEN = 8, 400, 300  # articles of a story, of a long one, and how rare that is
FIRST, DAYS = date(2015, 1, 1), 3650
BATCH = 5000
Rows = dict[str, list[Sequence[object]]]
FTS = "articles_fts(rowid, title, text)"
COLUMNS = {
    "articles": "id, url, source_id, lang, title, published, published_from,"
    " published_confidence, day, access, excerpt, words, revision, first_seen, relevant, relevance,"
    " analysis_version",
    "revisions": "article_id, revision, title, seen_at, extractor, text_sha256",
    "texts": "article_id, revision, text",
    "mentions": 'article_id, revision, "start", "end", entity_id, kind, rule, confidence, day,'
    " lang",
    "quotes": 'article_id, revision, "start", "end", speaker_id, speaker, kind, cue, rule,'
    " confidence, day, lang",
    "stances": 'article_id, revision, "start", "end", sentence_start, sentence_end, holder_id,'
    " holder, target_entity, target_issue, polarity, rule, confidence, day, lang",
    "copies": 'article_id, original_id, of_id, role, similarity, containment, revision, "start",'
    ' "end", of_revision, of_start, of_end, rule, confidence',
    "stories": "id, title_fr, title_en, first_article, first_day, last_day, articles, origins,"
    " outlets, languages",
    "story_articles": "article_id, story_id, role, score, day, lang, source_id, moment",
    "cascade": 'article_id, from_id, kind, credited, revision, "start", "end", hours, rule,'
    " confidence, day, lang, story_id, told_day",
    "claims": "id, story_id, entity_id, label, unit, first_day, last_day, articles, origins,"
    " conflicting, rule, confidence",
    "claim_figures": 'article_id, revision, "start", "end", claim_id, value, unit, bound, speaker,'
    " source_id, confidence, day, lang",
    "statements": "id, speaker_id, speaker, first_article, first_day, last_day, articles, origins,"
    " languages",
    "statement_quotes": 'article_id, revision, "start", "end", statement_id, role, similarity,'
    " rule, confidence, day, lang",
    "addresses": "url, source_id, verdict, found_at, article_id",
    FTS: "",
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=1_000_000)
    options = parser.parse_args()
    with store.opened(options.file) as db:
        fill(db, load(names()[0]), options.articles)


def fill(db: Database, topic: Topic, articles: int) -> None:
    """Fill an empty database, roll-ups included."""
    store.save_topic(db, topic)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA foreign_keys = OFF")
    db.execute("PRAGMA cache_size = -400000")
    made = Coverage(tuple(topic.issues), articles)
    with db.atomic():
        _insert(db, "entities", "id, name, type, listed",
                [(e, e.replace("-", " ").title(), "ORG", 1) for e in made.entities])  # fmt: skip
        _insert(db, "word_forms", "lang, form, lemma", [
            (lang, word, word[:-1]) for word in {fold(w.lower()) for w in made.words}
            for lang in ("fr", "en") if word.endswith("s")
        ])  # fmt: skip
        _insert(db, "sources", "id, name, country, lang, kind, home", [
            (s, s.title(), "GB", "en", "newspaper", f"https://{s}.example/") for s in made.outlets
        ])  # fmt: skip
    stories = made.stories()
    for _ in track(range(articles // BATCH + 1), "filling"):
        with db.atomic():
            _save(db, islice(stories, BATCH // EACH))
    with db.atomic():
        for table, (columns, sql) in SUMS.items():
            db.execute(f"INSERT INTO {table} ({columns}) {sql}")
        summaries.rebuild(db)
    db.execute("ANALYZE")


def _save(db: Database, batch: Iterable[Rows]) -> None:
    together: Rows = {}
    for story in batch:
        for table, found in story.items():
            together.setdefault(table, []).extend(found)
    for table, columns in COLUMNS.items():
        _insert(db, table, columns, together.get(table, []))


def _insert(db: Database, table: str, columns: str, found: Iterable[Sequence[object]]) -> None:
    rows = list(found)
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        head = f"{table} ({columns})" if columns else table
        db.conn.executemany(f"INSERT INTO {head} VALUES ({marks})", rows)  # noqa: S608


# what parts of the stories would make of these articles, all at once
SUMS = {
    "voices": (
        "entity_id, source_id, month, lang, articles, origins, quoted, quoted_origins, quotes",
        """
        SELECT m.entity_id, a.source_id, substr(a.day, 1, 7), a.lang, COUNT(DISTINCT a.id),
            COUNT(DISTINCT a.id), 1, 1, 1
        FROM articles a JOIN mentions m ON m.article_id = a.id GROUP BY 1, 2, 3, 4
        """,
    ),
    "positions": (
        "holder_id, target_issue, target_entity, day, polarity, favor, against, ambivalent,"
        ' origins, turned_from, article_id, revision, "start", "end", confidence',
        """
        SELECT holder_id, target_issue, target_entity, day, MAX(polarity), SUM(polarity = 'favor'),
            SUM(polarity = 'against'), 0, COUNT(DISTINCT article_id),
            CASE WHEN MIN(article_id) % 50 = 0 THEN 'ambivalent' END, MIN(article_id), 1, 0, 9, .8
        FROM stances GROUP BY 1, 2, 3, 4
        """,
    ),
    "contested": (
        'issue_id, period, lang, favor, against, ambivalent, "index"',
        """
        SELECT target_issue, substr(day, 1, 7), 'any', COUNT(DISTINCT holder_id), 9, 0, .7
        FROM positions WHERE target_issue IS NOT NULL GROUP BY 1, 2
        """,
    ),
    "lags": (
        "kind, key, en_article, en_day, fr_article, fr_day, en_articles, fr_articles, days",
        """
        SELECT 'story', story_id, MIN(article_id), MIN(day), MAX(article_id), MAX(day), 4, 4,
            CAST(julianday(MAX(day)) - julianday(MIN(day)) AS INTEGER)
        FROM story_articles GROUP BY story_id
        """,
    ),
}


@dataclass
class Coverage:
    """Stories without end, until there are as many articles as wanted."""

    issues: Sequence[str]
    wanted: int
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311
    article: int = 0
    story: int = 0

    def __post_init__(self) -> None:
        self.entities = [f"made-{n}" for n in range(1, ENTITIES + 1)]
        self.outlets = [f"outlet-{n}" for n in range(1, OUTLETS + 1)]
        # the n-th is n times as rare as the first, which then stands in about half of all articles
        self.often = list(accumulate(1 / n for n in range(1, ENTITIES + 1)))
        self.busy = list(accumulate(1 / n for n in range(1, OUTLETS + 1)))
        words = {w for a in press().articles for w in a.text.split() if w.isalpha()}
        self.words = sorted(words)
        self.frequent = list(accumulate(1 / n for n in range(1, len(self.words) + 1)))

    def stories(self) -> Iterator[Rows]:
        """The rows of one story after the other, by table."""
        while self.article < self.wanted:
            yield self._story()

    def _story(self) -> Rows:
        self.story += 1
        size = LONG if self.story % OFTEN == 0 else EACH
        rows: Rows = {table: [] for table in COLUMNS}
        begin = FIRST + timedelta(int(DAYS * self.article / self.wanted))
        about = self.chance.choices(self.entities, cum_weights=self.often, k=4)
        first = self.article + 1
        for place in range(size):
            self.article += 1
            self._article(rows, begin + timedelta(place % 30), about, first)
        days = sorted(str(row[8]) for row in rows["articles"])
        self._told(rows, about[0], first, days, size)
        rows["stories"].append(
            (self.story, f"Histoire {self.story}", f"Story {self.story}", first, days[0], days[-1],
             size, size, min(size, OUTLETS), "en fr")
        )  # fmt: skip
        return rows

    def _told(self, rows: Rows, entity: str, first: int, days: Sequence[str], size: int) -> None:
        """The claim and the statement that a story is about."""
        when = (days[0], days[-1], size, size)
        rows["claims"].append(
            (self.story, self.story, entity, "made", "people", *when, 1, "made", 0.8)
        )
        rows["statements"].append((self.story, entity, entity, first, *when, "en fr"))
        for row in rows["articles"]:
            number, source, lang, day = row[0], row[2], row[3], row[8]
            rows["claim_figures"].append(
                (number, 1, 100, 104, self.story, self.chance.choice((100, 1000)), "people",
                 "exact", "", source, 0.8, day, lang)
            )  # fmt: skip
            role = "original" if number == first else "same"
            rows["statement_quotes"].append(
                (number, 1, 30, 120, self.story, role, 0.9, "made", 0.9, day, lang)
            )

    def _article(self, rows: Rows, when: date, about: Sequence[str], first: int) -> None:
        number, day, lang = self.article, when.isoformat(), self.chance.choice(("fr", "en"))
        source = self.chance.choices(self.outlets, cum_weights=self.busy)[0]
        text = " ".join(self.chance.choices(self.words, cum_weights=self.frequent, k=WORDS))
        title, url = text[:60], f"https://{source}.example/{number}"
        seen = f"{day}T06:00:00+00:00"
        rows["articles"].append(
            (number, url, source, lang, title, seen, "meta", 0.9, day, "open", text[:200], WORDS,
             1, seen, 1, 0.9, "made")
        )  # fmt: skip
        rows["revisions"].append((number, 1, title, seen, "made", ""))
        rows["texts"].append((number, 1, text))
        rows["addresses"].append((url, source, "fetched", seen, number))
        rows[FTS].append((number, fold(title), fold(text)))
        self._findings(rows, number, day, lang, about)
        copy = number > first and self.chance.random() < 0.1
        role = "copy" if copy else "independent"
        rows["story_articles"].append(
            (number, self.story, role, 0.9, day, lang, source, f"{day}T06:00:00Z")
        )
        if copy:
            rows["copies"].append(
                (number, first, first, "copy", 0.9, 0.9, 1, 0, 99, 1, 0, 99, "made", 0.9)
            )
        if number > first:
            taken = self.chance.randint(first, number - 1)
            rows["cascade"].append(
                (number, taken, "credit", 1, 1, 0, 9, 5.0, "made", 0.9, day, lang, self.story, day)
            )

    def _findings(self, rows: Rows, number: int, day: str, lang: str, about: Sequence[str]) -> None:
        named = self.chance.choices(about, k=MENTIONS - 4)
        named += self.chance.choices(self.entities, cum_weights=self.often, k=4)
        for place, entity in enumerate(named):
            rows["mentions"].append(
                (number, 1, 20 * place, 20 * place + 9, entity, "name", "made", 0.9, day, lang)
            )
        speaker, holder = named[0], named[1]
        rows["quotes"].append(
            (number, 1, 30, 120, speaker, speaker, "direct", "said", "made", 0.9, day, lang)
        )
        issue = self.chance.choice(self.issues)
        rows["stances"].append(
            (number, 1, 60, 90, 40, 160, holder, holder, None, issue,
             self.chance.choice(("favor", "against")), "made", 0.8, day, lang)
        )  # fmt: skip
        rows["stances"].append(
            (number, 1, 60, 90, 40, 160, holder, holder, named[2], None, "favor", "made", 0.8, day,
             lang)
        )  # fmt: skip


if __name__ == "__main__":
    main()
