"""Databases of one topic are brought together: nothing is lost, nothing is there twice."""

from __future__ import annotations

import hashlib
import json
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from commands.front import cli
from storage import analyses, articles, outbox
from storage.correcting import corrections
from storage.correcting.correction import Correction
from storage.proof import integrity, recount
from storage.records import (
    Analysis,
    Article,
    Discovery,
    Entity,
    Fetch,
    Listed,
    Mention,
    Quote,
    Reason,
)
from storage.retention import pauses, takedown, withdrawals
from storage.store import opened, run, save_topic, unlisted_source
from topics import Topic

HOME = Path(__file__).resolve().parents[3]
FEED = "https://loaf.example/feed"
# what both must hold, whatever numbers rows have there
TOLD = {
    "articles": "SELECT url, source_id, lang, title, authors, published, day, access, excerpt, "
    "words, revision, first_seen, relevant, relevance, analysis_version FROM articles",
    "revisions": "SELECT a.url, r.revision, r.title, r.seen_at, r.extractor, r.text_sha256, t.text "
    "FROM revisions r JOIN articles a ON a.id = r.article_id "
    "LEFT JOIN texts t ON t.article_id = a.id AND t.revision = r.revision",
    "fetches": "SELECT r.key, f.url, f.verdict, f.status, f.fetched_at, f.sha256, a.url, "
    "f.revision FROM fetches f JOIN runs r ON r.id = f.run_id "
    "LEFT JOIN articles a ON a.id = f.article_id",
    "runs": "SELECT key, kind, started_at, finished_at, outcome FROM runs",
    "addresses": "SELECT d.url, d.source_id, d.verdict, d.detail, d.found_at, d.checked_at, "
    "d.visits, d.next_visit, a.url FROM addresses d LEFT JOIN articles a ON a.id = d.article_id",
    "ways": "SELECT * FROM ways",
    "lists": "SELECT url, kind, source_id, parent, verdict, checked_at, sha256 FROM lists",
    "findings": "SELECT a.url, f.revision, f.kind, f.\"start\", f.\"end\", f.entity_id, f.words, "
    "f.rule FROM revision_findings f JOIN articles a ON a.id = f.article_id",
    "entity_days": "SELECT * FROM entity_days",
    "verdicts": "SELECT * FROM verdicts",
    "corrections": "SELECT key, active FROM corrections",
}  # fmt: skip


def told(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        return {what: sorted(db.execute(sql).fetchall(), key=repr) for what, sql in TOLD.items()}


def everything(path: Path) -> str:
    """A digest of all rows of all tables."""
    with closing(sqlite3.connect(path)) as db:
        return hashlib.sha256("\n".join(db.iterdump()).encode()).hexdigest()


def merge(*paths: Path, into: Path) -> Result:
    return CliRunner().invoke(cli, ["merge", *map(str, paths), "--db", str(into)])


def merged(*paths: Path, into: Path) -> dict[str, list[tuple[Any, ...]]]:
    result = merge(*paths, into=into)
    assert result.exit_code == 0, result.output
    return told(into)


@pytest.fixture
def make(tmp_path: Path, topic: Topic) -> Callable[..., Path]:
    """A database that saw some visits, each `(second, name, text)`, and analysed them."""

    def made(name: str, visits: list[tuple[int, str, str]], *, analysed: bool = True) -> Path:
        path = tmp_path / f"{name}.db"
        with opened(path) as db:
            save_topic(db, topic)
            for visit in visits:
                with run(db, "crawl") as number:
                    articles.save(db, number, _visit(*visit))
            if analysed:
                while batch := next(analyses.pending(db, "v1"), None):
                    analyses.save(db, [_analysis(d.id, d.revision, d.text) for d in batch])
        return path

    return made


def _visit(second: int, name: str, text: str) -> list[Fetch]:
    moment = f"2023-07-14T10:00:{second:02}+00:00"
    url = f"https://loaf.example/{name}"
    listed = Listed("feed", children=(), discoveries=(
        Discovery(url, "the-loaf", "feed", FEED, moment),))  # fmt: skip
    lists = Fetch(FEED, "the-loaf", "source", "listed", moment, 200, sha256=text, listed=listed)
    if not text:
        return [lists, Fetch(url, "the-loaf", "feed", "http_error", moment, 503)]
    article = Article(url, "en", f"On {name}", f"Crumb & Co bakes {text} bread.",
                      published="2023-07-14T09:00:00+00:00", extractor="x")  # fmt: skip
    return [lists, Fetch(url, "the-loaf", "feed", "fetched", moment, 200, sha256=text,
                         article=article)]  # fmt: skip


def _analysis(number: str, revision: int, text: str, version: str = "v1") -> Analysis:
    end = len("Crumb & Co")
    return Analysis(
        number, "en", version, revision, relevant=True, relevance=0.9,
        reasons=(Reason("ovens", 1.0, 0, end),),
        entities=(Entity("crumb", "Crumb & Co", "ORG", True), Entity("ida", "Ida", "PERSON")),
        mentions=(Mention(0, end, "crumb", "name", "list"),),
        quotes=(Quote(end, len(text), "ida", "direct", "said", "cue"),),
    )  # fmt: skip


def _visits(made: random.Random) -> Iterator[tuple[int, str, str]]:
    for second in sorted(made.sample(range(60), 12)):
        yield second, made.choice(["rye", "wheat", "oats"]), made.choice(["", "old", "new", "good"])


@pytest.mark.parametrize("seed", range(6))
def test_any_split_of_what_was_seen_is_brought_together(
    seed: int, make: Callable[..., Path], tmp_path: Path
) -> None:
    made = random.Random(seed)
    visits = list(_visits(made))
    mine = make("mine", [visit for visit in visits if made.random() < 0.6])
    theirs = make("theirs", [visit for visit in visits if made.random() < 0.6])
    before = told(theirs)
    one = merged(mine, theirs, into=tmp_path / "one.db")
    other = merged(theirs, mine, into=tmp_path / "other.db")
    assert one == other
    assert before == told(theirs)
    again = everything(tmp_path / "one.db")
    assert merged(theirs, mine, into=tmp_path / "one.db") == one
    assert everything(tmp_path / "one.db") == again
    assert merged(tmp_path / "one.db", into=theirs) == one  # and back again
    checked = CliRunner().invoke(cli, ["verify", "--db", str(tmp_path / "one.db"), "--json"])
    wrong = {c["check"] for c in json.loads(checked.stdout)["checks"] if c["wrong"]}
    assert wrong <= {"archive"}  # these articles come from no page


def test_machines_that_share_the_sites_hold_together_what_one_would(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    visits = list(_visits(random.Random(1)))
    whole = told(make("whole", visits))
    parts = [make(name, [v for v in visits if v[1] == name]) for name in ("rye", "wheat", "oats")]
    both = merged(*parts, into=tmp_path / "all.db")
    for what in ("articles", "revisions", "addresses", "ways", "findings", "entity_days"):
        assert both[what] == whole[what], what
    assert len(both["fetches"]) == len(whole["fetches"])
    assert len(both["runs"]) == len(whole["runs"])


def test_findings_are_taken_over_and_made_anew_where_they_are_missing(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    plain = make("plain", [(1, "rye", "old"), (2, "oats", "old")], analysed=False)
    known = make("known", [(1, "rye", "old")])
    both = merged(known, into=plain)
    versions = {row[0].rpartition("/")[2]: row[-1] for row in both["articles"]}
    assert versions == {"rye": "v1", "oats": ""}
    with opened(plain) as db:
        assert analyses.backlog(db, "v1") == 1


def test_the_verdict_of_the_latest_request_holds(make: Callable[..., Path], tmp_path: Path) -> None:
    early = make("early", [(1, "rye", "old"), (9, "oats", "")])
    late = make("late", [(5, "rye", ""), (4, "oats", "new")])
    rows = merged(early, late, into=tmp_path / "all.db")["addresses"]
    assert {row[0].rpartition("/")[2]: (row[2], row[6]) for row in rows} == {
        "rye": ("http_error", 2), "oats": ("http_error", 2)
    }  # fmt: skip
    assert all(row[-1] for row in rows)  # and the article stays known


def _correction(value: str, author: str, moment: str) -> Correction:
    return Correction("relevance", author, "read it", moment, url="https://loaf.example/rye",
                      value=value)  # fmt: skip


def test_corrections_come_along_and_conflicts_are_told(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    mine, theirs = make("mine", [(1, "rye", "old")]), make("theirs", [(1, "rye", "old")])
    with opened(theirs) as db:
        corrections.add(db, _correction("no", "ida", "2023-08-01T00:00:00+00:00"))
    assert merge(theirs, into=mine).exit_code == 0
    with opened(mine) as db:
        assert db.execute("SELECT relevant FROM articles").fetchone() == (0,)
    third = make("third", [(1, "rye", "old")])
    with opened(third) as db:
        corrections.add(db, _correction("yes", "max", "2023-08-02T00:00:00+00:00"))
    result = merge(third, into=mine)
    assert result.exit_code == 1
    assert "says 'yes'" in result.output and "says 'no', and stays" in result.output
    with opened(mine) as db:
        assert db.execute("SELECT relevant FROM articles").fetchone() == (0,)


@pytest.mark.parametrize("turned", [False, True], ids=["there", "here"])
def test_what_is_withdrawn_in_either_is_withdrawn_in_both(
    turned: bool, make: Callable[..., Path]
) -> None:
    mine, theirs = make("mine", [(1, "rye", "old")]), make("theirs", [(1, "rye", "old")])
    with opened(mine if turned else theirs) as db:
        takedown.begin(db, [1], "ida", "a court", "2023-08-01T00:00:00+00:00")
    merge(theirs, into=mine)
    with opened(mine) as db:
        assert not db.execute("SELECT 1 FROM texts").fetchone()
        assert not db.execute("SELECT 1 FROM mentions").fetchone()
        assert [one.url for one in withdrawals.held(db)] == ["https://loaf.example/rye"]
        assert db.execute("SELECT DISTINCT verdict FROM addresses").fetchall() == [("withdrawn",)]
    before = everything(mine)
    merge(theirs, into=mine)
    assert everything(mine) == before


def _record(path: Path, fetch: str, content: bytes) -> None:
    """Have a request name a record of an archive file beside a database."""
    import gzip

    folder = path.with_name(f"{path.stem}-warc")
    folder.mkdir(exist_ok=True)
    file = folder / "a-20230714100000-00001.warc.gz"
    if not file.exists():
        file.write_bytes(gzip.compress(f"WARC/1.0 {path.stem}".encode(), mtime=0))
    offset = file.stat().st_size
    record = gzip.compress(content, mtime=0)
    file.write_bytes(file.read_bytes() + record)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE fetches SET warc_file = ?, warc_offset = ?, warc_length = ? "
                   "WHERE url LIKE ?", [file.name, offset, len(record), f"%/{fetch}"])  # fmt: skip
        db.commit()


def _contents(path: Path) -> dict[str, bytes]:
    """What the records are that requests name, by address."""
    import gzip

    folder = path.with_name(f"{path.stem}-warc")
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT url, warc_file, warc_offset, warc_length FROM fetches "
                          "WHERE warc_file <> ''").fetchall()  # fmt: skip
    return {
        url.rpartition("/")[2]: gzip.decompress(
            (folder / name).read_bytes()[start : start + length]
        )
        for url, name, start, length in rows
    }


def test_archives_of_one_name_stay_apart_and_grow(make: Callable[..., Path]) -> None:
    mine, theirs = make("mine", [(1, "rye", "old")]), make("theirs", [(1, "oats", "old")])
    _record(mine, "rye", b"page of rye")
    _record(theirs, "oats", b"page of oats")
    assert merge(theirs, into=mine).exit_code == 0
    assert _contents(mine) == {"rye": b"page of rye", "oats": b"page of oats"}
    files = sorted(path.name for path in mine.with_name("mine-warc").iterdir())
    assert len(files) == 2
    with opened(theirs) as db, run(db, "crawl") as number:
        articles.save(db, number, _visit(7, "wheat", "old"))
    _record(theirs, "wheat", b"page of wheat")
    assert merge(theirs, into=mine).exit_code == 0
    assert _contents(mine)["wheat"] == b"page of wheat"
    assert sorted(path.name for path in mine.with_name("mine-warc").iterdir()) == files
    assert merge(mine, into=theirs).exit_code == 0  # its own file comes back under its own name
    assert len(list(theirs.with_name("theirs-warc").iterdir())) == 2
    assert _contents(theirs) == _contents(mine)


def test_an_archive_that_is_missing_is_told(make: Callable[..., Path]) -> None:
    mine, theirs = make("mine", []), make("theirs", [(1, "oats", "old")])
    _record(theirs, "oats", b"page of oats")
    (theirs.with_name("theirs-warc") / "a-20230714100000-00001.warc.gz").unlink()
    result = merge(theirs, into=mine)
    assert result.exit_code == 1
    assert "a-20230714100000-00001.warc.gz: 1 requests name it" in result.output
    assert len(told(mine)["articles"]) == 1


def test_a_database_that_is_written_to_is_merged_as_it_stands(make: Callable[..., Path]) -> None:
    mine, theirs = make("mine", []), make("theirs", [(1, "oats", "old")])
    with closing(sqlite3.connect(theirs, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM addresses")
        assert len(merged(theirs, into=mine)["addresses"]) == 1
        writer.execute("ROLLBACK")


def test_the_other_file_is_not_changed(make: Callable[..., Path]) -> None:
    mine, theirs = make("mine", []), make("theirs", [(1, "oats", "old")])
    theirs.chmod(0o444)
    before = theirs.read_bytes()
    merged(theirs, into=mine)
    assert theirs.read_bytes() == before


def _wrong(path: Path, other: Path, *words: str) -> None:
    before = everything(path)
    result = merge(other, into=path)
    assert result.exit_code == 2, result.output
    assert all(word in result.output for word in words)
    assert everything(path) == before


def test_what_cannot_be_merged_is_refused(make: Callable[..., Path], tmp_path: Path) -> None:
    mine, theirs = make("mine", [(1, "rye", "old")]), make("theirs", [(1, "oats", "old")])
    _wrong(mine, mine, "given twice")
    _wrong(mine, tmp_path / "none.db", "does not exist")
    text = tmp_path / "text.db"
    text.write_text("no database, only words and more words", encoding="utf-8")
    _wrong(mine, text, "text.db cannot be read")
    plain = tmp_path / "plain.db"
    Database(plain).table("a").insert({"b": 1})
    _wrong(mine, plain, "no database of ours")
    with opened(theirs) as db:
        db.execute("UPDATE topics SET id = 'cooks'")
        db.conn.commit()
    _wrong(mine, theirs, "'cooks'", "'bakers'")
    with opened(theirs) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
                   "VALUES ('brouhaha', 'm999', '')")  # fmt: skip
        db.conn.commit()
    _wrong(mine, theirs, "m999", "newer")


def test_a_merge_that_is_killed_is_completed_by_the_next(
    make: Callable[..., Path], tmp_path: Path
) -> None:
    names = [f"bread-{n}" for n in range(200)]
    theirs = make("theirs", [(n % 60, name, "old") for n, name in enumerate(names)])
    mine = make("mine", [(1, "rye", "old")])
    whole = merged(mine, theirs, into=tmp_path / "whole.db")
    command = [sys.executable, str(HOME / "brouhaha.py"), "merge", str(theirs), "--db", str(mine)]
    for step in range(1, 4):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and len(_articles(mine)) < min(60 * step, 200):
                pass
            process.send_signal(signal.SIGKILL)
    assert merged(theirs, into=mine) == whole
    assert not list(tmp_path.glob(".*-merge-*"))


def _articles(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path, timeout=60)) as db:
        return db.execute("SELECT id FROM articles").fetchall()


def test_runs_of_other_machines_are_not_on_this_timetable(make: Callable[..., Path]) -> None:
    from storage import scheduled

    mine, theirs = make("mine", []), make("theirs", [])
    with opened(theirs) as db:
        scheduled.end(db, scheduled.begin(db, "daily"), "done")
        scheduled.begin(db, "hourly")
    merged(theirs, into=mine)
    with opened(mine) as db:
        assert scheduled.last(db) == {}
        scheduled.bury(db)
        assert len(db.execute("SELECT 1 FROM runs WHERE finished_at IS NULL").fetchall()) == 1


def test_an_unlisted_source_comes_along(make: Callable[..., Path]) -> None:
    mine, theirs = make("mine", []), make("theirs", [])
    with opened(theirs) as db, run(db, "crawl") as number:
        source = unlisted_source(db, "far.example")
        [_, fetch] = _visit(1, "rye", "old")
        articles.save(db, number, [replace(fetch, source_id=source)])
    assert [row[1] for row in merged(theirs, into=mine)["articles"]] == ["far-example"]


def test_a_source_that_is_paused_in_either_is_paused(make: Callable[..., Path]) -> None:
    mine, theirs = make("mine", []), make("theirs", [])
    with opened(theirs) as db:
        pauses.pause(db, "the-loaf", "they asked", "2023-08-01T00:00:00+00:00")
    merged(theirs, into=mine)
    with opened(mine) as db:
        assert pauses.paused(db)["the-loaf"].reason == "they asked"


def _alert(db: Database, key: str) -> None:
    """An alert on the first article, as a rule keeps it."""
    db.table("alerts").insert(
        {"key": key, "rule": "named", "subject": "crumb", "day": "2023-07-14", "details": "{}",
         "article_id": 1, "revision": 1, "start": 0, "end": 5, "confidence": 1.0,
         "noticed_at": "2023-07-15T00:00:00+00:00", "told": 1}
    )  # fmt: skip


def test_what_was_sent_there_is_not_sent_again(make: Callable[..., Path]) -> None:
    mine, theirs = make("mine", [(1, "oats", "old")]), make("theirs", [(1, "rye", "old")])
    with opened(theirs) as db:
        _alert(db, "sent")
        db.execute("INSERT INTO alert_channels VALUES ('c', 'json', '2023', '2023', 1, '')")
        db.execute("INSERT INTO alert_digests VALUES ('d', 'c', 0, 1, 1, '2023', 1, '2023')")
        _alert(db, "waiting")
        db.conn.commit()
    merged(theirs, into=mine)
    with opened(mine) as db:
        sql = "SELECT l.key, l.told, a.url FROM alerts l JOIN articles a ON a.id = l.article_id"
        rows = sorted(db.execute(sql).fetchall())
    assert rows == [("sent", 0, "https://loaf.example/rye"),
                    ("waiting", 1, "https://loaf.example/rye")]  # fmt: skip


def test_an_address_that_both_found_counts_once_on_the_first_day(
    make: Callable[..., Path],
) -> None:
    mine, theirs = make("mine", [(5, "rye", "old")]), make("theirs", [(1, "rye", "old")])
    with opened(theirs) as db, db.atomic():
        for table in ("addresses", "ways"):
            db.execute(f"UPDATE {table} SET found_at = '2023-07-01T00:00:00+00:00'")
        db.execute("UPDATE found_days SET day = '2023-07-01'")
    merged(theirs, into=mine)
    with opened(mine) as db:
        assert db.execute("SELECT day, addresses FROM found_days").fetchall() == [("2023-07-01", 1)]
        log, _ = integrity.examine(db, recount.CHECKS, lambda tally, total: None)
    assert (log.check, log.lines) == ("log by day", ())


def test_what_waits_there_waits_here_too_whatever_was_taken_down(
    make: Callable[..., Path],
) -> None:
    """The channel took alert 7, whose article is gone: what comes is none that it has passed."""
    mine, theirs = make("mine", [(1, "oats", "old")]), make("theirs", [(1, "rye", "old")])
    with opened(mine) as db:
        db.execute("INSERT INTO alert_channels VALUES ('c', 'json', '2023', '2023', 7, '')")
        db.conn.commit()
    with opened(theirs) as db:
        _alert(db, "waiting")
        db.conn.commit()
    merged(theirs, into=mine)
    with opened(mine) as db:
        assert [one.waiting for one in outbox.standings(db)] == [1]


def test_findings_keep_to_their_words_where_a_revision_comes_before_them(
    make: Callable[..., Path],
) -> None:
    mine, theirs = make("mine", [(5, "rye", "new")]), make("theirs", [(1, "rye", "old")])
    rows = merged(theirs, into=mine)
    assert [row[1] for row in rows["revisions"]] == [1, 2]
    assert {row[1] for row in rows["findings"]} == {1, 2}
    requests = sorted((row[4], row[-1]) for row in rows["fetches"] if row[6])
    assert [revision for _, revision in requests] == [1, 2]
    with opened(mine) as db:
        sql = "SELECT COUNT(*) FROM articles_fts WHERE articles_fts MATCH ?"
        assert [db.execute(sql, [word]).fetchone()[0] for word in ("new", "old")] == [1, 0]
