"""An archive file that was cut: what is left is read, crawls go on, `verify` says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copy

import pytest

from crawler.evidence import folder
from storage.archive import end_of
from storage.store import opened
from tests.survival.watch import Watch


@pytest.mark.parametrize("share", ["nothing", "some", "most"])
def test_a_cut_archive(share: str, watch: Callable[..., Watch], tmp_path: Path) -> None:
    watched = watch("cut", 2, 10)
    watched.finish("crawl")
    (file,) = folder(watched.db).iterdir()
    whole, place = Path(copy(file, tmp_path / "whole")), cut(watched, file, share)

    read = Watch(tmp_path / "read.db", watched.topic, watched.mills)
    again = read.do("crawl", "--warc", file)
    assert again.returncode == 1 and "Traceback" not in again.stderr
    assert "cut short" in again.stderr or "the file is empty" in again.stderr
    titles = {title for (title,) in read.rows("SELECT title FROM articles")}
    assert titles < set(watched.mills.titles())
    assert bool(titles) == (share != "nothing")

    watched.mills.grow(3)
    watched.finish("crawl")
    told = watched.do("verify")
    assert told.returncode == 1 and "Traceback" not in told.stderr
    assert f"{file.name}: cut short, {place} of at least" in told.stderr
    assert "put a whole copy back in its place" in told.stderr

    copy(whole, file)
    watched.check(analysed=False)
    read.finish("crawl", "--warc", file)


def cut(watch: Watch, file: Path, share: str) -> int:
    """Cut a file at its start, or amid the page of an early or a late article; that byte."""
    pages = watch.rows("SELECT warc_offset, warc_length FROM fetches WHERE article_id ORDER BY 1")
    offset, length = {"nothing": (0, 0), "some": pages[3], "most": pages[-2]}[share]
    place = int(offset + length // 2)
    with file.open("r+b") as content:
        content.truncate(place)
    return place


@pytest.mark.parametrize("torn", [1, 100, 2000])
def test_a_torn_end_is_cut_off_by_the_next_crawl(torn: int, watch: Callable[..., Watch]) -> None:
    """What was being written when the power went stands after all that the database names."""
    watched = watch("torn", 1, 6)
    watched.finish("crawl")
    (file,) = folder(watched.db).iterdir()
    with opened(watched.db) as db:
        assert end_of(db, file.name) <= file.stat().st_size
    with file.open("ab") as content:
        content.write(file.read_bytes()[:torn])
    watched.mills.grow(3)
    watched.finish("crawl")
    watched.check(analysed=False)
