"""Databases that earlier versions really made: brought up to date, worked on, and nothing lost."""

from __future__ import annotations

import asyncio
import lzma
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

import topics
from datasette_config.server import application
from nlp import backlog
from storage import analyses
from storage.proof import integrity
from storage.proof.checks import CHECKS
from storage.proof.integrity import told
from storage.schema import DatabaseTooNewError, migrations
from storage.store import StorageError, opened, save_topic
from stories import run as stories

HOME = Path(__file__).resolve().parents[2]
MADE = sorted((Path(__file__).parent / "made").glob("*.db.xz"))
NAMES = [path.name.partition(".")[0] for path in MADE]
STORED = {
    "articles": "url, title, authors, published, first_seen, revision",
    "revisions": "article_id, revision, title, seen_at, text_sha256",
    "texts": "article_id, revision, text",
    "fetches": "id, url, verdict, fetched_at, sha256, warc_file, warc_offset",
}
FOUND = ("mentions", "quotes", "stances", "credits", "figures")
PAGES = (
    "/",
    "/coverage",
    "/stories",
    "/search?q=gr%C3%A8ve",
    "/article/1",
    "/brouhaha/entity_days",
)
MIGRATE = """
import os, signal, sqlite3, sys
from storage.schema import migrate
from storage.transactions import Store
db = Store(sqlite3.connect(sys.argv[1]))
left = int(sys.argv[2])
def count(statement):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
db.conn.set_trace_callback(count)
migrate(db)
print(int(sys.argv[2]) - left)
"""
OPEN = "import sys; from pathlib import Path; from storage.store import opened\n" \
    "with opened(Path(sys.argv[1])) as db: print(db.table('articles').count)"  # fmt: skip


@pytest.fixture(params=MADE, ids=NAMES)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return unpacked(request.param, tmp_path)


def unpacked(made: Path, folder: Path) -> Path:
    path = folder / made.name.removesuffix(".xz")
    path.write_bytes(lzma.decompress(made.read_bytes()))
    return path


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as db:
        return {
            table: db.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
            for table, columns in STORED.items()
        }


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as db:
        return {table: db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in FOUND}


def differences(db: Database) -> list[str]:
    return [*told(integrity.examine(db, CHECKS, lambda tally, total: None))]


def test_there_is_a_file_of_the_first_versions_and_of_the_one_before_the_latest() -> None:
    released = [m.name for m in migrations._migrations]
    assert released[:6] == NAMES[:6] and released[-2] == NAMES[-1]


def test_a_file_of_an_earlier_version_loses_nothing_and_goes_on(old: Path) -> None:
    before, found = contents(old), counts(old)
    assert len(before["articles"]) >= 14 and found["mentions"] > 100
    topic = topics.load("actors-strike-ai")
    with opened(old) as db:
        assert contents(old) == before and counts(old) == found
        assert differences(db) == []
        save_topic(db, topic)
        assert analyses.backlog(db, "") >= len(before["articles"])
        done = backlog.work_off(db, topic, 1, lambda tally, total: None)
        assert done.counts["relevant"] > 8 and not done.counts["broken"]
        assert differences(db) == []
        stories.work_off(db, topic, lambda part, tally, total: None)
        assert differences(db) == []
        assert db.table("stories").count and db.table("edits").count
    assert contents(old) == before
    assert [status for status in asyncio.run(statuses(old)) if status != 200] == []


async def statuses(path: Path) -> list[int]:
    """What the main pages answer."""
    datasette = application(path)
    await datasette.invoke_startup()
    return [(await datasette.client.get(page, follow_redirects=True)).status_code for page in PAGES]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many statements bring the oldest file up to date."""
    done = migrated(unpacked(MADE[0], tmp_path_factory.mktemp("steps")), 10**9)
    return int(done.stdout)


@pytest.mark.parametrize("share", [0.1, 0.6, 1.0])
def test_a_migration_that_is_killed_leaves_a_file_that_is_whole(
    share: float, steps: int, tmp_path: Path
) -> None:
    path = unpacked(MADE[0], tmp_path)
    before = contents(path)
    assert migrated(path, max(1, int(steps * share))).returncode == -9
    assert contents(path) == before
    with opened(path) as db:
        assert contents(path) == before
        assert differences(db) == []


def migrated(path: Path, steps: int) -> subprocess.CompletedProcess[str]:
    """Migrate in a process of its own, which is killed at this statement."""
    return subprocess.run([sys.executable, "-c", MIGRATE, str(path), str(steps)], cwd=HOME,
                          capture_output=True, text=True, timeout=60)  # fmt: skip


def test_several_processes_may_open_an_earlier_file_at_once(tmp_path: Path) -> None:
    path = unpacked(MADE[0], tmp_path)
    several = [
        subprocess.Popen([sys.executable, "-c", OPEN, str(path)], cwd=HOME, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]  # fmt: skip
    assert [one.communicate(timeout=60) for one in several] == [("14\n", "")] * 4


def test_a_newer_file_is_left_as_it_is(tmp_path: Path) -> None:
    path = unpacked(MADE[-1], tmp_path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
                   "VALUES ('brouhaha', 'm999', '2030-01-01')")  # fmt: skip
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNewError, match=r"m999.*update the program"), opened(path):
        pass
    assert path.read_bytes() == before


def test_a_file_of_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "diary.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE days (day TEXT)")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="of something else"), opened(path):
        pass
    path.write_text("no database at all, only words " * 100)
    with pytest.raises(StorageError, match="is not a database"), opened(path):
        pass
    assert before != path.read_bytes()


@pytest.mark.parametrize("name", ["m003", "m013"])
def test_a_list_of_migrations_that_lost_a_row_is_told(name: str, tmp_path: Path) -> None:
    path = tmp_path / "press.db"
    with opened(path) as db, db.atomic():
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [name])
    with (
        pytest.raises(StorageError, match=rf"press\.db .* lacks {name}, .* a backup"),
        opened(path),
    ):
        pass
