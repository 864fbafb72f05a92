"""The command that walks archives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

import terminal
import topics
from commands import options
from storage.correcting.outstanding import turn
from storage.errors import WrongUseError
from storage.store import opened, save_topic
from topics import Topic

if TYPE_CHECKING:
    from cluster.backfill import Report

MB = 10**6


@click.command()
@click.argument("archives", nargs=-1)
@click.option(
    "--list",
    "lists",
    multiple=True,
    metavar="FILE",
    help="Read the archives that this list names, one a line, packed or not; repeatable.",
)
@options.with_db
@options.with_topic
@options.with_processes
@options.with_cluster
@options.with_json
def backfill(
    archives: tuple[str, ...],
    lists: tuple[str, ...],
    db: Path,
    name: str,
    processes: int,
    cluster: str | None,
    json_: bool,
) -> None:
    """Take the articles on the topic out of WARC files, analysed.

    ARCHIVES are paths, patterns or addresses (http:, https:, s3:). Workers read them, by default
    as many processes as --processes says; --cluster gives the work to those of a Dask cluster. A
    file that was read is not read again, until the topic or the file changes.

    \b
    Example: brouhaha backfill CC-NEWS-20231019*.warc.gz --db strike.db
    Example: brouhaha backfill --list https://data.commoncrawl.org/crawl-data/CC-NEWS/2023/10/warc.paths.gz
    Example: brouhaha backfill 's3://archive/2023/*.warc.gz' --cluster tcp://10.0.0.5:8786
    """
    files = _files(archives, lists)
    report = _walk(db, topics.load(name), files, cluster, processes)
    if json_:
        terminal.as_json(report)
    else:
        _tell(report)
    terminal.end(report.failures)


def _files(archives: tuple[str, ...], lists: tuple[str, ...]) -> list[str]:
    """The files that are meant."""
    from crawler.contact import require_contact
    from crawler.files import listed, matching

    require_contact(_of_the_web((*archives, *lists)))
    files = [file for given in archives for file in _meant(given, matching)]
    files += [file for given in lists for file in _meant(given, listed)]
    if not files:
        raise click.UsageError("no archives: give files, patterns or addresses, or --list")
    require_contact(_of_the_web(files))
    return files


def _meant(given: str, files: Callable[[str], list[str]]) -> list[str]:
    """:raises WrongUseError: nothing is meant, or it cannot be told what."""
    try:
        return files(given)
    except OSError as error:
        raise WrongUseError(f"{given}: {error.strerror or error}") from None


def _of_the_web(files: Iterable[str]) -> list[str]:
    return [file for file in files if file.startswith(("http://", "https://"))]


def _walk(db: Path, topic: Topic, files: list[str], cluster: str | None, processes: int) -> Report:
    from cluster import backfill as walk
    from cluster.workers import LOCAL, workers

    with turn(db), opened(db) as store, terminal.progress() as show:
        save_topic(store, topic)
        with workers(cluster or LOCAL, processes) as client:
            return walk.backfill(
                store, topic, files, client,
                lambda at: show("backfill (MB)", at.counts, at.total / MB or None, at.done / MB),
            )  # fmt: skip


def _tell(report: Report) -> None:
    skipped = f", {report.skipped} were read before" if report.skipped else ""
    terminal.say(f"archives: {report.files} read{skipped}")
    if not report.files:
        return
    seen = report.pages.counts
    terminal.say(
        f"pages: {seen['pages']}, of which {seen['terms']} have the terms, {seen['text']} near "
        f"one another; {seen['articles']} articles are on the topic"
    )
    terminal.say(f"verdicts: {terminal.words(report.verdicts)}")
