# ruff: noqa: E501 - the sample texts are lines of prose
"""A served database with a small invented controversy, built by the project's own storage."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

import topics
from storage import analyses, articles
from storage.records import (
    Analysis,
    Article,
    Credit,
    Entity,
    Fetch,
    Figure,
    Mention,
    Quote,
    Reason,
    Stance,
)
from storage.store import opened, run, save_topic

HOME = Path(__file__).resolve().parents[2]
PAYLOADS = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    '"><svg onload="document.title=\'owned\'">',
    "{{ 7*7 }}",
)
TOPIC = {
    "topic.toml": """
        id = "borrowed-voices"
        title = { fr = "Les voix empruntées", en = "Borrowed voices" }
        description = { fr = "Une dispute inventée pour les essais : qui peut imiter une voix ?", en = "A dispute invented for the tests: who may imitate a voice?" }
        window = { start = 2023-07-01 }
        schedule = { daily = "0 5 * * *" }
        [relevance]
    """,
    "entities.toml": """
        [[entity]]
        id = "echo-works"
        type = "ORG"
        name = "Echo Works"
        wikidata = "Q1"
        aliases = { any = ["EchoWorks"], fr = ["Ateliers Écho"] }
        weak = { en = ["the start-up"], fr = ["la jeune pousse"] }
        [[entity]]
        id = "ada-brandt"
        type = "PERSON"
        name = "Ada Brandt"
        [[entity]]
        id = "louis-ferrand"
        type = "PERSON"
        name = "Louis Ferrand"
        [[entity]]
        id = "voice-guild"
        type = "ORG"
        name = "Voice Guild"
        aliases = { fr = ["Guilde des voix"] }
        [[entity]]
        id = "harbour-post"
        type = "OUTLET"
        name = "The Harbour Post"
    """,
    "issues.toml": """
        [[issue]]
        id = "imitation"
        label = { fr = "L’imitation des voix", en = "Imitating voices" }
        favor = { fr = "Approuve que des machines imitent des voix", en = "Approves of machines that imitate voices" }
        against = { fr = "Refuse que des machines imitent des voix", en = "Refuses that machines imitate voices" }
        [[issue]]
        id = "payment"
        label = { fr = "Payer les voix", en = "Paying for voices" }
        favor = { fr = "Veut que chaque usage soit payé", en = "Wants each use to be paid" }
        against = { fr = "Ne veut pas payer", en = "Does not want to pay" }
    """,
    "events.toml": """
        [[event]]
        id = "launch"
        day = 2023-07-12
        label = { fr = "Echo Works lance son imitateur", en = "Echo Works launches its imitator" }
        source = "https://harbour.example/launch"
        [[event]]
        id = "march"
        day = 2023-07-20
        label = { fr = "Première marche des voix", en = "First march of the voices" }
        source = "https://harbour.example/march"
        [[event]]
        id = "accord"
        day = 2023-09-28
        label = { fr = "Accord à l’essai", en = "Trial agreement" }
        source = "https://harbour.example/accord"
    """,
    "sources.toml": """
        [[source]]
        id = "harbour-post"
        name = "The Harbour Post"
        country = "GB"
        language = "en"
        kind = "newspaper"
        home = "https://harbour.example/"
        [[source]]
        id = "courrier-du-quai"
        name = "Le Courrier du Quai"
        country = "FR"
        language = "fr"
        kind = "newspaper"
        home = "https://quai.example/"
    """,
}
ENGLISH = """Echo Works, a start-up, presented a machine on Tuesday that imitates any voice after ten seconds of listening.
"Our machine borrows a voice and gives it back," Ada Brandt, who runs Echo Works, told The Harbour Post. She welcomes imitation and says that 40 percent of studios have asked for it.
The Voice Guild condemned the machine. "A voice is not a coat that one lends," said Louis Ferrand of the Voice Guild, who refuses any imitation without a contract and asks for 150 dollars an hour."""
FRENCH = """Les Ateliers Écho ont présenté une machine qui imite une voix, rapporte The Harbour Post.
« Une voix n’est pas un manteau que l’on prête », répond Louis Ferrand, de la Guilde des voix, qui refuse toute imitation. L’œuvre d’une vie, dit-il, tient dans dix secondes.
Selon la Guilde des voix, 3 000 personnes ont défilé mercredi."""
HOSTILE_TEXT = "\n".join((f"Echo Works said {PAYLOADS[0]} on Monday.", *PAYLOADS[1:]))
BRIEFS = 36  # short articles that fill the weeks


def span(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def mention(text: str, words: str, entity: str, nth: int = 0) -> Mention:
    return Mention(*span(text, words, nth), entity, "name", "gazetteer", 0.99)


def stance(
    text: str, cue: str, sentence: str, holder: str, target: str, polarity: str, confidence: float
) -> Stance:
    return Stance(
        *span(text, cue), holder, target, polarity,  # type: ignore[arg-type]
        *span(text, sentence), "stance-cue", confidence,
    )  # fmt: skip


ENTITIES = (
    Entity("echo-works", "Echo Works", "ORG", True),
    Entity("ada-brandt", "Ada Brandt", "PERSON", True),
    Entity("louis-ferrand", "Louis Ferrand", "PERSON", True),
    Entity("voice-guild", "Voice Guild", "ORG", True),
    Entity("harbour-post", "The Harbour Post", "OUTLET", True),
)


def english(number: str, revision: int) -> Analysis:
    text = ENGLISH
    first = '"Our machine borrows a voice and gives it back,"'
    sentence = "She welcomes imitation and says that 40 percent of studios have asked for it."
    quoted = '"A voice is not a coat that one lends,"'
    last = text[text.index(quoted) :]
    return Analysis(
        number, "en", "test-1", revision, True, 0.97,
        reasons=(Reason("voices-and-machines", 4.0, *span(text, "imitates any voice")),),
        entities=ENTITIES,
        mentions=(
            mention(text, "Echo Works", "echo-works"), mention(text, "Echo Works", "echo-works", 1),
            mention(text, "Ada Brandt", "ada-brandt"), mention(text, "Voice Guild", "voice-guild"),
            mention(text, "Louis Ferrand", "louis-ferrand"),
            mention(text, "Voice Guild", "voice-guild", 1),
            mention(text, "The Harbour Post", "harbour-post"),
        ),
        quotes=(
            Quote(*span(text, first), "ada-brandt", "direct", "told", "cue-after", 0.95,
                  *span(text, "told")),
            Quote(*span(text, quoted), "louis-ferrand", "direct", "said", "cue-after", 0.95,
                  *span(text, "said Louis")),
            # crosses the quotation before it and the name in it
            Quote(*span(text, "any imitation without a contract"), "louis-ferrand", "indirect",
                  "refuses", "verb", 0.5),
        ),
        stances=(
            stance(text, "welcomes", sentence, "ada-brandt", "imitation", "favor", 0.9),
            stance(text, "condemned", "The Voice Guild condemned the machine.", "voice-guild",
                   "echo-works", "against", 0.8),
            stance(text, "refuses any imitation", last, "louis-ferrand", "imitation", "against",
                   0.9),
            stance(text, "asks for 150 dollars", last, "louis-ferrand", "payment", "favor", 0.5),
        ),
        credits=(Credit(*span(text, "The Harbour Post"), "harbour-post", "told-outlet", 0.7),),
        figures=(
            Figure(*span(text, "40 percent"), 40, "percent", "number-unit", "of studios", 0.9),
            Figure(*span(text, "150 dollars an hour"), 150, "USD/hour", "number-unit", "", 0.9),
        ),
    )  # fmt: skip


def french(number: str, revision: int) -> Analysis:
    text = FRENCH
    quoted = "Une voix n’est pas un manteau que l’on prête"
    sentence = text.split("\n")[1].split(". L’œuvre")[0] + "."
    return Analysis(
        number, "fr", "test-1", revision, True, 0.93,
        reasons=(Reason("voices-and-machines", 4.0, *span(text, "imite une voix")),),
        entities=ENTITIES,
        mentions=(
            Mention(*span(text, "Ateliers Écho"), "echo-works", "alias", "gazetteer", 0.99),
            mention(text, "Louis Ferrand", "louis-ferrand"),
            Mention(*span(text, "Guilde des voix"), "voice-guild", "alias", "gazetteer", 0.99),
            mention(text, "The Harbour Post", "harbour-post"),
        ),
        quotes=(
            Quote(*span(text, quoted), "louis-ferrand", "direct", "répond", "cue-after", 0.95,
                  *span(text, "répond")),
        ),
        stances=(
            stance(text, "refuse toute imitation", sentence, "louis-ferrand", "imitation",
                   "against", 0.9),
        ),
        credits=(Credit(*span(text, "The Harbour Post"), "harbour-post", "rapporte", 0.9),),
        figures=(
            Figure(*span(text, "3 000 personnes"), 3000, "people", "number-unit", "ont défilé",
                   0.9),
        ),
    )  # fmt: skip


def brief(number: str, text: str, lang: str, turn: int) -> Analysis:
    cue = {"en": ("welcomes", "rejects"), "fr": ("salue", "rejette")}[lang][turn % 2]
    return Analysis(
        number, lang, "test-1", 1, True, 0.8, entities=ENTITIES,
        mentions=(mention(text, "Echo Works", "echo-works"),),
        stances=(
            stance(text, cue, text, ("ada-brandt", "voice-guild")[turn % 2], "imitation",
                   ("favor", "against")[turn % 2], 0.7),
        ),
    )  # fmt: skip


def hostile(number: str, revision: int) -> Analysis:
    text, payload = HOSTILE_TEXT, PAYLOADS[0]
    slug = "img-src-x"
    return Analysis(
        number, "en", "test-1", revision, True, 0.6,
        entities=(*ENTITIES, Entity(slug, PAYLOADS[1], "PERSON"), Entity("../x?y#z", "Odd", "ORG")),
        mentions=(mention(text, "Echo Works", "echo-works"),
                  Mention(*span(text, payload), slug, "name", PAYLOADS[2]),
                  Mention(*span(text, "Monday"), "../x?y#z", "name", "odd")),
        quotes=(Quote(*span(text, payload), PAYLOADS[1], "direct", PAYLOADS[2], "r"),),
        stances=(Stance(*span(text, "said"), PAYLOADS[1], "imitation", "against", 0, len(text),
                        PAYLOADS[0]),),
    )  # fmt: skip


def fetch(article: Article, source: str, when: str, verdict: str = "fetched") -> Fetch:
    return Fetch(
        article.url, source, "feed", verdict, when, 200, sha256="ab" * 32,  # type: ignore[arg-type]
        warc_file="pages.warc.gz", warc_offset=1234, warc_length=99, article=article,
    )  # fmt: skip


def article(
    path: str, lang: str, title: str, text: str, day: str | None, **more: object
) -> tuple[str, Article]:
    source, host = ("courrier-du-quai", "quai") if lang == "fr" else ("harbour-post", "harbour")
    made = Article(
        f"https://{host}.example/{path}", lang, title, text, published=day,
        published_from="json-ld" if day else None, published_confidence=0.9 if day else 0.0,
        extractor="test 1", **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return source, made


def written() -> list[tuple[str, Article]]:
    """Number 1 is in English, 2 in French, 3 hostile, 4 off the topic, 5 undated; then briefs."""
    out = [
        article("launch", "en", "A machine that borrows voices", ENGLISH, "2023-07-12T08:00:00+00:00",
                authors=("June Marlow", "Pat O’Neil")),
        article("machine", "fr", "La machine qui emprunte les voix", FRENCH, "2023-07-13",
                authors=("Céline Duroc",), access="paywall"),
        ("harbour-post", Article("javascript:document.title='owned'", "en", PAYLOADS[0] + PAYLOADS[2],
                                 HOSTILE_TEXT, (PAYLOADS[1],), "2023-08-02", "meta", 0.5)),
        article("tides", "en", "High tides this week", "The sea rose by a hand. " * 8, "2023-08-03"),
        article("undated", "fr", "Sans date", "Une machine imite encore, sans date.", None),
    ]  # fmt: skip
    for n in range(BRIEFS):
        month, day = 7 + n // 9, 1 + (n * 7) % 28
        en, turn = n % 3 != 0, n % 2
        text = (
            f"Echo Works in brief, note {n}: one side {('welcomes', 'rejects')[turn]} the machine."
            if en
            else f"Echo Works en bref, note {n} : un camp {('salue', 'rejette')[turn]} la machine."
        )
        title = f"In brief, {n}" if en else f"En bref, {n}"
        lang = "en" if en else "fr"
        out.append(article(f"brief-{n}", lang, title, text, f"2023-{month:02}-{day:02}"))
    return out


def analysed(number: int, made: Article) -> Analysis | None:
    if number == 4:
        return Analysis("4", "en", "test-1", 1, False, 0.02)
    if number == 5:
        return Analysis("5", "fr", "test-1", 1, True, 0.7)
    if number <= 3:
        return (english, french, hostile)[number - 1](str(number), 2 if number == 1 else 1)
    if number == 5 + BRIEFS:
        return None  # the last one is not analysed yet
    return brief(str(number), made.text, made.lang, (number - 6) % 2)


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("borrowed-voices")
    for name, text in TOPIC.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "voices.db"
    made = written()
    with opened(path) as db:
        save_topic(db, topics.load(str(folder)))
        with run(db, "crawl") as number:
            first = Article(made[0][1].url, "en", "A machine that borrows voice", "An early text.",
                            published="2023-07-12T08:00:00+00:00", published_from="json-ld",
                            published_confidence=0.9, extractor="test 1")  # fmt: skip
            articles.save(db, number, [fetch(first, "harbour-post", "2023-07-12T09:00:00+00:00")])
            when = "2023-07-14T09:00:00+00:00"
            articles.save(db, number, [fetch(one, source, when) for source, one in made])
            refused = Fetch("https://quai.example/private", "courrier-du-quai", "section",
                            "robots", when, None, "Disallow: /private")  # fmt: skip
            articles.save(db, number, [refused])
        done = [analysed(n, one) for n, (_, one) in enumerate(made, 1)]
        analyses.save(db, [one for one in done if one])
    return path


@pytest.fixture(scope="session")
def storied(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with stories, as `story.sql` beside this file has them."""
    path = tmp_path_factory.mktemp("stories") / "voices.db"
    with closing(sqlite3.connect(database)) as held, closing(sqlite3.connect(path)) as db:
        held.backup(db)
        db.executescript((Path(__file__).parent / "story.sql").read_text(encoding="utf-8"))
        db.commit()
    return path


@pytest.fixture(scope="session")
def marked(storied: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, article 1 with a sentence that is no evidence (`marked.sql`) and a long quotation."""
    path = tmp_path_factory.mktemp("marked") / "voices.db"
    with closing(sqlite3.connect(storied)) as held, closing(sqlite3.connect(path)) as db:
        held.backup(db)
        db.executescript((Path(__file__).parent / "marked.sql").read_text(encoding="utf-8"))
        db.commit()
    return path


@pytest.fixture(scope="session")
def address(database: Path) -> Iterator[str]:
    """The database served by a process of its own, as `brouhaha serve` does."""
    with Served(database) as (where, _):
        yield where


class Served:
    """A server process; at the end it gets SIGTERM and must leave with 0."""

    def __init__(self, path: Path, port: int = 0) -> None:
        code = (
            "import sys; from pathlib import Path; from datasette_config.server import serve; "
            "serve(Path(sys.argv[1]), '127.0.0.1', int(sys.argv[2]), "
            "lambda at: print(at, flush=True))"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(path), str(port)], cwd=HOME, text=True,
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(HOME)},
        )  # fmt: skip

    def __enter__(self) -> tuple[str, subprocess.Popen[str]]:
        assert self.process.stdout
        return self.process.stdout.readline().strip().rstrip("/"), self.process

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(30) == 0
        finally:
            self.process.kill()


@pytest.fixture
def http(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
def served() -> type[Served]:
    """To serve another database: `with served(path) as (address, process)`."""
    return Served
