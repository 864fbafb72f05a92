"""Archives walked by real workers: what is stored, and that it does not depend on who reads."""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import dask
import psutil
import pytest
from distributed import Client
from distributed.utils import get_mp_context
from sqlite_utils import Database

from cluster import backfill
from cluster.brief import brief_of
from cluster.jobs import PartJob
from cluster.reading import Read
from cluster.workers import LOCAL, workers
from crawler import parts
from crawler.crawl import CrawlJob, crawl
from crawler.parts import Part
from crawler.spiders.warc import captures
from nlp import backlog
from storage import archive_files, articles
from storage.records import Fetch
from storage.retention import pauses, takedown
from storage.store import now, opened, run, save_topic
from tests.cluster.conftest import Page, bakers, page
from tests.cluster.digest import digest
from topics import Topic, load

Archive = Callable[..., str]


def ignore(at: backfill.Progress) -> None:
    """What is told on the way."""


def walk(
    db: Path,
    topic: Topic,
    files: list[str],
    client: Client,
    told: Callable[[backfill.Progress], None] = ignore,
) -> backfill.Report:
    with opened(db) as store:
        save_topic(store, topic)
        return backfill.backfill(store, topic, files, client, told)


def tables(db: Path) -> dict[str, str]:
    with opened(db) as store:
        return digest(store)


def test_what_is_on_the_topic_is_what_crawl_and_analyse_keep(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    file = archive("a.warc.gz", bakers(12))
    report = walk(tmp_path / "b.db", topic, [file], two)
    assert report.failures == ()
    assert report.pages.counts == {"pages": 12, "terms": 4, "text": 4, "articles": 4}
    job = CrawlJob(tmp_path / "c.db", str(topic.folder), warc=(file,), processes=1)
    with opened(tmp_path / "c.db") as other:
        save_topic(other, topic)
        crawl(job, lambda tally: None)
        backlog.work_off(other, topic, 1, lambda tally, total: None)
        wanted = rows(other)
    with opened(tmp_path / "b.db") as own:
        assert rows(own) == wanted
        assert len(wanted) == 4


def rows(db: Database) -> list[tuple[object, ...]]:
    """The articles on the topic with their evidence and how many names were found in them."""
    sql = """
        SELECT a.url, a.title, a.published, a.lang, a.relevance, a.source_id, a.first_seen, t.text,
            f.warc_file, f.warc_offset, f.sha256, f.verdict, f.found_by,
            (SELECT group_concat(entity_id || start) FROM mentions m WHERE m.article_id = a.id)
        FROM articles a JOIN texts t ON t.article_id = a.id JOIN fetches f ON f.article_id = a.id
        WHERE a.relevant = 1 ORDER BY a.url
    """
    return list(db.execute(sql).fetchall())


GERMAN = (
    "Der Rat der Stadt sprach am Montag drei Stunden lang von der Firma Ovens und von der Brücke "
    "über den Fluss, und niemand konnte sagen, wann die Arbeiten zu Ende sein werden. "
)
SAYS = "Crumb & Co said that the ovens of the town must be repaired soon. "


def changed(body: bytes, old: str, new: str) -> bytes:
    assert old.encode() in body
    return body.replace(old.encode(), new.encode(), 1)


BECAME: dict[str, bytes] = {  # a page for each end that one can come to
    "no_terms": page("Roads", "The roads must be repaired soon. "),
    "terms_apart": changed(page("Roads", "The roads."), "Section 1<", "Ovens<"),
    "language": f"<meta charset=utf-8><title>Die Brücke</title><p>{GERMAN * 3}".encode(),
    "off_topic": changed(page("Roads", "The roads."), "<article", "<p>Ovens for all.</p><article"),
    "too_short": b"<html><title>Ovens</title><p>Ovens.</html>",
    "tdm": changed(page("Ovens", SAYS), "<meta", "<meta name=tdm-reservation content=1><meta"),
    "off_window": changed(page("Ovens", SAYS), "2023-03-01", "2019-03-01"),
    "fetched": page("Ovens", SAYS),
    "withdrawn": page("Ovens again", SAYS * 2),
}
PAGES: list[Page] = [(f"https://loaf.example/{name}", body) for name, body in BECAME.items()]


def test_each_page_is_counted_by_what_became_of_it(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    """Those that were read whole as a crawl of the archive has them, also of a paused source."""
    db, other = tmp_path / "b.db", tmp_path / "c.db"
    for path in (db, other):
        with opened(path) as store:
            save_topic(store, topic)
            pauses.pause(store, "the-loaf", "asked to", "2023-01-01T00:00:00+00:00")
        first = archive("first.warc.gz", [PAGES[-1]])
        crawl(CrawlJob(path, str(topic.folder), warc=(first,), processes=1), lambda tally: None)
        with opened(path) as store:
            found = takedown.pointed(store, [PAGES[-1][0]])
            takedown.begin(store, found, "desk", "asked to", "2023-01-01T00:00:00+00:00")
    file = archive("a.warc.gz", [*PAGES, PAGES[-2]])
    report = walk(db, topic, [file], two)
    wanted = dict.fromkeys(BECAME, 1) | {"known": 1}
    assert report.failures == ()
    assert report.verdicts.counts == wanted
    assert report.pages.counts == {"pages": 10, "terms": 9, "text": 7, "articles": 3}
    with opened(db) as store:
        held = archive_files.archives(store)
    assert (held.files, held.pages, held.verdicts) == (1, 10, wanted)
    crawl(CrawlJob(other, str(topic.folder), warc=(file,), processes=1), lambda tally: None)
    assert logged(db) == {
        url: verdict for url, verdict in logged(other).items()
        if url.rpartition("/")[2] not in ("no_terms", "terms_apart", "off_topic", "language")
    }  # fmt: skip


def logged(path: Path) -> dict[str, str]:
    with opened(path) as db:
        return dict(db.execute("SELECT url, verdict FROM addresses").fetchall())


def test_a_file_is_read_once_until_the_topic_changes(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    """What other rules left out is taken in then; the rest is known."""
    file, db = archive("a.warc.gz", PAGES), tmp_path / "b.db"
    first = walk(db, topic, [file], two)
    again = walk(db, topic, [file], two)
    assert (first.files, first.skipped) == (1, 0)
    assert (again.files, again.skipped, again.verdicts.counts) == (0, 1, {})
    for name, old, new, counts in (
        ("topic.toml", "start = 2023-01-01", "start = 2019-01-01", {"fetched": 1, "known": 4}),
        ("sources.toml", "group =", 'tdm = "allow"\ngroup =', {"fetched": 1, "known": 4}),
    ):
        topic = other(topic, name, old, new)
        again = walk(db, topic, [file], two)
        passed_by = dict.fromkeys(("no_terms", "terms_apart", "language", "off_topic"), 1)
        assert again.verdicts.counts == passed_by | counts
    with opened(db) as store:
        stands = {"fetched": 4, "too_short": 1}
        assert archive_files.archives(store).verdicts == passed_by | stands
    assert {url for url, verdict in logged(db).items() if verdict == "fetched"} == {
        f"https://loaf.example/{name}" for name in ("tdm", "off_window", "fetched", "withdrawn")
    }


def test_a_page_that_failed_later_is_taken_from_the_archive(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    """As one that had ended its workers, where they have more memory now."""
    db, (url, _) = tmp_path / "b.db", PAGES[-1]
    with opened(db) as store:
        save_topic(store, topic)
        with run(store, "crawl") as number:
            articles.save(store, number, [Fetch(url, "the-loaf", "warc", "failed", now())])
    report = walk(db, topic, [archive("a.warc.gz", [PAGES[-1]])], two)
    assert report.verdicts.counts == {"fetched": 1}
    assert logged(db) == {url: "fetched"}


def other(topic: Topic, name: str, old: str, new: str) -> Topic:
    """The topic with one of its files changed."""
    folder = topic.folder.with_name(f"{topic.folder.name}-{name}")
    copytree(topic.folder, folder)
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")
    return load(str(folder))


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_a_file_cut_in_parts_gives_what_it_gives_whole(
    tmp_path: Path,
    topic: Topic,
    archive: Archive,
    two: Client,
    packed: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nested = page("An archive in a page", "Ovens. " + "\r\n\r\nWARC/1.0\r\nWARC-Type: response\r\n")
    pages: list[Page] = [*bakers(30), ("https://loaf.example/nested", nested), *bakers(9, 1)]
    file = archive("a.warc", pages, packed=packed)
    walk(tmp_path / "whole.db", topic, [file], two)
    length = Path(file).stat().st_size // 11
    monkeypatch.setattr(backfill, "parts", lambda name: parts.parts(name, length))
    walk(tmp_path / "cut.db", topic, [file], two)
    assert tables(tmp_path / "cut.db") == tables(tmp_path / "whole.db")


def test_pages_behind_a_damage_are_read_too(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    file, db = archive("a.warc.gz", bakers(12)), tmp_path / "b.db"
    whole, places = Path(file).read_bytes(), [capture.offset for capture in captures(file, 2**20)]
    Path(file).write_bytes(flipped(flipped(whole, places[4] + 200), places[9]))
    report = walk(db, topic, [file], two)
    assert [told.partition(" (")[0] for told in report.failures] == [
        f"{file}: damaged or cut short after byte {places[n]}" for n in (3, 8)
    ]
    assert report.pages.counts == {"pages": 10, "terms": 3, "text": 3, "articles": 3}
    with opened(db) as store:
        assert archive_files.archives(store).problems == 1
    Path(file).write_bytes(whole)
    again = walk(db, topic, [file], two)
    assert (again.files, again.failures) == (1, ())
    assert again.verdicts.counts == {"no_terms": 8, "known": 3, "fetched": 1}
    assert walk(db, topic, [file], two).skipped == 1


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


def test_what_is_no_archive_is_told_and_does_not_keep_others_from_being_read(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    good = archive("good.warc.gz", bakers(3))
    plain = Path(archive("a.warc", bakers(6, 1), packed=False)).read_bytes()
    amiss = {
        "missing.warc.gz": (None, "cannot be read: No such file or directory; see to it"),
        "folder": (None, "cannot be read: Is a directory; see to it that it can be, then run"),
        "empty.warc.gz": (b"", "damaged or cut short after byte 0 (the file is empty)"),
        "none.pdf": (b"%PDF-1.7 " * 999, "damaged or cut short after byte 0 (Invalid WARC header)"),
        "a.wet": (plain.replace(b"-Type: response", b"-Type: conversion"), "no web page is in it; "
                  "give the WARC files themselves"),
        "one.warc.gz": (gzip.compress(plain), "is packed as one piece"),
    }  # fmt: skip
    (tmp_path / "folder").mkdir()
    for name, (content, _) in amiss.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
    files = [*(str(tmp_path / name) for name in amiss), good]
    report = walk(tmp_path / "b.db", topic, files, two)
    told = {line.partition(": ")[0]: line.partition(": ")[2] for line in report.failures}
    assert len(told) == len(report.failures) == len(amiss)
    for name, (_, words) in amiss.items():
        assert told[str(tmp_path / name)].startswith(words)
    assert report.pages.counts["articles"] == 3, "one of the good file, two of what is one piece"
    again = walk(tmp_path / "b.db", topic, files, two)
    assert (again.skipped, len(again.failures)) == (2, len(amiss) - 1)


def test_a_file_that_is_not_as_it_was_is_read_again(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    db, (one, other) = tmp_path / "b.db", bakers(2)
    file = Path(archive("a.warc", [one], packed=False))
    second = Path(archive("b.warc", [other], packed=False)).read_bytes()
    for content in (
        file.read_bytes(),
        second[: file.stat().st_size].replace(b"on day 1 ", b"on day 3 "),
        file.read_bytes() + second,
        file.read_bytes(),
    ):
        file.write_bytes(content)
        assert walk(db, topic, [str(file)], two).files == 1
        assert walk(db, topic, [str(file)], two).skipped == 1


def test_a_file_that_grows_while_it_is_read_is_read_again(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    db, file = tmp_path / "b.db", archive("a.warc.gz", bakers(3))
    more = Path(archive("b.warc.gz", bakers(3, 1))).read_bytes()

    def grow(at: backfill.Progress) -> None:
        nonlocal more
        if at.total:
            with Path(file).open("ab") as growing:
                growing.write(more)
            more = b""

    report = walk(db, topic, [file], two, grow)
    assert report.failures == (
        f"{file}: it changed while it was read; what was found is kept, run it again",
    )
    again = walk(db, topic, [file], two)
    assert (again.verdicts.counts, again.failures) == (
        {"no_terms": 4, "known": 1, "fetched": 1}, ()
    )  # fmt: skip


@pytest.mark.parametrize("poison", [0, 57, 149])
def test_a_page_that_ends_its_worker_costs_few_workers_wherever_it_is(
    topic: Topic, archive: Archive, poison: int
) -> None:
    """What a worker does is done here, and counts as lost where it comes to the page."""
    file = archive(
        "a.warc.gz", [(f"https://loaf.example/{n}", b"<p>roads</p>") for n in range(150)]
    )
    place = [capture.offset for capture in captures(file, 2**20)][poison]
    job, losses = PartJob(Part(file), brief_of(topic)), 0
    while call := job.call():
        found = call.function(*call.arguments)
        start, end = call.arguments[0].start, getattr(found, "next", None)
        if isinstance(found, Read) and start <= place and (end is None or end > place):
            losses += 1
            job.lose("it ended the process that read it")
        else:
            job.take(found)
    assert losses == 5, "over all, a hundred, ten pages, and twice over the one"
    assert job.aside == [
        (f"https://loaf.example/{poison}", place, "it ended the process that read it")
    ]
    assert (job.result().counts["pages"], job.problems) == (149, [])


HANG = """
import re
from cluster.reading import bounded
with bounded(1):
    re.match("(a+)+$", "a" * 50 + "b")
"""


def test_a_page_that_no_code_of_ours_comes_back_from_ends_its_worker() -> None:
    """Where signals are not heard and no other thread runs."""
    done = subprocess.run([sys.executable, "-c", HANG], timeout=120, capture_output=True)
    assert done.returncode == 1


def test_as_many_workers_as_one_likes_and_kills_at_random_change_nothing(
    tmp_path: Path, topic: Topic, archive: Archive
) -> None:
    files = [archive(f"{n}.warc.gz", bakers(12, n)) for n in range(25)]
    killer = Killer(random.Random(7), kills=20, moments=40)
    reports = []
    with quick_starts():
        for number, told in ((1, ignore), (2, killer), (4, ignore)):
            with workers(LOCAL, number) as client:
                reports.append(walk(tmp_path / f"{number}.db", topic, files, client, told))
    assert (killer.killed, reports[1].failures) == (20, ())
    assert reports[0] == reports[1] == reports[2]
    one = tables(tmp_path / "1.db")
    assert tables(tmp_path / "2.db") == one
    assert tables(tmp_path / "4.db") == one


LOADED = ["cluster.warm", "crawler.warm", "nlp.pipeline"]


@contextmanager
def quick_starts() -> Iterator[None]:
    """Workers begin as copies of a process that has imported what they need: a third of the time.

    What kills them, and what is lost with them, is the same.
    """
    with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
        context = get_mp_context()  # type: ignore[no-untyped-call]
        context.set_forkserver_preload(LOADED)
        yield


class Killer:
    """Ends a worker with SIGKILL at random moments among those at which some of a walk is told.

    What is told first is waited for a while, so that the moment is a random one of the worker.
    """

    def __init__(self, chance: random.Random, kills: int, moments: int) -> None:
        self._chance, self._left = chance, set(chance.sample(range(moments), kills))
        self._moment = self.killed = 0

    def __call__(self, at: backfill.Progress) -> None:
        if not at.total:
            return
        if self._moment in self._left:
            time.sleep(self._chance.uniform(0, 0.5))
            os.kill(self._victim(), signal.SIGKILL)
            self.killed += 1
        self._moment += 1

    def _victim(self) -> int:
        while not (found := [*_workers()]):
            time.sleep(0.02)
        return self._chance.choice(found)


def _workers() -> Iterator[int]:
    """The workers: children of the process that they are copies of."""
    for child in psutil.Process().children():
        if "forkserver" in " ".join(child.cmdline()):
            yield from (worker.pid for worker in child.children())
