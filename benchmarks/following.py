"""What the stories cost in a growing archive: CPU time by part, a day's articles, memory."""

from __future__ import annotations

import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from benchmarks.filled import Made, fill, opened
from benchmarks.report import table
from demo.press import load as press
from storage.records import Entity, Figure, Mention, Polarity, Quote, Stance, Tally
from stories.run import PARTS, work_off
from topics import Topic, load, names

WORDS = 250  # an article
EACH = 8  # articles a story
REPEATED = 0.1  # of the articles
DAY = 500  # articles
FIRST = datetime(2015, 1, 1, tzinfo=UTC)
OUTLETS = 40
Times = dict[str, float]


def report(articles: int) -> Iterator[str]:
    """Milliseconds an article by part, in a small archive and in a large one."""
    topic = load(names()[0])
    press_ = Press(topic)
    with opened(topic) as db:
        columns = []
        for size in (articles // 10, articles):
            there = db.table("articles").count
            columns.append((f"first {size}" if not there else f"next {size - there}",
                            size - there, _pass(db, topic, press_, size - there)))  # fmt: skip
            columns.append((f"{DAY} more", DAY, _pass(db, topic, press_, DAY)))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield (
        f"An archive of {articles} articles of {WORDS} words, {EACH} a story: CPU milliseconds "
        "an article, the articles given in one pass, and a day's articles after each."
    )
    parts = [part.name for part in PARTS]
    rows = [(p, *(f"{1000 * spent.get(p, 0) / n:.2f}" for _, n, spent in columns)) for p in parts]
    sums = ("all", *(f"{1000 * sum(spent.values()) / n:.2f}" for _, n, spent in columns))
    yield table(("", *(name for name, _, _ in columns)), [*rows, sums])
    yield f"The process had {memory:.0f} MiB at most, the filling of the archive included."


def sums(articles: int, more: int) -> tuple[float, float]:
    """Milliseconds an article, all parts together: of these in one pass, and of more after them."""
    topic = load(names()[0])
    press_ = Press(topic)
    with opened(topic) as db:
        first = 1000 * sum(_pass(db, topic, press_, articles).values()) / articles
        return first, 1000 * sum(_pass(db, topic, press_, more).values()) / more


def _pass(db: Database, topic: Topic, press_: Press, number: int) -> Times:
    """CPU seconds of each part over new articles; storing them is not counted."""
    fill(db, press_.articles(number))
    spent: dict[str, float] = defaultdict(float)
    last = time.process_time()

    def heard(part: str, done: Tally, total: int) -> None:
        nonlocal last
        now = time.process_time()
        spent[part] += now - last
        last = now

    work_off(db, topic, heard)
    return dict(spent)


class Press:
    """Articles without end, story by story: one in ten repeats an earlier one of its story."""

    def __init__(self, topic: Topic) -> None:
        self.chance = random.Random(1)  # noqa: S311
        self.words = sorted({w for a in press().articles for w in a.text.split() if w.isalpha()})
        self.entities = tuple(Entity(f"made-{n}", f"Made {n}", "ORG") for n in range(2000))
        self.weights = [1 / n for n in range(1, len(self.entities) + 1)]
        self.issues = tuple(topic.issues)
        self.number = 0
        self.texts: list[str] = []

    def articles(self, number: int) -> Iterator[Made]:
        """The next ones."""
        for _ in range(number):
            if self.number % EACH == 0:
                self.about = self._entities(3)
                self.values = [self.chance.randint(1, 10**6) for _ in range(3)]
                self.texts = []
            yield self._article()
            self.number += 1

    def _entities(self, number: int) -> list[Entity]:
        """Different ones, the n-th one n times as rare as the first, as in real coverage."""
        found: dict[Entity, None] = {}
        while len(found) < number:
            found |= dict.fromkeys(self.chance.choices(self.entities, self.weights))
        return list(found)

    def _article(self) -> Made:
        text = self._text()
        self.texts.append(text)
        when = FIRST + timedelta(hours=self.number // EACH + 6 * (self.number % EACH))
        places = [(n, n + 5) for n in range(0, 60, 10)]
        one, other = self.chance.sample(self.about, 2)
        side: Polarity = self.chance.choice(("favor", "against"))
        return Made(
            text, text[:60], self.chance.choice(("fr", "en")),
            f"outlet-{self.chance.randrange(OUTLETS)}", when.isoformat(), tuple(self.about),
            tuple(Mention(*places[n], e.id, "name", "made") for n, e in enumerate((one, other))),
            (Quote(70, 170, one.id, "direct", "said", "made"),),
            (Stance(70, 80, one.id, self.chance.choice(self.issues), side, 60, 180, "made"),),
            (),
            tuple(Figure(*places[n], value, "USD", "made", f"{one.name} paid")
                  for n, value in enumerate(self.values[:2], 3)),
        )  # fmt: skip

    def _text(self) -> str:
        if self.texts and self.chance.random() < REPEATED:
            return self.chance.choice(self.texts)[: self.chance.randint(800, 2000)]
        return " ".join(self.chance.choices(self.words, k=WORDS))
