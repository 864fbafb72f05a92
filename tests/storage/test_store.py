from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

import storage
import topics
from storage import store
from storage.errors import WrongUseError
from storage.lock import LockedError, writing
from storage.schema import DatabaseTooNewError, migrations
from storage.search import expression


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for _ in range(2):
        with store.opened(path) as db:
            assert db.journal_mode == "wal"
            files = sorted(
                file.stem for file in (Path(storage.__file__).parent / "migrations").glob("m*.sql")
            )
            assert [m.name for m in migrations.applied(db)] == files
            assert all(table.strict for table in db.tables if _ours(table.name))


def _ours(table: str) -> bool:
    return not table.startswith(("_sqlite", "articles_fts"))


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with store.opened(path) as db:
        db.table("_sqlite_migrations").insert(
            {"migration_set": "brouhaha", "name": "m999", "applied_at": "2030-01-01"}
        )
    before = path.read_bytes()
    with pytest.raises(DatabaseTooNewError, match="m999"), store.opened(path):
        pass
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"not a database, " * 100, "is not a database"), (None, "no database")],
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "a.db"
    if content:
        path.write_bytes(content)
    with pytest.raises(store.StorageError, match=message), store.opened(path, create=False):
        pass


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (id INTEGER)")
    connection.close()
    with pytest.raises(store.StorageError, match="something else"), store.opened(path):
        pass


def test_a_topic_is_written_and_brought_up_to_date(db: Database, topic: topics.Topic) -> None:
    db.execute("UPDATE issues SET label_fr = 'ancien'")
    store.save_topic(db, topic)
    assert db.table("issues").get("night-work")["label_fr"] == "travail de nuit"
    assert db.table("events").count == 1
    names = db.execute("SELECT name, kind FROM entity_names WHERE entity_id = 'crumb'").fetchall()
    assert sorted(names) == [("Crumb", "alias"), ("Crumb & Co", "name"), ("La Mie", "alias")]


def test_offices_are_written_anew_with_the_topic(db: Database, topic_folder: Path) -> None:
    file = topic_folder / "entities.toml"
    file.write_text(
        file.read_text("utf-8")
        + '[[entity]]\nid = "flour-board"\ntype = "ORG"\nname = "Flour Board"\n'
        + '[[entity]]\nid = "ida-mole"\ntype = "PERSON"\nname = "Ida Mole"\n'
        + 'offices = [{ of = "flour-board", title = { fr = "cheffe", en = "head" }, '
        + "since = 2023-02-01 }]\n",
        "utf-8",
    )
    topics.load.cache_clear()
    for _ in range(2):
        store.save_topic(db, topics.load(str(topic_folder)))
    held = db.execute("SELECT entity_id, of_id, title_fr, title_en, since, until FROM offices")
    rows = [row for row in held if row[0] == "ida-mole"]
    assert rows == [("ida-mole", "flour-board", "cheffe", "head", "2023-02-01", None)]


def test_a_database_keeps_to_its_topic(db: Database, topic_folder: Path) -> None:
    file = topic_folder / "topic.toml"
    file.write_text(file.read_text("utf-8").replace('"bakers"', '"brewers"'), "utf-8")
    topics.load.cache_clear()
    with pytest.raises(store.StorageError, match="watches the topic 'bakers'"):
        store.save_topic(db, topics.load(str(topic_folder)))


def test_a_run_says_how_it_ended(db: Database) -> None:
    with store.run(db, "crawl"):
        pass
    with store.run(db, "crawl") as number:
        store.end_run(db, number, "partly", "one source was silent")
    outcomes = [row["outcome"] for row in db.query("SELECT outcome FROM runs ORDER BY id")]
    assert outcomes == ["done", "partly"]


HOLD = """
import sys
from pathlib import Path
from storage.lock import writing
with writing(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_writer_at_a_time_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"held\n"
        with pytest.raises(LockedError, match=str(other.pid)), writing(path):
            pass
        other.kill()
    with writing(path):
        pass


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(WrongUseError, match=r"no/a\.db\.lock \(No such file.*must be there"),
        writing(tmp_path / "no" / "a.db"),
    ):
        pass


@pytest.mark.parametrize(
    "typed",
    ["jean-luc", "l'hopital", "", "   ", '"', '"open', "*", "AND OR NOT", "a^b:c", "(", "œuvre",
     "-x", "NEAR(a b)", "«guillemets»", "col:word", "\x00", "grève*"],
)  # fmt: skip
def test_whatever_is_typed_searches_without_error(db: Database, typed: str) -> None:
    wanted = expression(typed)
    if wanted:
        sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
        assert db.execute(sql, [wanted]).fetchall() == []
