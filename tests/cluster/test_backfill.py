"""Archives walked by real workers: what is stored, and that it does not depend on who reads."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from distributed import Client
from sqlite_utils import Database

from cluster import backfill
from cluster.workers import LOCAL, workers
from crawler import parts
from crawler.crawl import CrawlJob, crawl
from nlp import backlog
from storage.store import opened, save_topic
from tests.cluster.conftest import Page, bakers, page
from tests.cluster.digest import digest
from topics import Topic

Archive = Callable[..., str]


def walk(db: Path, topic: Topic, files: list[str], client: Client) -> backfill.Report:
    with opened(db) as store:
        save_topic(store, topic)
        return backfill.backfill(store, topic, files, client, lambda at: None)


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


def test_a_file_is_read_once_until_the_topic_changes(
    tmp_path: Path, topic: Topic, archive: Archive, two: Client
) -> None:
    file = archive("a.warc.gz", bakers(6))
    first = walk(tmp_path / "b.db", topic, [file], two)
    again = walk(tmp_path / "b.db", topic, [file], two)
    assert (first.files, first.skipped) == (1, 0)
    assert (again.files, again.skipped, again.verdicts.counts) == (0, 1, {})


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


def test_as_many_workers_as_one_likes_and_kills_at_random_change_nothing(
    tmp_path: Path, topic: Topic, archive: Archive
) -> None:
    files = [archive(f"{n}.warc.gz", bakers(12, n)) for n in range(25)]
    with workers(LOCAL, 1) as client:
        walk(tmp_path / "1.db", topic, files, client)
    with workers(LOCAL, 2) as client, Killer(random.Random(7), kills=20) as killer:
        report = walk(tmp_path / "2.db", topic, files, client)
        assert killer.left == 0
    assert report.failures == ()
    with workers(LOCAL, 4) as client:
        walk(tmp_path / "4.db", topic, files, client)
    one = tables(tmp_path / "1.db")
    assert tables(tmp_path / "2.db") == one
    assert tables(tmp_path / "4.db") == one


class Killer(threading.Thread):
    """Ends a worker process of this one with SIGKILL, at random moments."""

    def __init__(self, chance: random.Random, kills: int) -> None:
        super().__init__(daemon=True)
        self.chance, self.left = chance, kills

    def run(self) -> None:
        while self.left:
            time.sleep(self.chance.uniform(0.2, 2))
            below = psutil.Process().children(recursive=True)
            found = [child for child in below if "spawn_main" in " ".join(child.cmdline())]
            if found:
                os.kill(self.chance.choice(found).pid, signal.SIGKILL)
                self.left -= 1

    def __enter__(self) -> Killer:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.left = 0
