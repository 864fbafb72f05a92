"""The same findings whoever analyses: processes of this machine, or workers that die on the way."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from shutil import copy, copytree
from time import sleep

import psutil
import pytest

import topics
from cluster.brief import brief_of
from demo.press import load
from storage import articles
from storage.errors import InterruptedRunError
from storage.records import Analysis, Article, Document, Fetch
from storage.store import opened, run, save_topic, unlisted_source
from tests.cluster.digest import digest
from tests.cluster.machines import HOME, Machines, is_worker, machines, until
from topics import Topic

TOPIC = "actors-strike-ai"
HOSTS = 3  # that have each sample article: work for four workers
TOO_LONG = "x" * 300_001  # characters: more than are read
ODD = ("", " \n ", "\0" * 50, "\U0001f967", "\u202e« " * 99, "«\u00a0Non\u202f!\u00a0»", TOO_LONG)
BROKE = "brouhaha: 1 texts could not be analysed"
GONE = "brouhaha: the cluster is gone; what was stored is kept, run it again"
Text = tuple[str, str, str]  # language, title, text


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of articles that nobody analysed: copies, revisions and odd ones among them."""
    db = tmp_path_factory.mktemp("waiting") / "waiting.db"
    with opened(db) as store:
        save_topic(store, topics.load(TOPIC))
    for host in range(HOSTS):
        arrive(db, f"press{host}.example", samples())
    arrive(db, "odd.example", [("", "Odd", text) for text in ODD])
    return db


def samples() -> list[Text]:
    """The demonstration's articles."""
    return [(a.lang, a.title, a.text) for a in load().articles if a.lang != "nl"]


def arrive(db: Path, host: str, texts: Sequence[Text]) -> None:
    """What a crawl brings; each fifth article is edited a day later."""
    with opened(db) as store, run(store, "crawl") as number:
        source = unlisted_source(store, host)
        for place, (lang, title, text) in enumerate(texts):
            edited = f"{text}\nThe union said that no deal was near."
            for day, version in ((14, text), (15, edited))[: 1 + (place % 5 == 0)]:
                url, moment = f"https://{host}/{place}", f"2023-07-{day}T06:00:00+00:00"
                page = Article(url, lang, title, version, published="2023-07-14")
                fetch = Fetch(url, source, "feed", "fetched", moment, article=page)
                articles.save(store, number, [fetch])


def command(db: Path, *words: str) -> list[str]:
    return [sys.executable, str(HOME / "brouhaha.py"), "analyse", "--db", str(db), *words]


def analysed(db: Path, *words: str, seed: int) -> dict[str, str]:
    """The tables after an analysis that ends as it should: one text cannot be analysed.

    `seed` changes the order of sets, which nothing may depend on.
    """
    own = os.environ | {"PYTHONHASHSEED": str(seed)}
    line = command(db, *words)
    done = subprocess.run(line, capture_output=True, text=True, timeout=600, env=own)
    assert (done.returncode, done.stderr.splitlines()[-1:]) == (1, [BROKE]), done.stderr
    return tables(db)


def tables(db: Path) -> dict[str, str]:
    with opened(db) as store:
        return digest(store)


@pytest.fixture(scope="module")
def alone(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database as one process leaves it."""
    db = Path(copy(waiting, tmp_path_factory.mktemp("alone") / "alone.db"))
    analysed(db, "--processes", "1", seed=1)
    with opened(db) as store:
        counts = [store.table(name).count for name in ("mentions", "stances", "past_findings")]
    assert counts > [500, 50, 100]
    return db


@pytest.mark.parametrize("words", ["--processes 2", "--cluster local --processes 4"])
def test_tables_do_not_depend_on_how_many_analyse(
    waiting: Path, alone: Path, tmp_path: Path, words: str
) -> None:
    db = Path(copy(waiting, tmp_path))
    assert analysed(db, *words.split(), seed=2) == tables(alone)


def test_tables_do_not_depend_on_deaths_nor_on_what_comes_later(
    waiting: Path, alone: Path, tmp_path: Path
) -> None:
    db, other = (Path(copy(each, tmp_path)) for each in (waiting, alone))
    topic = Path(copytree(HOME / "topics" / TOPIC, tmp_path / "topic"))
    with machines(tmp_path / "elsewhere", 2) as cluster:
        words = ("--cluster", cluster.address)
        with subprocess.Popen(command(db, *words), stderr=subprocess.PIPE, text=True) as analysis:
            kill_workers(cluster, 3, analysis)
            told = analysis.communicate(timeout=600)[1]
        assert (analysis.returncode, told) == (1, f"{BROKE}\n")
        assert tables(db) == tables(other)
        with (topic / "entities.toml").open("a", encoding="utf-8") as entities:
            entities.write('[[entity]]\nid = "talks"\ntype = "EVENT"\nname = "Talks"\n')
        for each in (db, other):
            arrive(each, "late.example", samples()[:9])
        found = analysed(db, *words, "--topic", str(topic), seed=3)
        assert len(cluster.processes()) == 2, "workers are left to who started them"
    assert found == analysed(other, "--topic", str(topic), "--processes", "1", seed=4)


def kill_workers(cluster: Machines, number: int, analysis: subprocess.Popen[str]) -> None:
    """End some of them while they read texts."""
    chance = Random(number)
    for _ in range(number):
        until(lambda: any(map(is_busy, cluster.processes())), "a worker analyses")
        sleep(chance.uniform(0, 1))
        assert analysis.poll() is None, "it ended before all kills were done"
        chance.choice([each for each in cluster.processes() if is_busy(each)]).kill()


def is_busy(worker: psutil.Process) -> bool:
    """Whether spaCy is there: it works on its first texts."""
    try:
        return any("/spacy/" in each.path for each in worker.memory_maps())
    except psutil.Error:
        return False


def test_a_scheduler_that_goes_away_is_told_and_the_next_goes_on(
    waiting: Path, alone: Path, tmp_path: Path
) -> None:
    db = Path(copy(waiting, tmp_path))
    with machines(tmp_path / "elsewhere", 1) as cluster:
        line = command(db, "--cluster", cluster.address)
        with subprocess.Popen(line, stderr=subprocess.PIPE, text=True) as analysis:
            until(lambda: stored(db) > 0, "a batch is stored")
            cluster.scheduler.kill()
            told = analysis.communicate(timeout=600)[1]
    assert (analysis.returncode, told) == (1, f"{GONE}\n")
    kept = stored(db)
    assert 0 < kept < stored(alone)
    assert analysed(db, "--cluster", "local", "--processes", "1", seed=5) == tables(alone)


def stored(db: Path) -> int:
    """How many articles are analysed."""
    with closing(sqlite3.connect(db)) as store:
        sql = "SELECT COUNT(*) FROM articles WHERE analysis_version <> ''"
        return int(store.execute(sql).fetchone()[0])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_analysis_that_is_ended_leaves_no_worker(
    waiting: Path, tmp_path: Path, how: signal.Signals
) -> None:
    db = Path(copy(waiting, tmp_path))
    line = command(db, "--cluster", "local", "--processes", "1")
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as analysis:
        until(lambda: any(map(is_worker, below(analysis.pid))), "a worker is there")
        started = below(analysis.pid)
        sleep(1)
        os.killpg(analysis.pid, how) if how == signal.SIGINT else analysis.send_signal(how)
        said, told = analysis.communicate(timeout=120)
    until(lambda: not any(map(runs, started)), "all that it started have ended")
    codes = {signal.SIGINT: 1, signal.SIGTERM: 143, signal.SIGKILL: -9}
    assert (analysis.returncode, "Traceback" in said + told) == (codes[how], False), told


def below(pid: int) -> list[psutil.Process]:
    try:
        return [*psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return []


def runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def test_a_text_that_ends_workers_is_set_aside_and_no_other(topic: Topic) -> None:
    from cluster.analysis import TextsJob

    job = TextsJob([Document(str(n), "") for n in range(4)], brief_of(topic), "1")
    while call := job.call():
        texts = [document.id for document in call.arguments[0]]
        if "2" in texts:
            job.lose("it ended the process that read it")
        else:
            job.take([Analysis(text, "en", "1") for text in texts])
    assert [(each.id, each.error) for each in job.found] == [
        ("0", ""), ("1", ""), ("2", "it ended the process that read it"), ("3", ""),
    ]  # fmt: skip


def test_a_machine_that_fails_is_not_the_fault_of_a_text(topic: Topic) -> None:
    from cluster.analysis import TextsJob

    job = TextsJob([Document("0", "")], brief_of(topic), "1")
    with pytest.raises(InterruptedRunError, match="a machine of the cluster failed: OSError: full"):
        job.lose("OSError: full")
    assert job.found == []
