"""An archive file that was cut: what is left is read, crawls go on, `verify` says what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copy

from crawler.evidence import folder
from storage.archive import end_of
from storage.store import opened
from tests.survival.watch import Watch


def test_a_cut_archive(watch: Callable[..., Watch], tmp_path: Path) -> None:
    watched = watch("cut", 2, 10)
    watched.finish("crawl")
    (file,) = folder(watched.db).iterdir()
    whole = Path(copy(file, tmp_path / "whole"))
    for share in ("most", "nothing"):
        place = cut(watched, file, share)
        read = Watch(tmp_path / f"{share}.db", watched.topic, watched.mills)
        again = read.do("crawl", "--warc", file)
        assert again.returncode == 1 and "Traceback" not in again.stderr
        assert "cut short" in again.stderr or "the file is empty" in again.stderr
        titles = {title for (title,) in read.rows("SELECT title FROM articles")}
        assert titles < set(watched.mills.titles())
        assert bool(titles) == (share != "nothing")

        watched.mills.grow(3)
        watched.finish("crawl")
        told = watched.do("verify", "--quick")
        assert told.returncode == 1 and "Traceback" not in told.stderr
        assert f"{file.name}: cut short, {place} of at least" in told.stderr
        assert "put a whole copy back in its place" in told.stderr
        copy(whole, file)

    read.finish("crawl", "--warc", file)
    watched.check(analysed=False)


def cut(watch: Watch, file: Path, share: str) -> int:
    """Cut a file at its start or amid a late page; that byte."""
    pages = watch.rows(
        "SELECT warc_offset, warc_length FROM fetches "
        f"WHERE article_id AND warc_file = '{file.name}' ORDER BY 1"
    )
    late, length = pages[-2]
    place = int({"nothing": 0, "most": late + length // 2}[share])
    with file.open("r+b") as content:
        content.truncate(place)
    return place


def test_torn_ends_are_cut_off_by_the_next_crawl(watch: Callable[..., Watch]) -> None:
    """What was being written when the power went stands after all that the database names."""
    watched = watch("torn", 1, 6)
    watched.finish("crawl")
    (file,) = folder(watched.db).iterdir()
    for torn in (1, 2000):
        with opened(watched.db) as db:
            assert end_of(db, file.name) <= file.stat().st_size
        with file.open("ab") as content:
            content.write(file.read_bytes()[:torn])
        watched.mills.grow(3)
        watched.finish("crawl")
    watched.check(analysed=False)
