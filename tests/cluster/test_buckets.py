"""The command on archives in a bucket: the endpoint and the keys stand in the environment."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from storage.store import opened
from tests.buckets import HOME, store
from tests.cluster.conftest import bakers


def test_a_bucket_is_walked_as_files_are(
    tmp_path: Path, topic_folder: Path, archive: Callable[..., str]
) -> None:
    with store(tmp_path) as news:

        def backfill(*archives: str, **change: str) -> tuple[int, str]:
            db = ["--db", str(tmp_path / "b.db"), "--topic", str(topic_folder), "--processes", "1"]
            done = subprocess.run(
                [sys.executable, str(HOME / "brouhaha.py"), "backfill", *archives, *db],
                env=os.environ | news.keys | change, capture_output=True, text=True, timeout=300,
            )  # fmt: skip
            return done.returncode, done.stderr

        for n in range(2):
            path = Path(archive(f"{n}.warc.gz", bakers(6, n)))
            news.put(f"2023/{path.name}", path.read_bytes())
            path.unlink()  # there is nothing to read but what is in the bucket
        missing = "s3://news/2023/9.warc.gz"
        code, told = backfill("s3://news/2023/*.warc.gz", missing)
        assert (code, told.count("\n")) == (1, 1)
        assert told.startswith(f"brouhaha: {missing}: cannot be read: no such file")
        with opened(tmp_path / "b.db") as db:
            sql = "SELECT url, warc_file FROM fetches JOIN articles USING (url) ORDER BY url"
            found = db.execute(sql).fetchall()
        assert found == [(f"https://loaf.example/{n}/{i}", f"{n}.warc.gz")
                         for n in range(2) for i in (0, 3)]  # fmt: skip
        before = len(news.asked())
        assert backfill("s3://news/2023/*.warc.gz") == (0, "")
        assert not [line for line in news.asked()[before:] if line.endswith("206")]
        code, told = backfill("s3://news/2023/*.warc.gz", AWS_SECRET_ACCESS_KEY="wrong")
    assert code == 2
    assert re.fullmatch(
        r"brouhaha: s3://news/2023/\*\.warc\.gz: .* signature .*; see the k.*\n", told
    )
