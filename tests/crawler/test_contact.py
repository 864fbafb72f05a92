"""Every request says who asks; nobody else's site is asked without a way to reach them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commands.front import cli
from crawler.contact import CONTACT, ContactError, require_contact, user_agent
from crawler.crawl import CrawlJob, crawl
from crawler.routes import Routes
from topics.model import Source


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "(press research)"),
        ("  me@loaf.example ", "(press research; me@loaf.example)"),
        ("me\r\nX-Evil: 1", "(press research; meX-Evil: 1)"),
        ("https://loaf.example/(bot)", "(press research; https://loaf.example/bot)"),
    ],
)
def test_the_name_holds_the_contact(monkeypatch: pytest.MonkeyPatch, given: str, said: str) -> None:
    monkeypatch.setenv(CONTACT, given)
    name, _, purpose = user_agent().partition(" ")
    assert name.startswith("Brouhaha/")
    assert purpose == said


@pytest.mark.parametrize(
    ("urls", "contact", "refused"),
    [
        (["https://loaf.example/"], "", True),
        (["https://loaf.example/"], "me@loaf.example", False),
        (["https://loaf.example/"], "https://loaf.example/robot", False),
        (["https://loaf.example/"], "me", True),
        (["https://loaf.example/"], "me@loaf", True),
        (["https://loaf.example/"], "mailto:me@loaf.example", True),
        (["https://loaf.example/"], "http://", True),
        (["http://127.0.0.1:8323/a/", "http://localhost/", "http://[::1]:80/"], "", False),
        (["http://127.0.0.1:8323/a/", "https://loaf.example/"], "", True),
        (["http://127.loaf.example/"], "", True),
        (["http://10.0.0.1/"], "", True),
        ([], "", False),
    ],
)
def test_nobody_is_asked_who_could_not_reach_us(
    monkeypatch: pytest.MonkeyPatch, urls: list[str], contact: str, refused: bool
) -> None:
    monkeypatch.setenv(CONTACT, contact)
    if not refused:
        require_contact(urls)
        return
    with pytest.raises(ContactError, match=r"BROUHAHA_CONTACT=you@example\.org"):
        require_contact(urls)


LOAF = Source.model_validate(
    {"id": "a", "name": "A", "country": "GB", "language": "en", "kind": "newspaper",
     "home": "http://127.0.0.1:9/", "feeds": ["https://loaf.example/feed"]}
)  # fmt: skip
HOME = LOAF.model_copy(update={"feeds": ()})


@pytest.mark.parametrize(
    ("job", "host"),
    [
        ({"sources": (LOAF,)}, "loaf.example"),
        ({"sources": (HOME,), "routes": Routes(gdelt=True)}, "api.gdeltproject.org"),
        ({"sources": (HOME,), "routes": Routes(wayback=True)}, "web.archive.org"),
        ({"sources": (HOME,), "routes": Routes(common_crawl=("2023-10",))}, "data.commoncrawl.org"),
        ({"sources": (HOME,), "routes": Routes(urls=("https://bun.example/a",))}, "bun.example"),
        ({"warc": ("https://crust.example/a.warc.gz",)}, "crust.example"),
    ],
)
def test_no_way_to_others_is_open_without_a_contact(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, job: dict[str, Any], host: str
) -> None:
    monkeypatch.delenv(CONTACT, raising=False)
    with pytest.raises(ContactError, match=host):
        crawl(CrawlJob(tmp_path / "c.db", "actors-strike-ai", **job), lambda tally: None)
    assert not (tmp_path / "c.db").exists()


def test_the_commands_leave_with_2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(CONTACT, raising=False)
    db = ["--db", str(tmp_path / "c.db")]
    archive, files = "https://archive.example/a.warc.gz", tmp_path / "files.txt"
    files.write_text(archive, encoding="utf-8")
    walks = (["backfill", archive, *db], ["backfill", "--list", str(files), *db])
    crawls = ["crawl", *db], ["run", *db], ["schedule", "run", *db]
    for command in (*crawls, *walks, ["sources", "check"]):
        ended = CliRunner().invoke(cli, command)
        assert (ended.exit_code, "BROUHAHA_CONTACT is not set" in ended.output) == (2, True), (
            command
        )
