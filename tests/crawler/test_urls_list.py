"""Plain lists of addresses, and the file that says where services are."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler import services
from crawler.settings import settings
from crawler.spiders.urls import read
from storage.errors import WrongUseError
from topics import TopicError

LIST = """\ufeff# what a colleague sent
https://loaf.example/1?utm_source=mail
https://loaf.example/1#top   # the same
   http://LOAF.example/a#b

loaf.example/2
https://loaf.example/grève # with an accent
ftp://loaf.example/3
"""


def test_a_list_with_comments_doubles_and_bad_lines(tmp_path: Path) -> None:
    path = tmp_path / "articles.txt"
    path.write_text(LIST, encoding="utf-8")
    found = read(path)
    assert found.addresses == (
        "https://loaf.example/1", "http://loaf.example/a", "https://loaf.example/gr%C3%A8ve",
    )  # fmt: skip
    assert found.mistakes == (
        f"{path}: line 6: 'loaf.example/2' is no address of the web",
        f"{path}: line 8: 'ftp://loaf.example/3' is no address of the web",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no address in it"),
        (b"# nothing\n", "no address in it"),
        (b"hello\n", "line 1: 'hello' is no address"),
        (b"https://\xe9\n", r"not UTF-8 text \(byte 8"),
    ],
)
def test_a_list_that_is_none_is_told(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "articles.txt").write_bytes(content)
    with pytest.raises(WrongUseError, match=words):
        read(tmp_path / "articles.txt")


def test_the_services_can_be_pointed_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "mirror.toml").write_text('[gdelt]\napi = "http://127.0.0.1:9/doc"')
    ours, other = services.load(), services.load(tmp_path / "mirror.toml")
    assert str(other.gdelt.api) == "http://127.0.0.1:9/doc"
    assert (other.gdelt.delay, other.wayback) == (ours.gdelt.delay, ours.wayback)
    slots = settings((), ours.delays())["DOWNLOAD_SLOTS"]
    assert slots["api.gdeltproject.org"]["delay"] >= 5  # the service's own rule
    assert slots["web.archive.org"]["concurrency"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[gdelt]\napi = "here"', "services.toml: gdelt.api: .*address"),
        ("[gdlet]\ndelay = 3", "services.toml: gdlet: "),
        ("[wayback]\ndelay = -1", "services.toml: wayback.delay: "),
        ('[common-crawl]\nlist = "https://mirror.example/list"', r"common-crawl\.list: "),
        ("[gdelt", "is not TOML"),
    ],
)
def test_a_mistake_in_the_services_is_told(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "services.toml").write_text(content)
    with pytest.raises(TopicError, match=words):
        services.load(tmp_path / "services.toml")


def test_missing_services_are_told(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="cannot be read: No such file"):
        services.load(tmp_path / "no.toml")
