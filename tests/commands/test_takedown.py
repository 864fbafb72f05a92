"""What is taken down is gone to the last byte, stays out however it comes, leaves a tombstone."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commands.front import cli
from storage.lock import writing
from storage.store import opened
from tests.conftest import FILES
from tests.press import Server, serving

HOME = Path(__file__).resolve().parents[2]
MARK = "zqx"  # stands in every word that only the withdrawn article has
TEXT = (
    "<p>The Zqxoven Company said on Thursday that 4,200 bakers would lose their night work in "
    "Zqxville. “No zqxmachine can knead bread,” said Maria Zqxholm, president of the Bakers "
    "Union, who opposes night work.</p><p>Crumb &amp; Co said that it supports night work, and "
    "that zqxovens cost 150 million dollars. {more}</p><p>The owners told the Zqx Tribune that "
    "the ovens of the town would be switched off, and that nobody would be paid for it at all.</p>"
)
OTHER = (
    "<p>The Bakers Union said on Friday that 4,200 bakers would lose their night work. Crumb "
    "&amp; Co said that it supports night work and that its ovens cost 150 million dollars.</p>"
    "<p>“We will knead bread at night,” said John Smith of Crumb &amp; Co, and the ovens stay on "
    "until the talks between the two sides end, which nobody expects before the summer.</p>"
)


def page(title: str, body: str, day: str = "2023-07-14", author: str = "") -> bytes:
    by = f'<meta name="author" content="{author}">' if author else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{by}'
        f'<meta property="article:published_time" content="{day}T10:00:00Z"></head><body>'
        f"<h1>{title}</h1><article>{body}</article></body></html>"
    ).encode()


@dataclass
class Watch:
    """A database of a press of two articles, the first of which has two versions and the marks."""

    press: Server
    folder: Path
    topic: str

    @property
    def db(self) -> Path:
        return self.folder / "w.db"

    @property
    def url(self) -> str:
        return f"{self.press.url}/a"

    @property
    def number(self) -> int:
        """Of the article; which of the two came first, nobody knows."""
        return self._number(self.url)

    @property
    def other(self) -> int:
        return self._number(f"{self.press.url}/b")

    def _number(self, url: str) -> int:
        [(number,)] = self.rows(f"SELECT id FROM articles WHERE url = '{url}'")
        return int(number)

    def run(self, *arguments: str, code: int = 0) -> str:
        ended = CliRunner().invoke(cli, [*arguments, "--db", str(self.db)])
        assert ended.exit_code == code, ended.output
        return ended.output

    def crawl(self, *ways: str) -> None:
        self.write("UPDATE addresses SET next_visit = '2023-01-01' WHERE next_visit IS NOT NULL")
        self.run("crawl", "--topic", self.topic, *ways)

    def withdraw(self, *more: str, code: int = 0) -> str:
        given = more or (self.url,)
        return self.run("takedown", *given, "--by", "ida", "--reason", "a court order", "--topic",
                        self.topic, code=code)  # fmt: skip

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with opened(self.db) as db:
            return list(db.execute(sql).fetchall())

    def write(self, sql: str) -> None:
        with opened(self.db) as db, db.atomic():
            db.execute(sql)

    def marked(self) -> list[str]:
        """The files beside the database that hold a mark, packed or not."""
        return [path.name for path in sorted(self.folder.rglob("*")) if path.is_file()
                and any(MARK.encode() in part.lower() for part in _parts(path))]  # fmt: skip


def _parts(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes())


def fill(press: Server) -> None:
    press.answers.clear()
    press.put("/a", page("Ovens in Zqxville", TEXT.format(more=""), author="Zqxa Writer"))
    press.put("/b", page("Ovens stay on", OTHER, "2023-07-15"))
    press.feed("/feed", "/a", "/b", extra="<description>zqxteaser</description>")


@pytest.fixture(scope="module")
def press() -> Iterator[Server]:
    with serving("127.0.0.1") as server:
        yield server


@pytest.fixture(scope="module")
def made(press: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database after one visit, and after two, an analysis, the stories and a correction."""
    fill(press)
    root = tmp_path_factory.mktemp("made")
    topic = root / "bakers"
    topic.mkdir()
    for name, text in FILES.items():
        (topic / name).write_text(text, encoding="utf-8")
    (topic / "sources.toml").write_text(
        f'[[source]]\nid = "the-loaf"\nname = "The Loaf"\ncountry = "GB"\nlanguage = "en"\n'
        f'kind = "newspaper"\nhome = "{press.url}/"\nfeeds = ["{press.url}/feed"]\ndelay = 0\n'
        "allow_private = true\n",
        encoding="utf-8",
    )
    (root / "grown").mkdir()
    watch = Watch(press, root / "grown", str(topic))
    watch.crawl()
    shutil.copytree(watch.folder, root / "watch")
    press.put("/a", page("Ovens in Zqxville", TEXT.format(more="It zqxdenied the rest.")))
    watch.write("UPDATE addresses SET next_visit = '2023-01-01' WHERE article_id IS NOT NULL")
    watch.crawl()
    watch.run("analyse", "--topic", watch.topic)
    watch.run("stories", "--topic", watch.topic)
    watch.run("correct", "relevant", watch.url, "yes", "--by", "zqxida", "--reason", "zqxreason")
    return root


@pytest.fixture(scope="module")
def without(press: Server, made: Path) -> Path:
    """The folder of a database of a press that never had the article."""
    fill(press)
    press.put("/a", status=404)
    folder = made / "without"
    folder.mkdir()
    never = Watch(press, folder, str(made / "bakers"))
    never.crawl()
    never.run("analyse", "--topic", never.topic)
    never.run("stories", "--topic", never.topic)
    return folder


@pytest.fixture
def copied(press: Server, made: Path, tmp_path: Path) -> Callable[[str], Watch]:
    def copy(name: str) -> Watch:
        fill(press)
        shutil.copytree(made / "bakers", tmp_path / "bakers")
        shutil.copytree(made / name, tmp_path / "watch")
        return Watch(press, tmp_path / "watch", str(tmp_path / "bakers"))

    return copy


@pytest.fixture
def watch(copied: Callable[[str], Watch]) -> Watch:
    """After one visit."""
    return copied("watch")


@pytest.fixture
def grown(copied: Callable[[str], Watch]) -> Watch:
    """After two visits, an analysis, the stories and a correction."""
    return copied("grown")


def test_no_byte_of_an_article_is_left(grown: Watch) -> None:
    assert grown.rows("SELECT COUNT(*) FROM revisions") == [(3,)]
    assert {"w.db", *(p.name for p in grown.folder.glob("*/*.gz"))} <= set(grown.marked())
    number = grown.number
    before = [row for row in grown.rows("SELECT * FROM fetches ORDER BY id")
              if "/b" in str(row)]  # fmt: skip
    grown.withdraw()
    assert grown.marked() == []
    kept = grown.rows("SELECT article_id, url, source_id, day, author, reason FROM withdrawals")
    assert kept == [(number, grown.url, "the-loaf", "2023-07-14", "ida", "a court order")]
    assert grown.rows("SELECT url FROM articles") == [(f"{grown.press.url}/b",)]
    assert grown.rows("SELECT verdict FROM addresses ORDER BY url") == [
        ("withdrawn",),
        ("unchanged",),
    ]
    assert [r for r in grown.rows("SELECT * FROM fetches ORDER BY id") if "/b" in str(r)] == before
    grown.run("verify")
    assert grown.rows("PRAGMA integrity_check") == [("ok",)]
    assert grown.rows("PRAGMA foreign_key_check") == []
    public = grown.folder / "public.db"
    grown.run("publish", str(public))
    assert grown.marked() == []
    assert grown.press.url.encode() + b"/a" not in public.read_bytes()


def test_what_is_told_without_it_is_as_if_it_had_never_been(without: Path, grown: Watch) -> None:
    grown.withdraw()
    tables = ("claims", "claim_figures", "statements", "statement_quotes", "entity_days",
              "issue_days", "stories", "story_articles", "story_features", "copies", "voices",
              "contested", "positions", "source_days", "cascade", "roots")  # fmt: skip
    held = {table: len(grown.rows(f"SELECT * FROM {table}")) for table in tables}
    names = grown.rows("SELECT id FROM entities ORDER BY id")
    never = Watch(grown.press, without, grown.topic)
    assert held == {table: len(never.rows(f"SELECT * FROM {table}")) for table in tables}
    assert names == never.rows("SELECT id FROM entities ORDER BY id")


def test_it_is_kept_out_by_every_way(grown: Watch, tmp_path: Path) -> None:
    archive = tmp_path / "old.warc.gz"
    shutil.copy(next(grown.folder.glob("*/*.gz")), archive)
    grown.withdraw()
    grown.press.asked.clear()
    body = page("Ovens in Zqxville", TEXT.format(more=""))
    grown.press.put("/a", body)
    head = f'<head><link rel="canonical" href="{grown.url}">'.encode()
    grown.press.put("/a/amp", body.replace(b"<head>", head))
    grown.press.put("/copy", body)
    grown.press.put("/moved", status=301, location=grown.url)
    extra = "<description>zqxteaser</description>"
    grown.press.feed("/feed", "/a", "/a?utm_source=feed", "/a/amp", "/copy", "/moved", extra=extra)
    grown.crawl()
    grown.crawl("--warc", str(archive))
    assert grown.rows("SELECT COUNT(*) FROM articles") == [(1,)]
    asked = [path for path in grown.press.asked if path.startswith(("/a", "/copy"))]
    assert asked == ["/a/amp", "/copy", "/a"]  # the last where the redirect led
    verdicts = dict(grown.rows("SELECT url, verdict FROM addresses"))
    assert {verdicts[grown.press.url + path] for path in ("/a", "/a/amp", "/copy", "/moved")} == {
        "withdrawn"}  # fmt: skip
    assert grown.marked() == []


def test_nobody_elses_copy_is_kept_out(
    grown: Watch, other_press: Callable[[], Server], tmp_path: Path
) -> None:
    grown.withdraw()
    other, body = other_press(), page("Ovens in Zqxville", TEXT.format(more=""))
    other.put("/their-copy", body)
    grown.press.put("/copy", body)
    listed = tmp_path / "urls.txt"
    own = [grown.url, f"{grown.press.url}/copy"]
    listed.write_text("\n".join([*own, f"{other.url}/their-copy"]), encoding="utf-8")
    sources = tmp_path / "sources.toml"
    sources.write_text(
        f'[[source]]\nid = "bun"\nname = "B"\ncountry = "GB"\nlanguage = "en"\n'
        f'kind = "newspaper"\nhome = "{other.url}/"\nallow_private = true\n',
        encoding="utf-8",
    )
    grown.crawl("--urls", str(listed), "--sources", str(sources))
    assert grown.rows("SELECT source_id FROM articles ORDER BY id") == [("the-loaf",), ("bun",)]


def test_what_is_lifted_is_read_afresh_under_a_number_that_none_had(watch: Watch) -> None:
    watch.withdraw("1", "2")
    watch.press.put("/a", page("Ovens in a town", OTHER.replace("4,200", "9,300")))
    watch.run("takedown", "lift", watch.url, "--by", "ida", "--reason", "without the name now")
    watch.crawl()
    assert watch.rows("SELECT id, url, title FROM articles") == [(3, watch.url, "Ovens in a town")]
    assert "lifted" in watch.run("takedown", "list")
    assert watch.marked() == []
    watch.withdraw()
    assert watch.rows("SELECT COUNT(*) FROM withdrawals") == [(3,)]
    assert watch.rows("SELECT verdict FROM addresses") == [("withdrawn",)] * 2


def test_a_backup_learns_what_was_withdrawn_since(
    without: Path, grown: Watch, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(grown.folder, backup)
    restored = Watch(grown.press, backup, grown.topic)
    grown.withdraw()
    lines = tmp_path / "withdrawn.jsonl"
    grown.write("UPDATE withdrawals SET reason = 'a court\u2028order'")
    grown.run("takedown", "export", str(lines))
    assert MARK not in lines.read_text("utf-8").lower()
    assert restored.marked()
    restored.run("takedown", "import", str(lines), "--topic", grown.topic)
    assert restored.marked() == []
    said = restored.run("takedown", "import", str(lines), "--topic", grown.topic)
    assert said == "nothing is left to be done\n"
    shutil.copytree(without, tmp_path / "new")
    new = Watch(grown.press, tmp_path / "new", grown.topic)
    new.run("takedown", "import", str(lines), "--topic", grown.topic)
    grown.press.asked.clear()
    new.crawl()
    assert "/feed" in grown.press.asked and "/a" not in grown.press.asked
    assert new.marked() == []


@pytest.mark.parametrize("moment", [0.7, 1.0, 1.3, 1.8])
def test_one_that_is_killed_is_finished_later(grown: Watch, moment: float) -> None:
    command = [sys.executable, str(HOME / "brouhaha.py"), "takedown", grown.url, "--by", "ida",
               "--reason", "x", "--topic", grown.topic, "--db", str(grown.db)]  # fmt: skip
    killed = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    with suppress(subprocess.TimeoutExpired):
        killed.wait(moment)
    killed.kill()
    killed.wait()
    if not grown.rows("SELECT * FROM withdrawals"):
        grown.withdraw()
    grown.run("takedown", "finish", "--topic", grown.topic)
    assert grown.marked() == []
    assert grown.rows("SELECT COUNT(*) FROM withdrawals WHERE finished_at <> ''") == [(1,)]
    grown.run("verify")


def test_a_reader_that_stays_is_told_of(watch: Watch) -> None:
    with closing(sqlite3.connect(watch.db)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM articles").fetchone()
        said = watch.withdraw(code=1)
        assert "somebody reads the database" in said
        assert "traces are left" in watch.run("takedown", "list")
    assert "withdrawn" in watch.run("takedown", "finish", "--topic", watch.topic)
    assert watch.marked() == []


def test_corrections_bring_no_words_back(grown: Watch, tmp_path: Path) -> None:
    lines = tmp_path / "corrections.jsonl"
    grown.run("correct", "export", str(lines))
    grown.withdraw()
    grown.run("correct", "import", str(lines))
    assert grown.rows("SELECT COUNT(*) FROM corrections") == [(0,)]


def test_corrections_of_all_articles_that_are_about_it_alone_go(grown: Watch) -> None:
    signed = ("--by", "ida", "--reason", "read it")
    split = ("entity", "split", "zqxoven", "zqxnew", "--words", "Zqxholm", "--name", "Zqx New",
             "--type", "PERSON")  # fmt: skip
    grown.run("correct", *split, *signed)
    grown.run("correct", "entity", "merge", "maria-zqxholm", "crumb", *signed)
    grown.run("correct", "entity", "merge", "zqx-tribune", "crumb", *signed)
    [(key,)] = grown.rows("SELECT key FROM corrections WHERE entity = 'zqx-tribune'")
    grown.run("correct", "undo", key, *signed)
    grown.run("correct", "entity", "merge", "john-smith", "crumb", *signed)
    assert grown.rows("SELECT COUNT(*) FROM corrections") == [(5,)]
    grown.withdraw()
    assert grown.rows("SELECT entity FROM corrections") == [("john-smith",)]
    assert grown.marked() == []


def test_a_source_is_taken_down_by_a_pattern(watch: Watch) -> None:
    number = watch.number
    said = watch.withdraw("articles", "--source", "the-loaf", "--matching", "*/a")
    assert said == f"withdrawn: {number} {watch.url}\n"
    assert watch.marked() == []
    assert "no article of the-loaf has an address like */z" in watch.withdraw(
        "articles", "--source", "the-loaf", "--matching", "*/z", code=2
    )
    assert "no source 'x'; known are" in watch.withdraw("articles", "--source", "x", code=2)
    assert "needs --source" in watch.withdraw("articles", "2", "--matching", "*/b", code=2)
    assert watch.rows("SELECT COUNT(*) FROM articles") == [(1,)]
    assert "is withdrawn already" in watch.withdraw(watch.url, code=2)


def test_what_cannot_be_is_said(watch: Watch, tmp_path: Path) -> None:
    assert "there is no article '99'" in watch.withdraw("99", watch.url, code=2)
    assert watch.rows("SELECT COUNT(*) FROM withdrawals") == [(0,)]
    nowhere = ["takedown", "1", "--by", "i", "--reason", "x", "--topic", watch.topic, "--db",
               str(tmp_path / "none.db")]  # fmt: skip
    assert CliRunner().invoke(cli, nowhere).exit_code == 2
    assert [*tmp_path.glob("none.db*")] == []
    lift = ("takedown", "lift", watch.url, "--by", "ida", "--reason", "x")
    assert "is not withdrawn" in watch.run(*lift, code=2)
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps({"url": "https://loaf.example/a"}) + "\nno line\n", encoding="utf-8")
    said = watch.run("takedown", "import", str(bad), "--topic", watch.topic, code=2)
    assert ("line 1: source" in said, "line 2" in said) == (True, True)


def test_one_whose_text_is_lost_is_taken_down_too(watch: Watch) -> None:
    number = watch.number
    watch.write(f"DELETE FROM texts WHERE article_id = {number}")
    assert watch.withdraw() == f"withdrawn: {number} {watch.url}\n"
    assert watch.rows(f"SELECT COUNT(*) FROM articles WHERE id = {number}") == [(0,)]


def test_what_is_said_meanwhile_takes_effect_at_its_end(watch: Watch) -> None:
    """A correction that was kept while somebody held the lock waits for no other run."""
    other = watch.other
    watch.write(f"UPDATE articles SET analysis_version = 'v1' WHERE id = {other}")
    said = ("correct", "relevant", str(other), "no", "--by", "ida", "--reason", "x")
    with writing(watch.db):
        watch.run(*said)
    watch.withdraw()
    assert watch.rows("SELECT applied FROM corrections") == [(1,)]


def test_what_leads_to_it_is_not_archived_whatever_it_became(watch: Watch) -> None:
    watch.withdraw()
    watch.press.put("/a", page("Ovens in Zqxville", TEXT.format(more=""), "2019-01-01"))
    watch.press.put("/moved", status=301, location=watch.url)
    watch.press.feed("/feed", "/moved")
    watch.crawl()
    moved = watch.rows("SELECT verdict FROM addresses WHERE url LIKE '%/moved'")
    assert moved == [("off_window",)]
    assert watch.marked() == []
