"""A backup taken while a writer writes: whole, restored, proved, and gone on with."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import topics
from commands.front import cli
from crawler.addresses import Hints
from crawler.evidence import Evidence, Exchange, Notes, folder
from crawler.keeper import Keeper
from crawler.page import Page, read
from storage.archive import end_of
from storage.records import Fetch
from storage.store import opened, run, save_topic
from topics.model import Window

HOME = Path(__file__).resolve().parents[2]
WINDOW = Window(start=date(2023, 1, 1))
HTML = (("Content-Type", "text/html; charset=utf-8"),)
PAGE = (
    '<!doctype html><html lang="en"><head><title>Mill {0}</title><meta '
    'property="article:published_time" content="2023-07-15T10:00:00Z"></head><body>'
    "<h1>Mill {0}</h1><article><p>"
    "The bakers of mill {0} met again on Thursday evening to speak about the machines "
    "that the owners want to buy, and about the people who would no longer be needed at night. "
    "Nobody expects an answer about mill {0} before the end of the month.</p></article></body>"
    "</html>"
)
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, str(Path.cwd()))
from tests.commands.test_backup import crawl
print("begun", flush=True)
crawl(Path(sys.argv[1]), range(5, 200), until=Path(sys.argv[1]).with_name("enough"))
"""


def crawl(path: Path, mills: range, until: Path | None = None) -> None:
    """What a crawl does with answers, a transaction each; it ends early where `until` appears."""
    with opened(path) as store, run(store, "crawl") as number:
        archive = Evidence(path, "Brouhaha/9", lambda file: end_of(store, file))
        keeper = Keeper(store, number, lambda tally: None, archive)
        for mill in mills:
            take(keeper, mill)
            keeper.flush()
            if until and until.exists():
                break
        archive.close()


def take(keeper: Keeper, mill: int) -> None:
    url, moment = f"https://loaf.example/{mill}", "2023-08-01T10:00:00+00:00"
    body = PAGE.format(mill).encode()
    reading = read(Page(url, body, HTML[0][1], "feed"), WINDOW, datetime.fromisoformat(moment))
    row = Fetch(url, "the-loaf", "feed", reading.verdict, moment, 200,
                sha256=sha256(body).hexdigest(), article=reading.article)  # fmt: skip
    notes = Notes(url, "the-loaf", "feed", moment, "", Hints())
    keeper.add(row, Exchange(url, (), "200 OK", HTML, body, notes))


@pytest.fixture
def db(tmp_path: Path, topic: topics.Topic) -> Path:
    path = tmp_path / "strike.db"
    with opened(path) as store:
        save_topic(store, topic)
    crawl(path, range(5))
    return path


def do(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def held(path: Path) -> list[str]:
    with opened(path) as store:
        return [url for (url,) in store.execute("SELECT url FROM articles ORDER BY id")]


def test_a_backup_of_a_database_that_is_written_to_is_restored_and_gone_on_with(
    db: Path, tmp_path: Path
) -> None:
    copy, new = tmp_path / "copies" / "monday.db", tmp_path / "elsewhere" / "strike.db"
    copy.parent.mkdir()
    new.parent.mkdir()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(db)], cwd=HOME, text=True,
                              stdout=subprocess.PIPE)  # fmt: skip
    assert writer.stdout and writer.stdout.readline() == "begun\n"
    made = do("backup", copy, "--db", db, "--json")
    assert writer.poll() is None, "the writer had ended before the backup had"
    (tmp_path / "enough").touch()
    assert writer.wait(60) == 0
    assert made.exit_code == 0, made.output
    manifest = json.loads(made.output)
    assert manifest == json.loads(copy.with_name("monday.db.json").read_text())
    assert sorted(path.name for path in copy.parent.iterdir()) == ["monday.db", "monday.db.json"]

    told = do("restore", copy, "--db", new)
    assert told.exit_code == 1 and "is missing: copy it there" in told.output
    new.unlink()
    shutil.copytree(folder(db), folder(new))
    restored = do("restore", copy, "--db", new)
    assert restored.exit_code == 0, restored.output
    assert manifest["articles"] == len(held(new)) >= 5
    assert do("verify", "--db", new, "--processes", "1").exit_code == 0
    assert held(new) == held(db)[: len(held(new))]

    crawl(new, range(len(held(new)) + 3))
    assert len(held(new)) == len(set(held(new))) == manifest["articles"] + 3
    assert do("verify", "--db", new, "--processes", "1").exit_code == 0


def test_what_cannot_be_backed_up_is_told(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert do("backup", target, "--db", tmp_path / "none.db").exit_code == 2
    assert do("backup", tmp_path / "no" / "copy.db", "--db", db).exit_code == 2
    cut = tmp_path / "cut.db"
    cut.write_bytes(db.read_bytes()[:9000])
    told = do("backup", target, "--db", cut)
    assert told.exit_code == 2 and "damaged" in told.output and "restore" in told.output
    assert [*tmp_path.glob("copy.db*")] == []
    assert do("backup", target, "--db", db).exit_code == 0
    before = target.read_bytes()
    again = do("backup", target, "--db", db)
    assert again.exit_code == 2 and "is there already; give a new name" in again.output
    assert target.read_bytes() == before
    (tmp_path / "copies").mkdir()
    assert do("backup", tmp_path / "copies", "--db", db).exit_code == 0
    assert len([*(tmp_path / "copies").glob("strike-20*Z.db")]) == 1


def test_a_database_that_is_damaged_gives_no_backup(db: Path, tmp_path: Path) -> None:
    with opened(db) as store:
        [root] = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'texts'").fetchone()
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [size] = store.execute("PRAGMA page_size").fetchone()
    with db.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    result = do("backup", tmp_path / "copy.db", "--db", db)
    assert result.exit_code == 1 and "`brouhaha verify` says more" in result.output
    proved = do("verify", "--db", db, "--processes", "1")
    assert isinstance(proved.exception, SystemExit) and proved.exit_code == 1
    assert "brouhaha: file: " in proved.output
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("copy.db")] == []


def test_what_cannot_be_restored_is_told(db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert do("backup", copy, "--db", db).exit_code == 0
    assert "move it away" in do("restore", copy, "--db", db).output
    lost = do("restore", copy, "--db", tmp_path / "no" / "new.db")
    assert lost.exit_code == 2 and "there is no folder" in lost.output
    assert "no file" in do("restore", tmp_path / "none.db", "--db", tmp_path / "new.db").output
    with copy.open("r+b") as file:
        file.seek(5000)
        file.write(b"bread")
    changed = do("restore", copy, "--db", tmp_path / "new.db")
    assert changed.exit_code == 2 and "it was changed or cut" in changed.output
    assert not (tmp_path / "new.db").exists()


def test_the_log_of_a_former_database_is_not_written_into_a_restored_one(
    db: Path, tmp_path: Path
) -> None:
    """What a killed writer left beside a file that is gone."""
    copy, log = tmp_path / "copy.db", db.with_name(f"{db.name}-wal")
    assert do("backup", copy, "--db", db).exit_code == 0
    with closing(sqlite3.connect(db)) as store:
        store.execute("PRAGMA wal_autocheckpoint = 0")
        store.execute("UPDATE articles SET title = 'Bread'")
        store.commit()
        left = log.read_bytes()
    db.unlink()
    log.write_bytes(left)
    told = do("restore", copy, "--db", db)
    assert told.exit_code == 2 and f"{log} is there already; move it away" in told.output
    assert not db.exists() and log.read_bytes() == left
    log.unlink()
    assert do("restore", copy, "--db", db).exit_code == 0
    assert held(db) == held(copy)


def test_an_archive_that_was_changed_is_told(db: Path, tmp_path: Path) -> None:
    copy, new = tmp_path / "copy.db", tmp_path / "new.db"
    assert do("backup", copy, "--db", db).exit_code == 0
    shutil.copytree(folder(db), folder(new))
    [file] = folder(new).iterdir()
    whole = file.read_bytes()
    for content, words in (
        (whole[:-100], "is shorter than when the backup was made"),
        (b"x" + whole[1:], "is not what it was when the backup was made"),
        (whole + b"more", ""),
    ):
        file.write_bytes(content)
        result = do("restore", copy, "--db", new)
        assert (result.exit_code, words in result.output) == (1 if words else 0, True)
        new.unlink()


def test_lost_texts_are_read_again_from_their_pages(db: Path, topic_folder: Path) -> None:
    with opened(db) as store, store.atomic():
        before = store.execute("SELECT * FROM texts").fetchall()
        store.execute("DELETE FROM texts WHERE article_id = 2")
        store.execute("UPDATE texts SET text = 'Bread.' WHERE article_id = 3")
        store.execute("UPDATE fetches SET warc_file = '' WHERE article_id = 5")
        store.execute("UPDATE texts SET text = 'Butter.' WHERE article_id = 5")
    told = do("verify", "--db", db, "--processes", "1")
    assert told.exit_code == 1 and "article 2, revision 1" in told.output
    done = do("verify", "--repair", "--db", db, "--topic", topic_folder, "--processes", "1")
    assert done.exit_code == 1
    assert done.output.count(": read again from its page") == 2
    assert "no record shows it; take the file from a backup" in done.output
    with opened(db) as store:
        after = store.execute("SELECT * FROM texts").fetchall()
    assert [row for row in after if row not in before] == [(5, 1, "Butter.")]
    assert len(after) == 5


def test_repair_waits_for_no_other_run(db: Path, topic_folder: Path) -> None:
    from storage.lock import writing

    with opened(db) as store, store.atomic():
        store.execute("DELETE FROM source_days")
    with writing(db):
        assert do("verify", "--quick", "--db", db).exit_code == 1
        locked = do("verify", "--quick", "--repair", "--db", db, "--topic", topic_folder)
    assert (locked.exit_code, "another run is writing" in locked.output) == (3, True)
    done = do("verify", "--quick", "--repair", "--json", "--db", db, "--topic", topic_folder)
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert "rebuilt: all roll-ups" in told["done"]
    assert {one["check"]: one["wrong"] for one in told["checks"]}["roll-ups"] == 0
