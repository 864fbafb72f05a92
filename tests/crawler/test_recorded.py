"""Records of a file: what looks like one and is none is damage."""

from __future__ import annotations

from gzip import compress
from pathlib import Path

import pytest

from crawler.recorded import records

WHOLE = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: {}\r\nContent-Length: 0\r\n\r\n\r\n\r\n"


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_a_record_without_a_date_is_damage(date: str, tmp_path: Path) -> None:
    path, told = tmp_path / "a.warc.gz", list[str]()
    first = compress(WHOLE.format("2023-10-19T12:00:00Z").encode())
    path.write_bytes(first + compress(WHOLE.format(date).encode()))
    found = list(records(path, [0, len(first)], told.append))
    assert [record.offset for record in found] == [0]
    assert told[0] == "a.warc.gz: damaged after byte 0: a record does not say when it was made"
