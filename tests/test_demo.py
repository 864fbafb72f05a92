"""The whole way round: the sample press is crawled, analysed, and browsed over HTTP."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import sync_playwright
from sqlite_utils import Database

from demo.expected import Expected, load
from demo.press import load as load_press
from demo.said import load as load_said
from demo.stories import load as load_stories

HOME = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def brouhaha(*arguments: str | Path) -> list[str]:
    return [sys.executable, str(HOME / "brouhaha.py"), *map(str, arguments)]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The database that the README's first command makes, and what it says."""
    db = tmp_path_factory.mktemp("demo") / "demo.db"
    ended = subprocess.run(
        brouhaha("demo", "--no-serve", "--db", db), capture_output=True, text=True, timeout=300
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return db, ended.stdout


@pytest.fixture(scope="module")
def db(played: tuple[Path, str]) -> Iterator[Database]:
    database = Database(played[0])
    yield database
    database.close()


@pytest.fixture(scope="module")
def site(played: tuple[Path, str]) -> Iterator[str]:
    """The address at which the database is served."""
    command = brouhaha("serve", "--db", played[0], "--port", "0")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        said = server.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert found, said
        yield found[0]
        server.terminate()
        assert server.wait(30) == 0


@pytest.fixture(scope="module")
def expected() -> Expected:
    return load()


def plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


def verdicts(db: Database, run: int) -> dict[str, int]:
    sql = "SELECT verdict, COUNT(*) FROM fetches WHERE run_id = ? GROUP BY 1"
    return dict(db.execute(sql, [run]).fetchall())


def share(wanted: int, found: int) -> float:
    return found / wanted


def test_it_says_what_it_did(played: tuple[Path, str]) -> None:
    assert "none of it is real coverage" in played[1]
    assert "49 fetched" in played[1] and "second visit" in played[1]


def test_every_address_got_its_verdict(db: Database, expected: Expected) -> None:
    first, second = [row[0] for row in db.execute("SELECT id FROM runs WHERE kind = 'crawl'")]
    assert verdicts(db, first) == expected.crawl.first
    assert {"fetched": 2}.items() <= verdicts(db, second).items()


def test_every_article_is_stored_once(db: Database, expected: Expected) -> None:
    assert db.table("articles").count == expected.articles.stored
    assert db.execute("SELECT COUNT(*) FROM articles WHERE day IS NULL").fetchone() == (0,)
    assert db.execute("SELECT COUNT(*) FROM articles WHERE analysis_error <> ''").fetchone() == (0,)


def test_an_edit_is_a_revision_and_nothing_is_overwritten(db: Database, expected: Expected) -> None:
    for edit in expected.edit:
        texts = [
            plain(f"{title} {text}")
            for title, text in db.execute(
                "SELECT r.title, t.text FROM texts t JOIN revisions r USING (article_id, revision) "
                "JOIN articles a ON a.id = t.article_id WHERE a.url LIKE ? ORDER BY t.revision",
                [f"%{edit.article}%"],
            )
        ]
        assert len(texts) == 2
        assert plain(edit.was) in texts[0] and plain(edit.now) in texts[1]


def test_what_is_off_the_topic_is_held_to_be(db: Database, expected: Expected) -> None:
    rows = dict(db.execute("SELECT url, relevant FROM articles"))
    wrong = [
        url
        for url, relevant in rows.items()
        if relevant == any(a in url for a in expected.articles.not_relevant)
    ]
    assert len(wrong) <= 2, wrong


def test_the_names_are_found(db: Database, expected: Expected) -> None:
    found = dict(
        db.execute(
            "SELECT entity_id, COUNT(DISTINCT article_id) FROM mentions m "
            "JOIN articles a ON a.id = m.article_id WHERE a.relevant GROUP BY 1"
        )
    )
    missing = {
        named.id: (found.get(named.id, 0), named.articles)
        for named in expected.entity
        if found.get(named.id, 0) < named.articles
    }
    assert not missing


def findings(db: Database, table: str, columns: str) -> list[tuple[str, ...]]:
    """An article's address, the words at the finding's place, and other columns as text."""
    return [
        tuple(plain(str(cell)) for cell in row)
        for row in db.execute(
            f'SELECT a.url, substr(t.text, f."start" + 1, f."end" - f."start"), {columns} '
            f"FROM {table} f JOIN articles a ON a.id = f.article_id JOIN texts t "
            "ON t.article_id = f.article_id AND t.revision = f.revision"
        )
    ]


def test_most_quotations_have_their_speaker(db: Database, expected: Expected) -> None:
    found = findings(db, "quotes", "f.speaker")
    hits = sum(
        any(
            quote.article in url and plain(quote.text)[:40] in text and plain(quote.speaker) == who
            for url, text, who in found
        )
        for quote in expected.quote
    )
    assert share(len(expected.quote), hits) >= 0.8


def test_most_figures_have_their_value_and_unit(db: Database, expected: Expected) -> None:
    found = findings(db, "figures", "f.value, f.unit")
    hits = sum(
        any(
            figure.article in url and float(value) == figure.value and unit == figure.unit
            for url, _, value, unit in found
        )
        for figure in expected.figure
    )
    assert share(len(expected.figure), hits) >= 0.85


def test_credits_to_outlets_of_the_topic_are_found(db: Database, expected: Expected) -> None:
    found = findings(db, "credits", "f.outlet_id, (SELECT name FROM entities WHERE id = outlet_id)")
    hits = sum(
        any(credit.article in url and plain(credit.outlet) in name for url, _, _, name in found)
        for credit in expected.credit
    )
    assert share(len(expected.credit), hits) >= 0.7


def test_positions_are_found_with_their_evidence(db: Database, expected: Expected) -> None:
    found = findings(
        db,
        "stances",
        "f.holder, COALESCE(f.target_issue, f.target_entity), f.polarity, f.holder_id",
    )
    hits = sum(
        any(
            stance.article in url
            and (stance.target, stance.polarity) == (target, polarity)
            and plain(stance.holder) in (holder, holder_id)
            for url, _, holder, target, polarity, holder_id in found
        )
        for stance in expected.stance
    )
    assert share(len(expected.stance), hits) >= 0.4


def names(db: Database) -> dict[int, str]:
    """The articles of the sample press by their numbers."""
    listed = sorted((article.id for article in load_press().articles), key=len, reverse=True)
    return {
        number: next(name for name in listed if name in url)
        for number, url in db.execute("SELECT id, url FROM articles")
    }


def test_articles_about_the_same_event_are_one_story(db: Database) -> None:
    told = {names(db)[article]: story for article, story in db.execute(
        "SELECT article_id, story_id FROM story_articles")}  # fmt: skip
    listed = load_stories().events()
    events = {name: event for name, event in listed.items() if name in told}
    assert len(events) >= len(listed) - 2  # found to be off the topic
    pairs = [tuple(sorted(pair)) for pair in combinations(sorted(events), 2)]
    together = {pair for pair in pairs if told[pair[0]] == told[pair[1]]}
    wanted = {pair for pair in pairs if events[pair[0]] == events[pair[1]]}
    assert share(len(together), len(together & wanted)) >= 0.9
    assert share(len(wanted), len(together & wanted)) >= 0.7


def test_what_became_of_words(db: Database) -> None:
    by_number = names(db)
    quotations = [
        (by_number[article], plain(words), statement, role, by_number.get(of))
        for article, words, statement, role, of in db.execute(
            'SELECT s.article_id, substr(t.text, s."start" + 1, s."end" - s."start"), '
            "s.statement_id, s.role, s.of_id FROM statement_quotes s JOIN texts t "
            "ON t.article_id = s.article_id AND t.revision = s.revision"
        )
    ]
    first = dict(db.execute("SELECT id, first_article FROM statements").fetchall())
    for statement in load_said().statement:
        told = [
            row[2:]
            for one in statement.quotation
            for row in quotations
            if row[0] == one.article and plain(one.words) in row[1]
        ]
        (number,) = {row[0] for row in told}
        assert told == [(number, one.role, one.of) for one in statement.quotation]
        assert by_number[first[number]] == statement.first


def test_who_turned(db: Database) -> None:
    found = {
        (by, target, names(db)[article], was, now)
        for by, target, article, was, now in db.execute(
            "SELECT e.name, t.target_issue, t.article_id, t.turned_from, t.polarity "
            "FROM turns t JOIN entities e ON e.id = t.holder_id"
        )
    }
    assert found == {(t.holder, t.target, t.article, t.was, t.now) for t in load_said().turn}


def test_copies_are_told_from_what_is_written_anew(db: Database, expected: Expected) -> None:
    by_number = names(db)
    rows = db.execute("SELECT article_id, of_id, role FROM copies WHERE role <> 'original'")
    found = {(by_number[article], by_number[of], role) for article, of, role in rows}
    wanted = {(c.article, c.of, c.kind) for c in expected.copy_ if c.kind != "retelling"}
    assert found == wanted
    silent = {(by_number[a], by_number[of]) for a, of in db.execute(
        "SELECT article_id, from_id FROM uncredited")}  # fmt: skip
    assert silent == {(c.article, c.of) for c in expected.copy_ if not c.credited}


def test_the_story_leads_back_to_who_had_it_first(db: Database, expected: Expected) -> None:
    by_number = names(db)
    for root in expected.root:
        [(story, day, followers)] = db.execute(
            "SELECT story_id, day, followers FROM roots WHERE outlet_id = ? "
            "ORDER BY followers DESC LIMIT 1",
            [root.outlet],
        )
        rows = db.execute("SELECT article_id, role FROM story_articles WHERE story_id = ?", [story])
        roles = {by_number[article]: role for article, role in rows}
        assert day == str(root.day) and followers >= len(root.followers)
        assert all(roles[name] not in ("origin", "independent") for name in root.followers)
    back = {by_number[row[0]] for row in db.execute("SELECT article_id FROM resurfacings")}
    assert back == {*expected.resurfacing}


def test_what_crossed_from_one_language_to_the_other(db: Database) -> None:
    by_number = names(db)
    for crossing in load_stories().crossing:
        [(english, french, days)] = db.execute(
            "SELECT en_article, fr_article, days FROM lags WHERE kind = 'entity' AND key = ?",
            [crossing.entity],
        )
        found = (by_number.get(english), by_number.get(french), days)
        assert found == (crossing.en, crossing.fr, crossing.days), crossing.entity


def test_conflicting_figures_are_found_and_no_others(db: Database, expected: Expected) -> None:
    claims: dict[int, set[tuple[str, float]]] = {}
    for claim, url, value in db.execute(
        "SELECT c.id, a.url, f.value FROM claims c JOIN claim_figures f ON f.claim_id = c.id "
        "JOIN articles a ON a.id = f.article_id WHERE c.conflicting = 1"
    ):
        claims.setdefault(claim, set()).add((url, value))
    edited = {edit.article for edit in expected.edit}
    for told in claims.values():
        fitting = [
            {(url, value) for url, value in told if any(
                name in url and value == wanted for name, wanted in conflict.values.items())}
            for conflict in expected.conflict
        ]  # fmt: skip
        assert max(len(found) for found in fitting) > 1 or all(
            any(name in url for name in edited) for url, _ in told
        ), told
    for conflict in expected.conflict:
        assert any(
            len({value for url, value in told if any(n in url for n in conflict.values)}
                & {*conflict.values.values()}) > 1
            for told in claims.values()
        ), conflict.what  # fmt: skip


def test_what_is_only_told_in_another_way_is_no_conflict(db: Database, expected: Expected) -> None:
    for agreement in expected.agreement:
        rows = db.execute(
            "SELECT a.url, c.conflicting FROM claims c JOIN claim_figures f ON f.claim_id = c.id "
            "JOIN articles a ON a.id = f.article_id WHERE c.unit = ? ", [agreement.unit]
        ).fetchall()  # fmt: skip
        for name in agreement.articles:
            assert {conflicting for url, conflicting in rows if name in url} == {0}, name


def test_silent_edits_are_found_by_what_they_mean(db: Database, expected: Expected) -> None:
    for edit in expected.edit:
        found = {
            f"{kind} {change}"
            for kind, change in db.execute(
                "SELECT kind, change FROM edits e JOIN articles a ON a.id = e.article_id "
                "WHERE a.url LIKE ?", [f"%{edit.article}%"]
            )
        }  # fmt: skip
        assert found >= {*edit.changes}
        assert ("correction added" in found) == edit.told
    [others] = db.execute("SELECT COUNT(DISTINCT article_id) FROM edits").fetchone()
    assert others == len(expected.edit)


def test_the_pages_show_it(site: str, db: Database) -> None:
    [article] = db.execute("SELECT id FROM articles WHERE url LIKE '%meta-emotions%'").fetchone()
    with httpx.Client(base_url=site, headers={"Accept-Language": "fr"}) as reader:
        for path, words in {
            "/": "SAG-AFTRA",
            f"/article/{article}": "la maison mère de",
            "/entity/meta": "Realeyes",
            "/issue/ai-use": "AMPTP",
            "/source/le-fanal": "Le Fanal",
            "/search?q=gr%C3%A8ve": "Hollywood",
            "/brouhaha/entity_days.json?entity_id=meta": "entity_days",
        }.items():
            answer = reader.get(path)
            assert answer.status_code == 200 and words in answer.text, path


@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_shows_it_quietly(site: str, width: int) -> None:
    """Chart, marks and switch are seen, nothing is loaded from elsewhere, no error is logged."""
    browser_path = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert browser_path, "no Chromium: python3 bootstrap.py test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="fr-FR")
        errors: list[str] = []
        requested: list[str] = []
        page.on("console", lambda message: errors.append(message.text))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: requested.append(request.url))
        page.goto(site)
        assert page.locator("svg").first.is_visible()
        page.goto(f"{site}entity/meta")
        assert page.locator("svg").first.is_visible()
        page.locator('a[href^="/article/"]').first.click()
        page.wait_for_load_state("load")
        assert page.locator("mark").first.is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        browser.close()
    assert not errors
    assert all(url.startswith(site) for url in requested)


def test_every_table_of_the_demo_is_written_for_other_programs(
    played: tuple[Path, str], tmp_path: Path
) -> None:
    told = subprocess.run(
        brouhaha("tables", tmp_path / "tables", "--db", played[0], "--json"),
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    rows = {file["table"]: file["rows"] for file in json.loads(told.stdout)["tables"]}
    assert rows["stories"] and rows["origins"] and rows["revision_findings"] and rows["texts"]
    assert not any(file["unreadable"] for file in json.loads(told.stdout)["tables"])


def test_a_merge_into_an_empty_database_gives_the_same_findings(
    played: tuple[Path, str], db: Database, tmp_path: Path
) -> None:
    whole = tmp_path / "all.db"
    for command in ("merge", played[0]), ("verify",):
        subprocess.run(
            brouhaha(*command, "--db", whole), capture_output=True, timeout=120, check=True
        )
    merged = Database(whole)
    found = ("SELECT a.url, f.revision, f.kind, f.start, f.end, f.entity_id, f.words, f.target, "
             "f.polarity, f.value, f.unit, f.form, f.rule, f.confidence "
             "FROM revision_findings f JOIN articles a ON a.id = f.article_id")  # fmt: skip
    for sql in (
        found,
        "SELECT url, verdict, visits FROM addresses",
        "SELECT * FROM entity_days",
        "SELECT url, warc_offset, sha256 FROM fetches",
    ):
        one, other = (Counter(base.execute(sql).fetchall()) for base in (merged, db))
        if "entity_days" in sql:  # copies are found by the stories, which come after
            one, other = (Counter(row[:-1] for row in rows) for rows in (one, other))
        assert one == other, sql
    merged.close()
