"""The command on archives as they are: cut, missing, listed, on the web, on a cluster of others."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import copytree

import pytest

from storage.store import opened
from tests.cluster.conftest import bakers
from tests.cluster.digest import digest
from tests.cluster.machines import HOME, Machines, machines

Archive = Callable[..., str]
Backfill = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with machines(tmp_path_factory.mktemp("elsewhere"), 2) as found:
        yield found


def command(topic: Path, db: Path, *words: str | Path) -> list[str]:
    given = ["backfill", "--db", str(db), "--topic", str(topic), *map(str, words)]
    return [sys.executable, str(HOME / "brouhaha.py"), *given]


@pytest.fixture
def backfill(tmp_path: Path, topic_folder: Path, cluster: Machines) -> Backfill:
    """Walks archives into a database of the test, on the cluster of others."""

    def walk(*words: str | Path, db: str = "b.db") -> subprocess.CompletedProcess[str]:
        line = command(topic_folder, tmp_path / db, *words, "--cluster", cluster.address)
        return subprocess.run(line, capture_output=True, text=True, timeout=300, cwd=tmp_path)

    return walk


def urls(db: Path) -> list[str]:
    with opened(db) as store:
        return [url for (url,) in store.execute("SELECT url FROM articles ORDER BY url")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("none*.warc.gz",), "none*.warc.gz: no such files"),
        (("--list", "none.txt"), "none.txt"),
        ((), "no archives: give files, patterns or addresses, or --list"),
        (("gopher9://x/*.warc",), "gopher9"),
    ],
)
def test_what_means_no_file_is_wrong_use(
    tmp_path: Path, topic_folder: Path, words: tuple[str, ...], told: str
) -> None:
    done = subprocess.run(
        command(topic_folder, tmp_path / "b.db", *words),
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert told in done.stderr


def test_files_of_the_web_are_read_with_ranges_and_without(
    tmp_path: Path, archive: Archive, backfill: Backfill
) -> None:
    files = [archive(f"{n}.warc.gz", bakers(6, n)) for n in range(2)]
    local = backfill(*files, db="local.db")
    assert (local.returncode, local.stderr) == (0, "")
    (tmp_path / "paths.gz").write_bytes(gzip.compress(b"0.warc.gz\n1.warc.gz\n"))
    for ranges in (True, False):
        db = f"{ranges}.db"
        with web(tmp_path, ranges) as site:
            done = backfill("--list", f"{site}/paths.gz", db=db)
        assert (done.returncode, done.stderr) == (0, "")
        assert urls(tmp_path / db) == urls(tmp_path / "local.db")
        with opened(tmp_path / db) as a, opened(tmp_path / "local.db") as b:
            assert {k: v for k, v in digest(a).items() if not k.startswith("archive_")} == {
                k: v for k, v in digest(b).items() if not k.startswith("archive_")
            }


@contextmanager
def web(folder: Path, ranges: bool) -> Iterator[str]:
    """A server of the files of a folder; one without ranges sends the whole file always."""

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = folder / self.path.strip("/")
            if not path.is_file():
                self.send_error(404)
                return
            content = path.read_bytes()
            asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            start = int(asked[1]) if asked and ranges else 0
            stop = int(asked[2]) + 1 if asked and ranges and asked[2] else len(content)
            self.send_response(206 if asked and ranges else 200)
            if asked and ranges:
                self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content[start:stop])))
            self.end_headers()
            self.wfile.write(content[start:stop])

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_changed_topic_reads_again_what_was_withdrawn_stays_out(
    tmp_path: Path, topic_folder: Path, archive: Archive, backfill: Backfill
) -> None:
    file, db = archive("a.warc.gz", bakers(6)), tmp_path / "b.db"
    assert backfill(file).returncode == 0
    withdrawn, kept = urls(db)
    takedown_of(db, topic_folder, withdrawn)
    topic = topic_folder / "topic.toml"
    topic.write_text(topic.read_text("utf-8").replace('"oven*"', '"oven*", "wood*"'), "utf-8")
    again = json.loads(backfill(file, "--json").stdout)
    assert (again["files"], again["skipped"]) == (1, 0)
    assert urls(db) == [kept]


def takedown_of(db: Path, topic: Path, url: str) -> None:
    line = [sys.executable, str(HOME / "brouhaha.py"), "takedown", "articles", url, "--db", str(db),
            "--topic", str(topic), "--reason", "asked for", "--by", "desk"]  # fmt: skip
    done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_workers_with_other_code_are_refused(
    tmp_path: Path, topic_folder: Path, archive: Archive
) -> None:
    code, file = tmp_path / "older", archive("a.warc.gz", bakers(3))
    for room in ("crawler", "nlp", "storage", "topics"):
        code.mkdir(exist_ok=True)
        (code / room).symlink_to(HOME / room)
    copytree(HOME / "cluster", code / "cluster")
    with (code / "cluster" / "order.py").open("a") as changed:
        changed.write("\nOLDER = True\n")
    with machines(tmp_path / "elsewhere", 1, code=code) as cluster:
        line = command(topic_folder, tmp_path / "b.db", file, "--cluster", cluster.address)
        done = subprocess.run(line, capture_output=True, text=True)
    assert done.returncode == 2
    assert re.fullmatch(
        r"brouhaha: 2 of 2 machines have another version of Brouhaha, or of its libraries \(the "
        r"first is tcp://127.0.0.1:\d+\); install the same on all machines\n", done.stderr,
    )  # fmt: skip
