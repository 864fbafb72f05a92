"""The command `status`: its exit code, its lines, its figures, and files that cannot be read."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from commands.front import cli
from storage import articles
from storage.lock import writing
from storage.records import Article, Fetch
from storage.store import opened, run, save_topic
from topics import Topic
from topics.model import Health

KEYS = {
    "well", "concerns", "topic", "articles", "relevant", "backlog", "broken",
    "corrections_waiting", "newest", "last_article", "last_run", "total", "sources", "days",
    "lists", "error_days", "requests", "requests_by_source", "conditions", "paused", "parts",
    "sizes", "runs", "archives",
}  # fmt: skip


def ago(hours: float) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="seconds")


@pytest.fixture
def path(tmp_path: Path, topic: Topic) -> Path:
    """A watch that is well: a run that stored an article an hour ago; any disk is large enough."""
    roomy = topic.settings.model_copy(update={"health": Health(free_gb=0)})
    with opened(tmp_path / "a.db") as db:
        save_topic(db, replace(topic, settings=roomy))
        with run(db, "crawl") as number:
            url = "https://loaf.example/1"
            made = Article(url, "en", "Ovens", "Ovens went cold.", published="2023-03-04")
            fetch = Fetch(url, "the-loaf", "feed", "fetched", ago(1), 200, article=made)
            articles.save(db, number, [fetch])
    return tmp_path / "a.db"


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def status(path: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["status", "--db", str(path), *options])


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(status(path, "--json").stdout)
    return found


def test_all_is_well(path: Path) -> None:
    ended = status(path)
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert "bakers: well" in ended.stdout and "last article stored 1.0 hours ago" in ended.stdout
    found = told(path)
    assert set(found) == KEYS and found["well"] and found["concerns"] == []
    assert (found["articles"], found["backlog"], found["newest"]) == (1, 1, "2023-03-04")
    one = {"addresses": 1, "verdicts": {"fetched": 1}, "adds_up": True}
    assert found["total"] == found["sources"]["the-loaf"] == one
    assert found["requests"] == {"requests": 1, "errors": 0, "share": 0.0}
    assert found["sizes"]["database"] == path.stat().st_size
    assert found["last_article"]["hours"] == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    ("statements", "kind", "where", "says"),
    [
        (["DELETE FROM fetches", "DELETE FROM runs"], "no-run", "all", "nothing was run yet"),
        ([f"UPDATE runs SET finished_at = '{ago(50)}'"], "no-run", "all", "for 50 hours, more"),
        (["INSERT INTO runs (kind, started_at, finished_at, outcome) VALUES"
          f" ('schedule daily', '{ago(3)}', '{ago(2)}', 'failed')"],
         "failed", "schedule daily", "failed 2 hours ago"),
        ([f"UPDATE articles SET first_seen = '{ago(100)}'"], "no-article", "all", "100 hours"),
        (["INSERT INTO request_days VALUES (date('now'), 'the-loaf', 'failed', 30)"],
         "errors", "the-loaf", "97% of the requests of the last days failed, more than 30%"),
        (["UPDATE limits SET value = 0 WHERE key = 'backlog'"],
         "backlog", "all", "articles that wait for their analysis: 1"),
        (["INSERT INTO looks VALUES ('the-loaf', '2024-01-01T05:00:00+00:00', NULL)"],
         "failing", "the-loaf", "none of its lists could ever be read"),
        (["UPDATE limits SET value = 1e6 WHERE key = 'free_gb'"], "disk", "all", "GB are free"),
        (["UPDATE found_days SET addresses = 2"], "lost", "all", "that have no verdict"),
    ],
)  # fmt: skip
def test_what_needs_a_look_is_told(
    path: Path, statements: list[str], kind: str, where: str, says: str
) -> None:
    change(path, *statements)
    ended = status(path)
    assert ended.exit_code == 1 and "Traceback" not in ended.output
    assert "bakers: needs a look" in ended.stdout
    assert any(line.startswith(f"brouhaha: {where}: ") and says in line
               for line in ended.stderr.splitlines())  # fmt: skip
    found = told(path)
    assert not found["well"]
    assert (kind, where) in [(c["kind"], c["where"]) for c in found["concerns"]]
    assert all(c["what"] and c["to_do"] for c in found["concerns"])


@pytest.mark.parametrize(
    "statements",
    [
        ["INSERT INTO request_days VALUES (date('now'), 'the-loaf', 'failed', 15)"],  # too few
        ["INSERT INTO request_days VALUES ('2024-01-01', 'the-loaf', 'failed', 99)"],  # long past
        ["INSERT INTO request_days VALUES (date('now'), 'the-loaf', 'robots', 99)"],
        ["INSERT INTO runs (kind, started_at, finished_at, outcome) VALUES"
         f" ('crawl', '{ago(9)}', '{ago(8)}', 'failed'),"
         f" ('crawl', '{ago(2)}', '{ago(1)}', 'done')"],
        [f"INSERT INTO runs (kind, started_at) VALUES ('crawl', '{ago(0)}')"],  # it is running
        [f"UPDATE articles SET first_seen = '{ago(100)}'",
         "UPDATE topics SET window_end = '2023-12-31'"],
    ],
)  # fmt: skip
def test_what_is_usual_needs_none(path: Path, statements: list[str]) -> None:
    change(path, *statements)
    assert (status(path).exit_code, told(path)["concerns"]) == (0, [])


def test_a_moment_to_come_is_not_believed(path: Path) -> None:
    change(
        path, f"UPDATE runs SET finished_at = '{ago(50)}'",
        "INSERT INTO runs (kind, started_at, finished_at, outcome) VALUES"
        " ('crawl', '2031-01-01', '2031-01-01T00:00:00+00:00', 'done')",
    )  # fmt: skip
    assert [c["kind"] for c in told(path)["concerns"]] == ["no-run"]


def test_parts_pauses_and_the_archive(path: Path) -> None:
    change(
        path,
        "INSERT INTO runs (kind, started_at, finished_at, outcome) VALUES"
        f" ('schedule daily', '{ago(9)}', '{ago(8)}', 'done'),"
        f" ('schedule daily', '{ago(2)}', '{ago(1)}', 'partly')",
        "INSERT INTO pauses VALUES ('the-loaf', 'operator', 'they asked', '2024-01-01', NULL)",
    )
    folder = path.with_name("a-warc")
    folder.mkdir()
    (folder / "a.warc.gz").write_bytes(b"x" * 70)
    found = told(path)
    assert found["paused"] == {"the-loaf": "they asked"}
    assert found["parts"]["daily"]["last"]["outcome"] == "partly"
    assert found["parts"]["daily"]["last_success"] == found["runs"][1]["finished_at"]
    assert (found["sizes"]["archive"], found["sizes"]["archive_files"]) == (70, 1)
    assert "they asked" in status(path).stdout


def test_words_of_others_are_no_markup(path: Path) -> None:
    detail = "[/b] [link=x]\x1b[2J\x07"
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE runs SET detail = ?", [detail])
        db.commit()
    ended = status(path)
    assert ended.exit_code == 0 and "[/b] [link=x]" in ended.stdout
    assert "\x1b[2J" not in ended.stdout and "\x07" not in ended.stdout


def test_it_reads_while_a_run_writes(path: Path) -> None:
    with writing(path), closing(sqlite3.connect(path)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE articles SET title = 'x'")
        assert status(path).exit_code == 0
        db.rollback()


def test_a_database_that_cannot_be_read_is_told(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commands.status.PATIENCE", 0.1)
    (tmp_path / "words.db").write_text("no database " * 1000, "utf-8")
    torn = bytearray(path.read_bytes())
    for start in range(4096, len(torn), 4096):
        torn[start : start + 100] = b"\x00" * 100
    (tmp_path / "torn.db").write_bytes(bytes(torn))
    for name, says in (("none.db", "no database at"), ("words.db", "is not a database"),
                       ("torn.db", "torn.db")):  # fmt: skip
        ended = status(tmp_path / name)
        assert (ended.exit_code, says in ended.stderr) == (2, True), (name, ended.output)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("UPDATE articles SET title = 'x'")
        ended = status(path)
        assert (ended.exit_code, "locked by another process" in ended.stderr) == (3, True)
        db.rollback()
