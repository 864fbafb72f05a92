"""The commands that read articles: what they say, and what the coverage did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

import terminal
import topics
from commands import options
from storage.correcting.outstanding import apply, turn
from storage.records import Analysis, Tally
from storage.store import opened, save_topic
from topics import Topic

if TYPE_CHECKING:
    from nlp.backlog import Analyse


@click.command()
@click.argument("texts", type=options.EXISTING, required=False)
@click.option(
    "--output", type=options.FILE, help="Where to write the findings of TEXTS, as JSON lines."
)
@options.with_db
@options.with_topic
@options.with_processes
@options.with_cluster
@options.with_json
def analyse(
    texts: Path | None,
    output: Path | None,
    db: Path,
    name: str,
    processes: int,
    cluster: str | None,
    json_: bool,
) -> None:
    """Find names, quotes, positions, credits and figures.

    Without TEXTS: in the articles of the database that are new, or that an older version
    analysed. With TEXTS, a file of JSON lines {"id", "text"} with, where known, "lang", "title",
    "published" and "url": in these, and the database is left alone.

    \b
    Example: brouhaha analyse --db strike.db
    Example: brouhaha analyse texts.jsonl --output findings.jsonl
    Example: brouhaha analyse --db strike.db --cluster tcp://10.0.0.5:8786
    """
    if bool(texts) != bool(output):
        raise click.UsageError("TEXTS and --output go together")
    topic = topics.load(name)
    with terminal.progress() as show, _analyser(topic, processes, cluster) as found:
        done = (
            _analyse_file(texts, output, found, show)
            if texts and output
            else _analyse_db(db, topic, processes, found, show)
        )
    if json_:
        terminal.as_json(done)
    else:
        terminal.say(f"analysed: {terminal.words(done)}")
    broken = done.counts.get("broken", 0)
    terminal.end([f"{broken} texts could not be analysed"] if broken else [])


@click.command()
@options.with_db
@options.with_topic
@options.with_json
def stories(db: Path, name: str, json_: bool) -> None:
    """Follow what the coverage did: from the analysed articles to their stories.

    Only what changed since the last time is done.

    \b
    Example: brouhaha stories --db strike.db
    """
    from stories.run import work_off

    topic = topics.load(name)
    with turn(db), opened(db, create=False) as store, terminal.progress() as show:
        save_topic(store, topic)
        apply(store)
        done = work_off(store, topic, show)
    if json_:
        terminal.as_json(done)
    else:
        terminal.say(f"stories: {terminal.words(done)}")


@contextmanager
def _analyser(topic: Topic, processes: int, cluster: str | None) -> Iterator[Analyse]:
    """What gives an analysis for each document: processes of this machine, or a cluster."""
    if not cluster:
        from nlp import pipeline

        yield partial(pipeline.analyse, topic=str(topic.folder), processes=processes)
        return
    from cluster.analysis import analyse as spread
    from cluster.workers import workers

    with workers(cluster, processes) as client:
        yield lambda documents: spread(client, documents, topic)


def _analyse_file(texts: Path, output: Path, analyse: Analyse, show: terminal.Progress) -> Tally:
    from nlp import exchange
    from nlp.backlog import count

    documents = list(exchange.read(texts))
    done = Tally()

    def counted() -> Iterator[Analysis]:
        nonlocal done
        for analysis in analyse(documents):
            done = done.plus(count([analysis]))
            show("analyse", done, len(documents))
            yield analysis

    exchange.write(output, counted())
    return done


def _analyse_db(
    db: Path, topic: Topic, processes: int, analyse: Analyse, show: terminal.Progress
) -> Tally:
    from nlp.backlog import work_off

    with turn(db), opened(db, create=False) as store:
        save_topic(store, topic)
        tell = partial(show, "analyse")
        return work_off(store, topic, processes, tell, analyse)
