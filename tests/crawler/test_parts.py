"""Parts of an archive hold all its records, each once, wherever it is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.archived import Sent, write
from crawler.parts import Part, first_record, parts
from crawler.settings import LARGEST_PAGE
from crawler.spiders.warc import Scan


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "a.warc.gz"
    write(path, [Sent(f"https://a.example/{n}", b"<p>%d</p>" % n * 90) for n in range(40)])
    return str(path)


def read(part: Part) -> list[str]:
    first = first_record(part)
    if first is None:
        return []
    return [page.url for page in Scan(part.file, LARGEST_PAGE, start=first, stop=part.stop)]


@pytest.mark.parametrize("length", [1_000, 3_333, 10**9])
def test_each_record_is_in_one_part(archive: str, length: int) -> None:
    found = [url for part in parts(archive, length) for url in read(part)]
    assert found == [f"https://a.example/{n}" for n in range(40)]


def test_what_cannot_be_cut_is_one_part(tmp_path: Path) -> None:
    path = tmp_path / "b.warc.gz"
    path.write_bytes(b"no archive" * 1000)
    assert list(parts(str(path), 100)) == [Part(str(path), 0, None)]


@pytest.mark.parametrize("length", [500, 1_000, 3_333])
def test_a_part_ends_where_the_next_begins_whatever_record_stands_there(
    archive: str, length: int
) -> None:
    """Else the next is read twice."""
    begun: int | None = 0
    for part in parts(archive, length):
        first = first_record(part)
        if first is None:
            assert begun is None or (part.stop is not None and begun >= part.stop)
            continue
        assert first == begun
        scan = Scan(part.file, LARGEST_PAGE, start=first, stop=part.stop)
        list(scan)
        begun = scan.next
