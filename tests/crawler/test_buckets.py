"""Files of a store that speaks S3, a real one on loopback: what is asked of it, what is told."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import fsspec
import pytest

from crawler import files
from crawler.buckets import PIECE
from tests.buckets import BARE, HOME, Store, store

CONTENT = b"".join(sha256(str(n).encode()).digest() for n in range(160_000))  # 5 MB
FILE = "s3://news/2023/0.warc.gz"
KEYS = "see the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store(tmp_path_factory.mktemp("store")) as found:
        found.put("2023/0.warc.gz", CONTENT)
        found.put("2023/1.warc.gz", b"1")
        found.put("2023/old/2.warc.gz", b"2")
        yield found


@pytest.fixture
def known(news: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store, with the keys to it in the environment."""
    for name, value in news.keys.items():
        monkeypatch.setenv(name, value)
    forget()
    yield news
    forget()


def forget() -> None:
    """A connection holds the keys that it was made with."""
    fsspec.get_filesystem_class("s3").clear_instance_cache()


def test_a_file_is_read_from_a_byte_on_by_ranges(known: Store) -> None:
    before = len(known.asked())
    assert files.size(FILE) == len(CONTENT)
    with files.opened(FILE, 1000) as content:
        assert content.read(4) == CONTENT[1000:1004]
        assert content.tell() == 1004
        assert content.read(3 * 2**20) == CONTENT[1004 : 1004 + 3 * 2**20]
        assert content.read() == CONTENT[1004 + 3 * 2**20 :]
    gets = [line for line in known.asked()[before:] if line.startswith("GET")]
    assert set(gets) == {"GET /news/2023/0.warc.gz 206"}
    assert len(gets) <= len(CONTENT) // PIECE + 2


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("s3://news/2023/*.warc.gz", ["2023/0", "2023/1"]),
        ("s3://news/2023/*", ["2023/0", "2023/1"]),
        ("s3://news/**/*.warc.gz", ["2023/0", "2023/1", "2023/old/2"]),
        ("s3://news/202?/[1-9].warc.gz", ["2023/1"]),
    ],
)
def test_a_pattern_means_the_files_of_a_bucket(
    known: Store, pattern: str, found: list[str]
) -> None:
    assert files.matching(pattern) == [f"s3://news/{name}.warc.gz" for name in found]


def test_the_paths_of_a_list_are_those_of_its_bucket(known: Store) -> None:
    paths = gzip.compress(b"2023/0.warc.gz\ns3://other/a.warc.gz\n")
    address = known.put("2023/lists/warc.paths.gz", paths)
    assert files.listed(address) == [FILE, "s3://other/a.warc.gz"]


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("s3://news/none.warc.gz", "no such file"),
        ("s3://none/0.warc.gz", "no such file"),
        ("s3://news/2023", r"a folder; its files are s3://news/2023/\*"),
    ],
)
def test_what_is_no_file_is_told(known: Store, file: str, told: str) -> None:
    with pytest.raises(OSError, match=f"^{told}$"):
        files.size(file)


@pytest.mark.parametrize("pattern", ["s3://news/none/*.gz", "s3://none/*.gz"])
def test_a_pattern_without_files_is_told(known: Store, pattern: str) -> None:
    with pytest.raises(OSError, match=r"^no such files$"):
        files.matching(pattern)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"AWS_SECRET_ACCESS_KEY": "wrong"}, f"Forbidden; {KEYS}"),
        ({"AWS_ACCESS_KEY_ID": "wrong"}, f"Forbidden; {KEYS}"),
        ({"AWS_ACCESS_KEY_ID": ""}, "Unable to locate credentials; set AWS_ACCESS_KEY_ID and"),
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
            'Could not connect to the endpoint URL: "http',
        ),
        ({"AWS_ENDPOINT_URL": "nonsense"}, "Invalid endpoint: nonsense"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, dict) else "",
)
def test_a_store_that_refuses_is_told(
    known: Store, change: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in change.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    with pytest.raises(OSError, match=told):
        files.size(FILE)


def test_a_store_that_goes_away_is_told_and_what_is_public_needs_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store(tmp_path, strict=False) as open_to_all:
        file = open_to_all.put("0.warc.gz", CONTENT, public=True)
        private = open_to_all.put("1.warc.gz", CONTENT)
        anyone = BARE | {"AWS_ENDPOINT_URL": open_to_all.url, "FSSPEC_S3_ANON": "true"}
        code = "import sys; from crawler import files; [print(files.size(f)) for f in sys.argv[1:]]"
        bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        done = subprocess.run(
            [sys.executable, "-c", code, file, private],
            env=bare | anyone, cwd=HOME, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.stdout == f"{len(CONTENT)}\n"
        assert f"RemoteError: Forbidden; {KEYS}" in done.stderr
        for name, value in open_to_all.keys.items():
            monkeypatch.setenv(name, value)
        forget()
        with files.opened(file) as content:
            content.read(5)
            open_to_all.stop()
            with pytest.raises(OSError, match="Could not connect"):
                content.read()
    forget()


@pytest.mark.parametrize(
    ("file", "told"),
    [("gopher9://a/b", "Protocol not known: gopher9"), ("gs://a/b", "install gcsfs")],
)
def test_a_store_that_nobody_knows_is_told(file: str, told: str) -> None:
    with pytest.raises(OSError, match=told):
        files.size(file)


@pytest.mark.parametrize("content", [gzip.compress(b"a" * 999)[:-9], b"\x1f\x8b\x08" + b"x" * 30])
def test_a_damaged_list_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "paths.gz").write_bytes(content)
    with pytest.raises(OSError, match="the list is damaged or cut short"):
        files.listed(str(tmp_path / "paths.gz"))
