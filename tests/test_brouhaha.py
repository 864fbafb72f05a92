"""The command line as a person or cron meets it: real processes, exit codes, messages."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from commands.front import cli
from storage.lock import writing
from storage.store import opened

HOME = Path(__file__).resolve().parent.parent
FEED = """<rss version="2.0"><channel><title>The Loaf</title>
<item><title>Ovens go cold</title><link>{home}/ovens</link>
<pubDate>Sat, 04 Mar 2023 05:06:00 +0100</pubDate></item></channel></rss>"""
PAGE = """<html lang="en"><head><title>Ovens go cold</title></head><body><article>
<h1>Ovens go cold</h1>{paragraphs}</article></body></html>"""
TEXT = (
    "The ovens of Crumb went cold on Monday, when the Bakers Union closed every shop here.",
    "People who had never kneaded dough before stood in their kitchens and did what they could.",
    "By the evening most of them had given up, and the last flour of the week lay on the floor.",
    "The mill said that it would grind again as soon as somebody was there to bake what it ground.",
)


def brouhaha(*arguments: str | Path, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, where wanted with a limit on file sizes."""

    def small_disk() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, str(HOME / "brouhaha.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        preexec_fn=small_disk,
    )


@pytest.fixture
def site(topic_folder: Path) -> Iterator[str]:
    """One outlet on loopback: a feed and the article that it lists."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            home = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]
            pages = {
                "/feed": FEED.format(home=home),
                "/ovens": PAGE.format(paragraphs="".join(f"<p>{p}</p>" for p in TEXT)),
            }
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}"
    sources = topic_folder / "sources.toml"
    text = sources.read_text("utf-8").replace("https://loaf.example/", f"{home}/")
    sources.write_text(
        f'{text}\nfeeds = ["{home}/feed"]\ndelay = 0\nallow_private = true\n', "utf-8"
    )
    yield home
    server.shutdown()
    server.server_close()


def test_a_cycle_from_a_feed_to_a_timeline(site: str, topic_folder: Path, tmp_path: Path) -> None:
    db = tmp_path / "bread.db"
    first = brouhaha("run", "--db", db, "--topic", topic_folder)
    assert (first.returncode, first.stderr) == (0, "")
    assert "1 fetched" in first.stdout and "1 relevant" in first.stdout
    again = brouhaha("run", "--db", db, "--topic", topic_folder, "--json")
    assert json.loads(again.stdout)["analysed"]["counts"] == {}
    line = json.loads(brouhaha("timeline", "crumb", "--db", db, "--json").stdout)
    assert [day["day"] for day in line["days"]] == ["2023-03-04"]
    drawn = brouhaha("timeline", "Crumb & Co", "--db", db).stdout
    assert "2023-02-27" in drawn and "█" in drawn
    rows = brouhaha("timeline", "crumb", "--db", db, "--csv").stdout.splitlines()
    assert rows[0].startswith("day,lang,articles") and rows[1].startswith("2023-03-04,en,1,")
    assert brouhaha("timeline", "crumb", "--db", db, "--svg").stdout.startswith("<svg xmlns=")
    later = brouhaha("timeline", "crumb", "--db", db, "--from", "2024-01-01")
    assert (later.returncode, "no relevant article" in later.stdout) == (0, True)
    state = json.loads(brouhaha("status", "--db", db, "--json").stdout)
    assert (state["articles"], state["relevant"], state["backlog"]) == (1, 1, 0)
    found = {"addresses": 1, "verdicts": {"fetched": 1}, "adds_up": True}
    assert state["total"] == state["sources"]["the-loaf"] == found
    assert [*state["days"].values()] == [found]
    assert state["lists"] == {"unchanged": 1}
    assert "the-loaf" in brouhaha("status", "--db", db).stdout


def test_those_named_but_not_listed_are_told(site: str, topic_folder: Path, tmp_path: Path) -> None:
    db = tmp_path / "bread.db"
    entities = topic_folder / "entities.toml"
    text = entities.read_text("utf-8")
    entities.write_text(text.replace("Bakers Union", "Lamp Choir").replace("bakers-u", "lamp-c"))
    brouhaha("run", "--db", db, "--topic", topic_folder)
    table = brouhaha("topics", "check", topic_folder, "--db", db)
    assert table.returncode == 0 and "Bakers Union" in table.stdout
    told = json.loads(brouhaha("topics", "check", topic_folder, "--db", db, "--json").stdout)
    counts = {"id": "bakers", "entities": 2, "issues": 1, "events": 1, "sources": 1}
    assert told["topics"] == [counts]
    assert {
        "id": "bakers-union", "name": "Bakers Union", "type": "ORG", "articles": 1, "mentions": 1,
        "spellings": ["Bakers Union"],
    } in told["unlisted"]  # fmt: skip


def test_an_unreachable_source_is_told_and_the_others_go_on(
    site: str, topic_folder: Path, tmp_path: Path
) -> None:
    sources = topic_folder / "sources.toml"
    other = sources.read_text("utf-8").replace("the-loaf", "the-crust")
    sources.write_text(sources.read_text("utf-8") + other.replace(site, "http://127.0.0.1:9"))
    ended = brouhaha("crawl", "--db", tmp_path / "a.db", "--topic", topic_folder)
    assert ended.returncode == 1
    assert "the-crust" in ended.stderr and "http://127.0.0.1:9/feed" in ended.stderr
    assert "1 fetched" in ended.stdout and "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["run", "--topic", "nowhere"], 2, "no topic 'nowhere': known are actors-strike-ai"),
        (["run", "--group", "hourly"], 2, "no source in the group 'hourly'"),
        (["crawl", "--source", "the-crust"], 2, "no source 'the-crust'; known are the-loaf"),
        (["crawl", "--common-crawl", "2023-13"], 2, "does not match the format '%Y-%m'"),
        (["crawl", "--from", "2023-08-01", "--to", "2023-07-01"], 2, "--from 2023-08-01 is after"),
        (["crawl", "--warc", "missing.warc.gz"], 2, "does not exist"),
        (["crawl", "--services", os.devnull, "--urls", os.devnull], 2, "no address in it"),
        (["analyse", "missing.jsonl", "--output", "o"], 2, "does not exist"),
        (["status"], 2, "no database at"),
        (["serve"], 2, "no database at"),
        (["timeline", "crumb"], 2, "no database at"),
        (["analyse"], 2, "no database at"),
    ],
)
def test_wrong_use_is_told(
    topic_folder: Path, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    if "--topic" not in arguments and arguments[0] in ("run", "crawl", "analyse"):
        arguments = [*arguments, "--topic", str(topic_folder)]
    ended = CliRunner().invoke(cli, [*arguments, "--db", str(tmp_path / "a.db")])
    assert (ended.exit_code, message in ended.output) == (code, True), ended.output
    assert not (tmp_path / "a.db").exists()


def test_mistakes_in_a_topic_are_told_all_at_once(topic_folder: Path, tmp_path: Path) -> None:
    (topic_folder / "events.toml").write_text("[[event]\n", "utf-8")
    entities = topic_folder / "entities.toml"
    entities.write_text(entities.read_text("utf-8").replace('"ORG"', '"FIRM"'), "utf-8")
    ended = brouhaha("run", "--topic", topic_folder, "--db", tmp_path / "a.db")
    assert ended.returncode == 2
    assert "bakers/events.toml: is not TOML" in ended.stderr
    assert ended.stderr.count("(crumb).type") == ended.stderr.count("(bakers-union).type") == 1
    assert not (tmp_path / "a.db").exists()


def test_a_second_run_is_turned_away(topic_folder: Path, tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    with writing(db):
        ended = brouhaha("run", "--db", db, "--topic", topic_folder)
    assert ended.returncode == 3 and "another run is writing" in ended.stderr


def test_a_database_of_a_newer_version_is_refused(topic_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with opened(path) as db:
        db.table("_sqlite_migrations").insert(
            {"migration_set": "brouhaha", "name": "m999", "applied_at": "2030-01-01"}
        )
    ended = brouhaha("run", "--db", path, "--topic", topic_folder)
    assert ended.returncode == 2 and "newer Brouhaha" in ended.stderr


def test_a_full_disk_is_told_and_what_is_stored_stays(
    site: str, topic_folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a.db"
    assert brouhaha("run", "--db", path, "--topic", topic_folder).returncode == 0
    with opened(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("UPDATE articles SET analysis_version = 'old'")
        before = db.execute("SELECT COUNT(*) FROM mentions").fetchone()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ended = brouhaha("analyse", "--db", path, "--topic", topic_folder, limit=4096)
    assert ended.returncode == 1
    assert "cannot write to the database" in ended.stderr and "Traceback" not in ended.stderr
    with opened(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT COUNT(*) FROM mentions").fetchone() == before


def test_a_truncated_warc_is_told(topic_folder: Path, tmp_path: Path) -> None:
    warc = tmp_path / "cut.warc.gz"
    warc.write_bytes(bytes.fromhex("1f8b0800000000000003") + b"\x00" * 5)
    ended = brouhaha("crawl", "--warc", warc, "--db", tmp_path / "a.db", "--topic", topic_folder)
    assert ended.returncode == 1
    assert "cut.warc.gz" in ended.stderr and "Traceback" not in ended.stderr


def test_a_list_of_addresses_is_crawled_and_its_bad_lines_are_told(
    site: str, topic_folder: Path, tmp_path: Path
) -> None:
    urls = tmp_path / "urls.txt"
    urls.write_text(f"# sent by a reader\n{site}/ovens\nloaf.example/2\n", "utf-8")
    ended = brouhaha("crawl", "--urls", urls, "--db", tmp_path / "a.db", "--topic", topic_folder)
    assert "1 fetched" in ended.stdout, ended.stderr
    assert ended.returncode == 1
    assert "line 3: 'loaf.example/2' is no address of the web" in ended.stderr


def test_every_command_has_help_with_an_example() -> None:
    for path, command in _commands():
        shown = CliRunner().invoke(cli, [*path, "--help"])
        assert shown.exit_code == 0
        assert "Example: brouhaha" in shown.output or hasattr(command, "commands"), path


def _commands() -> Iterator[tuple[list[str], object]]:
    for name, command in cli.commands.items():
        yield [name], command
        for child, inner in getattr(command, "commands", {}).items():
            yield [name, child], inner


def test_the_written_pages_are_up_to_date() -> None:
    ended = subprocess.run(
        [sys.executable, "docs/fill.py", "--check"], cwd=HOME, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
