"""Analyse what the database holds and this version of the analysis has not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, islice

from sqlite_utils import Database

from nlp import pipeline
from storage import analyses
from storage.records import Analysis, Document, Tally
from storage.store import end_run, run
from topics import Topic

BATCH = 3 * pipeline.BATCH  # articles a transaction: one that is cut off goes on with a batch
Analyse = Callable[[Iterable[Document]], Iterator[Analysis]]


def work_off(
    db: Database,
    topic: Topic,
    processes: int,
    progress: Callable[[Tally, int], None],
    analyse: Analyse | None = None,
    is_awaited: Callable[[], bool] = lambda: False,
) -> Tally:
    """Analyse the backlog and store it batch by batch; what is stored is not done again.

    `progress` hears what was done so far and how many articles there are in all. The tally counts
    `relevant`, `irrelevant` and `broken` articles. `analyse` gives an analysis for each document,
    in their order, in place of processes of this machine. Once something else `is_awaited`, asked
    after each batch, the rest is left for another time.
    """
    version = pipeline.version(topic)
    total = analyses.backlog(db, version)
    done = Tally()
    if not total:
        return done
    with run(db, "analyse") as number:
        analyse = analyse or partial(pipeline.analyse, topic=str(topic.folder), processes=processes)
        done = _analyse(db, version, analyse, lambda tally: progress(tally, total), is_awaited)
        if broken := done.counts.get("broken"):
            end_run(db, number, "partly", f"{broken} articles could not be analysed")
    return done


def _analyse(
    db: Database,
    version: str,
    analyse: Analyse,
    progress: Callable[[Tally], None],
    is_awaited: Callable[[], bool],
) -> Tally:
    done = Tally()
    found = analyse(chain.from_iterable(analyses.pending(db, version, BATCH)))
    while batch := list(islice(found, BATCH)):
        analyses.save(db, batch)
        done = done.plus(count(batch))
        progress(done)
        if is_awaited():
            break
    return done


def count(batch: Sequence[Analysis]) -> Tally:
    """How many of these are `relevant`, `irrelevant` and `broken`."""
    broken = sum(bool(a.error) for a in batch)
    relevant = sum(a.relevant and not a.error for a in batch)
    rest = len(batch) - relevant - broken
    return Tally({"relevant": relevant, "irrelevant": rest, "broken": broken})
