"""The public copy: what is in it and what is not, how it replaces an older one, and who may ask."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.front import cli
from datasette_config.evidence import bounds
from storage.handout.passages import LONGEST, SHARE
from storage.handout.publish import PublishError, public, publish, published
from storage.lock import LockedError, writing
from storage.store import StorageError, opened

HOME = Path(__file__).resolve().parents[2]
DYING = """
import os, signal, sys
from pathlib import Path
from datasette_config.evidence import bounds
from storage.handout.publish import publish
cuts = 0
def cut(row, text):
    global cuts
    cuts += 1
    if cuts == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    return bounds(row, text)
publish(Path(sys.argv[1]), Path(sys.argv[2]), cut, lambda *_: None)
"""


def made(private: Path, target: Path) -> Path:
    publish(private, target, bounds, lambda *_: None)
    return target


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def names(path: Path) -> list[str]:
    """Tables and views, without those that SQLite keeps for itself."""
    found = rows(path, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY 1")
    kept = ("articles_fts_", "sqlite_")
    return [str(name) for (name,) in found if not str(name).startswith(kept)]


@pytest.fixture
def copy(marked: Path, tmp_path: Path) -> Path:
    return made(marked, tmp_path / "public.db")


def test_every_table_and_view_has_its_place(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db"):
        pass
    held = names(tmp_path / "a.db")
    listed = ["articles", *public().whole, *public().of_articles, *public().views]
    assert sorted([*listed, *public().left_out]) == held
    assert {*public().passages, *public().blank} <= set(listed)


def test_what_is_left_out_is_not_there_and_the_rest_is(marked: Path, copy: Path) -> None:
    own = {"passages", "edition", "articles_fts"}
    assert set(names(copy)) == own | (set(names(marked)) - set(public().left_out))
    for table in public().whole:
        if table not in ("entities", *public().blank):
            same = f"SELECT * FROM [{table}] ORDER BY 1, 2"
            assert rows(copy, same) == rows(marked, same), table
    assert rows(copy, "SELECT DISTINCT detail FROM fetches") == [("",)]
    assert rows(copy, "SELECT DISTINCT detail FROM runs") == [("",)]
    indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    for name in ("articles_newest", "stances_target_issue", "entity_days_day"):
        assert (name,) in rows(copy, indexes)


def test_passages_stay_within_their_bounds(marked: Path, copy: Path) -> None:
    texts = {(a, r): t for a, r, t in rows(marked, "SELECT article_id, revision, text FROM texts")}
    taken: dict[object, int] = {}
    latest = dict(rows(marked, "SELECT article_id, MAX(revision) FROM texts GROUP BY 1"))
    for article, revision, start, passage in rows(copy, "SELECT * FROM passages"):
        text = str(texts[article, revision])
        assert text[int(str(start)) :].startswith(str(passage))
        assert len(str(passage)) <= LONGEST
        taken[article] = taken.get(article, 0) + len(str(passage))
        own = taken[article, revision] = taken.get((article, revision), 0) + len(str(passage))
        assert own <= len(text) * SHARE
        assert taken[article] <= len(str(texts[article, latest[article]])) * SHARE
    assert len(taken) > 1 and max(taken.values()) > LONGEST
    for article, excerpt in rows(copy, "SELECT id, excerpt FROM articles"):
        text = str(next(t for (a, _), t in texts.items() if a == article))
        assert len(str(excerpt)) <= max(len(text) // 2, 1) + 2 or article == 1


def test_a_long_quotation_is_cut_and_begins_where_it_does(marked: Path, copy: Path) -> None:
    [(start, end)] = rows(marked, 'SELECT "start", "end" FROM quotes WHERE rule = \'long\'')
    assert int(str(end)) - int(str(start)) > 2 * LONGEST
    cut = f'SELECT text FROM passages WHERE article_id = 1 AND "start" <= {start} ' \
          f'AND "start" + length(text) > {start}'  # fmt: skip
    assert 0 < len(str(rows(copy, cut)[0][0])) <= LONGEST


def test_articles_off_the_topic_are_not_in_it(marked: Path, copy: Path) -> None:
    off = {n for (n,) in rows(marked, "SELECT id FROM articles WHERE relevant IS NOT 1")}
    assert off
    assert not off & {n for (n,) in rows(copy, "SELECT id FROM articles")}
    for table in (*public().of_articles, "passages"):
        assert not off & {n for (n,) in rows(copy, f"SELECT article_id FROM [{table}]")}, table
    assert b"High tides" not in copy.read_bytes()
    listed = "SELECT COUNT(*) FROM entities WHERE id = '{}'"
    assert rows(marked, listed.format("off-topic-name")) == [(1,)]
    assert rows(copy, listed.format("off-topic-name")) == [(0,)]


def test_the_index_knows_no_order_of_words(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as db:
        db.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, articles_fts, 'instance')")
        found = db.execute("SELECT term, col, offset FROM v WHERE doc = 1").fetchall()
        assert ("marmot", "text", None) in found
        assert {offset for _, _, offset in found} == {None}
        assert db.execute("SELECT title, text FROM articles_fts").fetchall()[0] == (None, None)
        with pytest.raises(sqlite3.OperationalError):
            db.execute("SELECT rowid FROM articles_fts('\"quartz marmot\"')").fetchall()


def test_again_gives_the_same(marked: Path, copy: Path, tmp_path: Path) -> None:
    again = made(marked, tmp_path / "again.db")
    for name in names(copy):
        if not name.startswith(("edition", "articles_fts")):
            assert rows(copy, f"SELECT * FROM [{name}]") == rows(again, f"SELECT * FROM [{name}]")
    made(marked, copy)
    assert rows(copy, "SELECT COUNT(*) FROM edition") == [(1,)]
    assert [p.name for p in tmp_path.glob("*.new")] == []


def test_killed_on_the_way_the_old_copy_stays(marked: Path, copy: Path) -> None:
    before = copy.read_bytes()
    done = subprocess.run([sys.executable, "-c", DYING, str(marked), str(copy)], cwd=HOME,
                          env={**os.environ, "PYTHONPATH": str(HOME)})  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    assert copy.read_bytes() == before
    made(marked, copy)
    assert published(copy) and not copy.with_name("public.db.new").exists()


def test_the_database_may_be_written_to_meanwhile(marked: Path, tmp_path: Path) -> None:
    with opened(marked) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE articles SET title = 'half written' WHERE id = 1")
        copy = made(marked, tmp_path / "public.db")
        db.conn.rollback()
    assert rows(copy, "SELECT title FROM articles WHERE id = 1") == [
        ("A machine that borrows voices",)
    ]


def test_two_at_once_are_refused(marked: Path, tmp_path: Path) -> None:
    with writing(tmp_path / "public.db"), pytest.raises(LockedError):
        made(marked, tmp_path / "public.db")


@pytest.mark.parametrize("kind", ["itself", "another", "text", "copy", "folder"])
def test_what_is_no_public_copy_is_left_alone(
    marked: Path, copy: Path, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "text").write_text("a letter", encoding="utf-8")
    with opened(tmp_path / "another"):
        pass
    source = copy if kind == "copy" else marked
    target = {"itself": marked, "copy": tmp_path / "new.db",
              "folder": tmp_path / "no" / "new.db"}.get(kind, tmp_path / kind)  # fmt: skip
    before = target.read_bytes() if target.exists() else b""
    with pytest.raises(PublishError, match=re.escape(str(copy if kind == "copy" else tmp_path))
                       if kind != "itself" else "another name"):  # fmt: skip
        made(source, target)
    assert (target.read_bytes() if target.exists() else b"") == before


def test_a_public_copy_is_not_written_to(copy: Path) -> None:
    with pytest.raises(StorageError, match="public copy"), opened(copy):
        pass


def test_the_commands(marked: Path, tmp_path: Path) -> None:
    run, copy, folder = CliRunner(), str(tmp_path / "public.db"), str(tmp_path / "snapshot")
    done = run.invoke(cli, ["publish", copy, "--db", str(marked), "--json"])
    assert done.exit_code == 0 and json.loads(done.stdout)["counts"]["articles"] > 30
    done = run.invoke(cli, ["export", folder, "--db", copy])
    assert done.exit_code == 0 and "network.gexf" in done.stdout
    done = run.invoke(cli, ["export", folder, "--db", str(marked), "--json"])
    assert done.exit_code == 2 and "new folder" in done.stderr
    for wrong in (["publish", str(marked), "--db", str(marked)],
                  ["publish", copy, "--db", copy], ["publish", copy, "--db", f"{copy}.none"],
                  ["analyse", "--db", copy]):  # fmt: skip
        done = run.invoke(cli, wrong)
        assert done.exit_code == 2 and "Traceback" not in done.output, wrong
    assert published(Path(copy))


EDITED = """
    UPDATE texts SET text = replace(hex(zeroblob(30)), '00', 'It rained all day and no one cared. ')
        || 'Correction: the fee was 9.' WHERE article_id = 2;
    UPDATE revisions SET revision = 1 WHERE article_id = 2;
    INSERT INTO revisions (article_id, revision, title, text_sha256, extractor, seen_at)
        SELECT article_id, 2, title, 'x', extractor, '2023-07-20' FROM revisions
        WHERE article_id = 2 AND revision = 1;
    INSERT INTO texts (article_id, revision, text)
        SELECT 2, 2, replace(text, 'fee was 9', 'fee was 12') FROM texts WHERE article_id = 2;
    UPDATE articles SET revision = 2 WHERE id = 2;
    INSERT INTO edits (article_id, from_revision, to_revision, kind, change, old_start, old_end,
        new_start, new_end, rule, confidence, seen_at)
    SELECT 2, 1, 2, k.value, 'changed', instr(text, 'fee') - 1, instr(text, 'fee') + 8,
        instr(text, 'fee') - 1, instr(text, 'fee') + 9, 'test', 1.0, '2023-07-20'
    FROM texts, json_each('["figure", "correction"]') k WHERE article_id = 2 AND revision = 1;
"""


def test_both_sides_of_an_edit_are_in_it(marked: Path, tmp_path: Path) -> None:
    private = tmp_path / "edited.db"
    with closing(sqlite3.connect(marked)) as held, closing(sqlite3.connect(private)) as db:
        held.backup(db)
        db.executescript(EDITED)
    public_copy = made(private, tmp_path / "public.db")
    sides = "SELECT revision, text FROM passages WHERE article_id = 2 ORDER BY revision"
    assert rows(public_copy, sides) == [
        (1, "Correction: the fee was 9."), (2, "Correction: the fee was 12."),
    ]  # fmt: skip


def test_a_timeline_is_drawn_from_it_too(copy: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "brouhaha", "timeline", "echo-works", "--db", str(copy), "--csv"],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("day,lang,articles") and "2023-07-12,en," in found.stdout
