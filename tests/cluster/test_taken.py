"""Archives of others after a backfill: proved where they are, merged with what they gave."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from distributed import Client

from cluster import backfill
from commands.front import cli
from crawler.evidence import folder
from crawler.restore import AGAIN, restore
from storage import archive_files
from storage.store import opened, save_topic
from tests.cluster.conftest import bakers
from tests.cluster.test_walks import web
from topics import Topic

Archive = Callable[..., str]


@pytest.fixture
def walk(tmp_path: Path, topic: Topic, two: Client) -> Callable[..., backfill.Report]:
    def walked(*files: str | Path, db: str = "b.db") -> backfill.Report:
        with opened(tmp_path / db) as store:
            save_topic(store, topic)
            names = [str(file) for file in files]
            return backfill.backfill(store, topic, names, two, lambda at: None)

    return walked


Walk = Callable[..., backfill.Report]


@pytest.fixture
def away(tmp_path: Path) -> Path:
    made = tmp_path / "away"
    made.mkdir()
    return made


def moved(file: str | Path, to: Path) -> Path:
    to.mkdir(exist_ok=True)
    return Path(file).rename(to / Path(file).name)


def verify(db: Path, topic: Topic, *options: str) -> Result:
    line = ["verify", "--db", str(db), "--topic", str(topic.folder), "--processes", "1", *options]
    return CliRunner().invoke(cli, line)


def proved(db: Path, topic: Topic) -> dict[str, int]:
    done = verify(db, topic, "--json")
    assert done.exit_code == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout)["records"]["counts"]
    return found


def test_what_was_taken_in_is_proved_where_its_file_is(
    tmp_path: Path, topic: Topic, archive: Archive, walk: Walk, away: Path
) -> None:
    """Two files of one name; a damaged one proves what stands before and behind the damage."""
    db, wanted = tmp_path / "b.db", {"records": 4, "revisions": 4}
    one = moved(archive("a.warc.gz", bakers(6)), away)
    other = moved(archive("a.warc.gz", bakers(6, 1), packed=False), tmp_path / "other")
    content = bytearray(one.read_bytes())
    content[len(content) // 3] ^= 255
    assert walk(one, other).failures == ()
    one.write_bytes(content)
    assert proved(db, topic) == wanted
    with opened(db) as store:
        store.execute("DELETE FROM texts")
        assert [line.rpartition(": ")[2] for line in restore(store, db)] == [AGAIN] * 4
    moved(one, folder(db))
    moved(other, tmp_path)
    assert proved(db, topic) == wanted
    (tmp_path / "a.warc.gz").unlink()
    gone = verify(db, topic, "--quick")
    assert gone.exit_code == 1
    assert "a.warc.gz, byte 0: no record with the SHA-256 of request 3" in gone.stderr
    assert "put the file in its place that was read" in gone.stderr
    (folder(db) / "a.warc.gz").unlink()
    lost = verify(db, topic, "--quick")
    assert (
        f"brouhaha: archive: a.warc.gz: 4 requests name records of it, and it is neither in "
        f"{folder(db)} nor where it was read ({one}, {other}); put it back there\n"
    ) in lost.stderr


def test_what_was_read_from_the_web_waits_for_its_file(
    tmp_path: Path, topic: Topic, archive: Archive, walk: Walk, away: Path
) -> None:
    db, file = tmp_path / "b.db", moved(archive("a.warc.gz", bakers(6)), away)
    with web(away, ranges=True) as site:
        assert walk(f"{site}/a.warc.gz", f"{site}/none.warc.gz").failures == (
            f"{site}/none.warc.gz: cannot be read: HTTP 404 Not Found; see to it that it can be, "
            "then run it again",
        )
    told = verify(db, topic)
    assert (told.exit_code, told.stderr) == (0, "")
    assert (
        f"not proved: a.warc.gz: 2 requests name records of {site}/a.warc.gz, which is not on this "
        f"machine; put it in {folder(db)} to have them proved"
    ) in told.stdout.replace("\n", " ")
    assert proved(db, topic) == {"away": 2}
    moved(file, folder(db))
    assert proved(db, topic) == {"records": 2, "revisions": 2}


def test_files_that_were_read_come_along_with_their_articles(
    tmp_path: Path, topic: Topic, archive: Archive, walk: Walk, away: Path
) -> None:
    files = [archive(f"{n}.warc.gz", bakers(6, n)) for n in range(3)]
    cut = archive("cut.warc.gz", bakers(6, 3))
    Path(cut).write_bytes(Path(cut).read_bytes()[:-40])
    walk(*files, cut, db="all.db")
    walk(*files[:2], cut, db="one.db")
    walk(*files[1:], db="two.db")
    for _ in range(2):
        done = CliRunner().invoke(
            cli, ["merge", *(str(tmp_path / f"{name}.db") for name in ("one", "two")),
                  "--db", str(tmp_path / "merged.db")]
        )  # fmt: skip
        assert done.exit_code == 0, done.output
    assert held(tmp_path / "merged.db") == held(tmp_path / "all.db")
    again = walk(*files, cut, db="merged.db")
    assert (again.skipped, again.verdicts.counts) == (3, {"no_terms": 3, "known": 2})


def held(db: Path) -> list[list[tuple[object, ...]]]:
    with opened(db) as store:
        return [
            store.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
            for table, columns in (
                ("archive_files", "file, rules, bytes, head, pages, articles, problem"),
                ("archive_verdicts", "*"),
                ("articles", "url, title, day, relevant"),
            )
        ]


def test_what_was_read_by_other_rules_is_read_again(
    tmp_path: Path, topic: Topic, archive: Archive, walk: Walk
) -> None:
    """What was read here by these rules stays so, whatever was read elsewhere, and later."""
    file, other = archive("a.warc.gz", bakers(3)), archive("b.warc.gz", bakers(3, 1))
    walk(file, other, db="here.db")
    walk(file, db="there.db")
    with opened(tmp_path / "there.db") as store, store.atomic():
        store.execute("UPDATE archive_files SET rules = 'others', read_at = '2099-01-01'")
    with opened(tmp_path / "here.db") as store, store.atomic():
        store.execute("UPDATE archive_files SET problem = 'cut' WHERE file = ?", [file])
    into = ["merge", str(tmp_path / "there.db"), "--db", str(tmp_path / "here.db")]
    assert CliRunner().invoke(cli, into).exit_code == 0
    assert walk(file, other, db="here.db").skipped == 1, "it was read there, by other rules"
    assert CliRunner().invoke(cli, into).exit_code == 0
    assert walk(file, other, db="here.db").skipped == 2
    with opened(tmp_path / "here.db") as store:
        assert archive_files.archives(store).files == 2
