"""A true database is whole in every state; each thing that breaks is told, and rebuilt."""

from __future__ import annotations

import lzma
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

import topics
from commands.front import cli
from nlp import backlog
from storage import articles
from storage.proof import forgotten, integrity
from storage.proof.checks import CHECKS
from storage.proof.integrity import Found, told
from storage.proof.recount import roll_ups
from storage.proof.repair import repair
from storage.records import Article, Fetch
from storage.store import opened, run, save_topic
from stories import run as stories

MADE = Path(__file__).parent / "made" / "m006.db.xz"
TOPIC = topics.load("actors-strike-ai")
EDITED = "Les machines apprennent les visages. Le syndicat refuse. " * 3


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen articles of the sample press, analysed and followed by this version."""
    path = tmp_path_factory.mktemp("whole") / "press.db"
    path.write_bytes(lzma.decompress(MADE.read_bytes()))
    with opened(path) as db, db.atomic():
        forgotten.stories(db)
    work_off(path)
    return path


@pytest.fixture
def db(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(whole, tmp_path / "press.db"))


def work_off(path: Path) -> None:
    """Analyse and follow what is still to be."""
    with opened(path) as db:
        save_topic(db, TOPIC)
        backlog.work_off(db, TOPIC, 1, lambda tally, total: None)
        stories.work_off(db, TOPIC, lambda part, tally, total: None)


def examined(path: Path) -> list[Found]:
    with opened(path) as db:
        return integrity.examine(db, CHECKS, lambda tally, total: None)


def wrong(path: Path) -> list[str]:
    return [*told(examined(path))]


def spoil(path: Path, script: str) -> None:
    """Change a file behind the program's back: without its rules."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)


def repaired(path: Path) -> None:
    """What `verify --repair` does."""
    with opened(path) as db:
        done = repair(db, integrity.examine(db, CHECKS, lambda tally, total: None))
    assert done and all(line.startswith("rebuilt: ") for line in done)
    work_off(path)


def findings(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the analysis found, whatever the numbers of its rows."""
    with closing(sqlite3.connect(path)) as db:
        return {
            table: db.execute(
                f'SELECT article_id, revision, "start", "end" FROM {table} ORDER BY 1, 2, 3, 4'
            ).fetchall()
            for table in ("mentions", "quotes", "stances", "figures", "reasons")
        }


COUNTED = "(SELECT id FROM articles WHERE relevant = 1)"


def test_findings_that_are_gone_are_found_again(db: Path) -> None:
    before, known = findings(db), set[str]()
    for script in (
        "DELETE FROM mentions WHERE article_id = 3",
        f"DELETE FROM stances WHERE target_issue IS NOT NULL AND article_id IN {COUNTED}",
        f"DELETE FROM quotes WHERE speaker_id IS NOT NULL AND article_id IN {COUNTED}",
    ):
        spoil(db, script)
        found = set(wrong(db))
        assert found - known, script
        known = found
    repaired(db)
    assert wrong(db) == []
    assert findings(db) == before


def test_a_table_of_findings_that_is_gone_is_filled_again(db: Path) -> None:
    before = findings(db)
    spoil(db, "DROP TABLE figures")
    assert wrong(db)
    repaired(db)
    assert wrong(db) == []
    assert findings(db) == before


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What must not change: pages, texts, requests, and what is found in them."""
    with closing(sqlite3.connect(path)) as db:
        return {
            sql: db.execute(sql).fetchall()
            for sql in (
                "SELECT id, url, published, revision, first_seen FROM articles ORDER BY 1",
                "SELECT * FROM revisions ORDER BY 1, 2",
                "SELECT * FROM texts ORDER BY 1, 2",
                "SELECT * FROM fetches ORDER BY 1",
                "SELECT * FROM addresses ORDER BY 1",
                'SELECT article_id, revision, "start", "end", entity_id FROM mentions '
                "ORDER BY 1, 2, 3, 4, 5",
                "SELECT COUNT(*), SUM(articles), SUM(origins) FROM stories",
            )
        }


def test_every_check_looks_at_something(whole: Path) -> None:
    found = examined(whole)
    assert [one for one in found if one.wrong] == []
    assert [one.check for one in found if not one.looked_at] == []


SPOILED = [
    ("file", "fault", """
        CREATE INDEX figures_what ON figures(what) WHERE id < 0;
        PRAGMA writable_schema = ON;
        UPDATE sqlite_master SET sql = 'CREATE INDEX figures_what ON figures(what)'
        WHERE name = 'figures_what';
        """, "missing from index figures_what"),
    ("schema", "trigger", "DROP TRIGGER articles_added", "the trigger articles_added is missing"),
    ("schema", "idle-trigger", """
        DROP TRIGGER request_days_added;
        CREATE TRIGGER request_days_added AFTER INSERT ON fetches BEGIN SELECT 1; END
        """, "the trigger request_days_added is not that of this version"),
    ("schema", "index", "DROP INDEX mentions_entity", "the index mentions_entity is missing"),
    ("schema", "view", "DROP VIEW searchable", "the view searchable is missing"),
    ("schema", "counts", "DROP TABLE entity_months", "the table entity_months is missing"),
    ("schema", "findings", "DROP TABLE stances", "the table stances is missing"),
    ("references", "entity", "DELETE FROM entities WHERE id = 'sag-aftra'",
     "rows of mentions refer to rows of entities that are not there"),
    ("references", "story", "DELETE FROM stories WHERE id = 1",
     "rows of story_articles refer to rows of stories that are not there"),
    ("titles and excerpts", "title", "UPDATE articles SET title = 'Bread' WHERE id = 3",
     "article 3 (http://127.0.0.1:"),
    ("titles and excerpts", "words", "UPDATE articles SET words = 0 WHERE id = 4",
     "excerpt or words are not of its text"),
    ("days", "day", "UPDATE articles SET day = '1999-01-01' WHERE id = 5",
     "its day is 1999-01-01, it was published 20"),
    ("places of findings", "beyond", 'UPDATE mentions SET "end" = 99999 WHERE id = 7',
     "end 99999 of"),
    ("places of findings", "empty", 'UPDATE quotes SET "end" = "start" WHERE id = 3',
     "quotes of article"),
    ("places of findings", "revision", "UPDATE figures SET revision = 9 WHERE id = 2",
     "of a revision that is not there"),
    ("places of findings", "past", 'UPDATE past_findings SET "start" = -1',
     "past_findings of article"),
    ("places in stories", "claim", 'UPDATE claim_figures SET "end" = 99999', "claim_figures of"),
    ("copied columns", "lang", "UPDATE quotes SET lang = 'de' WHERE id = 3", "lang de"),
    ("copied columns", "day", "UPDATE story_articles SET day = '1999-01-01'", "day 1999-01-01"),
    ("search index", "gone", "INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')",
     "article 1 is not in the index"),
    ("search index", "more", """
        INSERT INTO articles_fts(rowid, title, text) VALUES (999, 'Bread', 'and butter')
        """, "article 999 is in the index, and has no text"),
    ("search index", "other", """
        INSERT INTO articles_fts(articles_fts, rowid, title, text)
        SELECT 'delete', id, title, text FROM searchable WHERE id = 2;
        INSERT INTO articles_fts(rowid, title, text)
        SELECT id, title, replace(text, ' a ', ' zzyzx ') FROM searchable WHERE id = 2
        """, "zzyzx"),
    ("search index", "swapped", """
        CREATE TEMP TABLE two AS SELECT id, title, text FROM searchable WHERE id IN (2, 3);
        INSERT INTO articles_fts(articles_fts, rowid, title, text)
        SELECT 'delete', id, title, text FROM two;
        INSERT INTO articles_fts(rowid, title, text) SELECT 5 - id, title, text FROM two
        """, "article 2 is in the index with other words than its own"),
    ("articles in stories", "out", "DELETE FROM story_articles WHERE article_id = 2",
     "is on the topic, and in no story"),
    ("articles in stories", "unheard", "DELETE FROM changes WHERE article_id = 2",
     "the stories never hear of it"),
    ("counts of stories", "story", "UPDATE stories SET articles = articles + 1 WHERE id = 1",
     "story 1:"),
    ("counts of stories", "origins", "UPDATE stories SET origins = origins + 1 WHERE id = 1",
     "origins, counted"),
    ("counts of stories", "claim", "UPDATE claims SET articles = 99 WHERE id = 1", "claim 1: 99"),
    ("counts of stories", "voice", "UPDATE voices SET quotes = 99", "99 quotations, counted"),
    ("positions and lags", "side", "UPDATE positions SET favor = favor + 1",
     "favor 2 counted 1, against 0 counted 0"),
    ("positions and lags", "position", "DELETE FROM positions", "no position, counted 1 articles"),
    ("positions and lags", "invented", """
        UPDATE positions SET day = '1999-01-01' WHERE id = (SELECT MAX(id) FROM positions)
        """, ", 1999-01-01: favor"),
    ("positions and lags", "lag", "UPDATE lags SET fr_articles = 99", "99 in French"),
    ("positions and lags", "days", "UPDATE lags SET days = days + 1", ", days "),
    ("positions and lags", "no-lag", "DELETE FROM lags WHERE kind = 'entity'", "missing, counted"),
    ("findings of stories", "figures", "DELETE FROM figures", "the figure at"),
    ("findings of stories", "credits", "DELETE FROM credits", "the credit at"),
    ("reasons", "reason", "DELETE FROM reasons WHERE article_id = 3",
     "article 3: its reasons do not add up to its relevance"),
    ("log by day", "uncounted", "DELETE FROM request_days", "requests missing, counted"),
    ("log by day", "fewer", "UPDATE found_days SET addresses = addresses - 1, listed = 0",
     "listed 0, counted"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "script", "words"),
    [(check, script, words) for check, _, script, words in SPOILED],
    ids=[f"{check}-{name}" for check, name, _, _ in SPOILED],
)
def test_what_is_broken_is_told_and_rebuilt(db: Path, check: str, script: str, words: str) -> None:
    before = contents(db)
    spoil(db, script)
    [found] = [one for one in examined(db) if one.check == check]
    assert found.wrong and any(words in line for line in found.lines), found.lines
    assert found.repair and found.remedy
    repaired(db)
    assert wrong(db) == []
    assert contents(db) == before


def counts_spoiled() -> Iterator[tuple[str, str]]:
    """Every roll-up three times: a count, a row that is gone, a row of nothing."""
    for each in roll_ups():
        yield each.table, f"UPDATE {each.table} SET {each.counts[0]} = {each.counts[0]} + 1"
        yield each.table, f"DELETE FROM {each.table}"
        values = ["'none'"] * len(each.keys) + ["7"] * len(each.counts)
        if each.keys[0] == "story_id":
            values[0] = "999"
        yield each.table, f"INSERT INTO {each.table} ({each.columns}) VALUES ({', '.join(values)})"


def test_every_roll_up_is_compared_and_counted_anew(db: Path) -> None:
    with opened(db) as store:
        store.execute("PRAGMA foreign_keys = OFF")
        for table, script in counts_spoiled():
            with store.atomic():
                store.execute(script)
            [found] = [one for one in look(store) if one.check == "roll-ups"]
            lines = [line for line in found.lines if line.startswith(f"{table}, ")]
            assert lines or found.wrong > integrity.SHOWN, (table, script, found)
            [done] = repair(store, [found])
            assert done.startswith("rebuilt: all roll-ups")
            assert [one for one in look(store) if one.wrong] == []


def look(store: object) -> list[Found]:
    return integrity.examine(store, CHECKS, lambda tally, total: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("DELETE FROM texts WHERE article_id = 3", "texts: article 3, revision 1"),
        ("UPDATE texts SET text = 'Bread.' WHERE article_id = 3", "are not those of its digest"),
        ("UPDATE articles SET revision = 7 WHERE id = 3", "revisions: article 3"),
        ("DELETE FROM ways WHERE found_by = 'feed'", "ways to addresses: http"),
        ("UPDATE addresses SET visits = 9", "9 visits, "),
        ("UPDATE fetches SET article_id = NULL WHERE article_id = 3", "no request brought it"),
        ('UPDATE links SET "end" = 99999', "places of links: links of article"),
        ("DELETE FROM articles WHERE id = 3", "refer to rows of articles that are not there"),
        ("DELETE FROM fetches WHERE article_id = 3", "log by day: request_days, 20"),
        ("DELETE FROM ways; DELETE FROM addresses", "addresses 7, counted 0"),
    ],
    ids=[
        "text",
        "other-text",
        "revision",
        "way",
        "visits",
        "request",
        "link",
        "article",
        "log",
        "addresses",
    ],
)
def test_what_was_collected_is_told_and_never_made_up(db: Path, script: str, told: str) -> None:
    spoil(db, script)
    found = wrong(db)
    assert any(told in line for line in found), found
    before = contents(db)
    with opened(db) as store:
        repair(store, look(store))
    after = contents(db)
    kept = [sql for sql in before if "texts" in sql or "fetches" in sql or "addresses" in sql]
    assert [sql for sql in kept if before[sql] != after[sql]] == []
    assert any(told in line for line in wrong(db))


def test_the_words_of_a_lost_text_stay_in_the_search_index(db: Path) -> None:
    spoil(db, "DELETE FROM texts WHERE article_id = 3")
    with opened(db) as store:
        repair(store, look(store))
        assert store.execute("SELECT COUNT(*) FROM articles_fts_docsize").fetchone() == (15,)


def test_pages_that_cannot_be_read_are_told_without_a_traceback(db: Path) -> None:
    with closing(sqlite3.connect(db)) as store:
        [(root,)] = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'quotes'")
        [(size,)] = store.execute("PRAGMA page_size")
    with db.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    found = wrong(db)
    assert any(line.startswith("file: ") for line in found)
    result = CliRunner().invoke(cli, ["verify", "--quick", "--db", str(db)])
    assert result.exit_code == 1 and isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["verify", "--quick", "--repair"], 1, "not rebuilt (database disk image is malformed)"),
        (["correct", "list"], 1, "the database is damaged"),
        (["takedown", "list"], 1, "`brouhaha verify` says how far"),
        (["alerts", "list"], 1, "the database is damaged"),
        (["status"], 2, "cannot be read"),
    ],
)
def test_no_command_ends_with_a_traceback_over_a_damage(
    db: Path, arguments: list[str], code: int, told: str
) -> None:
    names = ("topics", "sources", "corrections", "withdrawals", "alerts", "runs")
    with closing(sqlite3.connect(db)) as store:
        roots = [
            store.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()[0]
            for name in names
        ]
        [(size,)] = store.execute("PRAGMA page_size")
    with db.open("r+b") as file:
        for root in roots:
            file.seek((root - 1) * size)
            file.write(b"\xff" * size)
    result = CliRunner().invoke(cli, [*arguments, "--db", str(db)])
    assert (result.exit_code, told in result.output) == (code, True), result.output
    assert isinstance(result.exception, SystemExit)


def test_what_is_still_to_be_done_is_no_difference(db: Path) -> None:
    """Between any two steps of a run a kill may come."""
    with opened(db) as store, run(store, "crawl") as number:
        [url, source] = store.execute("SELECT url, source_id FROM articles WHERE id = 2").fetchone()
        page = Article(url=url, lang="fr", title="Une autre", text=EDITED, published="2024-01-02")
        new = Article(url=f"{url}/x", lang="fr", title="Neuf", text=EDITED, published=None)
        for number_of, article in enumerate((page, new)):
            moment = f"2026-01-0{number_of + 1}T00:00:00+00:00"
            articles.save(store, number, [
                Fetch(article.url, source, "feed", "fetched", moment, 200, article=article)
            ])  # fmt: skip
            assert wrong(db) == []
    seen: list[str] = []

    def looking(part: str, *_: object) -> None:
        seen.append(part)
        assert wrong(db) == [], part

    with opened(db) as store:
        save_topic(store, TOPIC)
        backlog.work_off(store, TOPIC, 1, lambda tally, total: looking("analyse"))
        stories.work_off(store, TOPIC, looking)
    assert len(set(seen)) > 8
    assert wrong(db) == []


def test_corrections_and_their_undoing_leave_all_whole(db: Path) -> None:
    for words in (
        ["entity", "merge", "amptp", "sag-aftra"],
        ["relevant", "3", "no"],
        ["list"],
    ):
        signed = ["--by", "ida", "--reason", "read it"] if words != ["list"] else []
        result = CliRunner().invoke(cli, ["correct", *words, "--db", str(db), *signed])
        assert result.exit_code == 0, result.output
        assert wrong(db) == []
    work_off(db)
    assert wrong(db) == []
    with opened(db) as store:
        keys = [key for (key,) in store.execute("SELECT key FROM corrections")]
    for key in keys:
        arguments = ["correct", "undo", key, "--db", str(db), "--by", "ida", "--reason", "wrong"]
        assert CliRunner().invoke(cli, arguments).exit_code == 0
        assert wrong(db) == []
    work_off(db)
    assert wrong(db) == []
