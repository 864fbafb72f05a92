"""Analyse what the database holds and this version of the analysis has not seen."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, islice

from sqlite_utils import Database

from nlp import pipeline
from storage import analyses
from storage.records import Tally
from storage.store import end_run, run
from topics import Topic

BATCH = 100  # articles a transaction


def work_off(
    db: Database, topic: Topic, processes: int, progress: Callable[[Tally, int], None]
) -> Tally:
    """Analyse the backlog and store it batch by batch; what is stored is not done again.

    `progress` hears what was done so far and how many articles there are in all. The tally counts
    `relevant`, `irrelevant` and `broken` articles.
    """
    version = pipeline.version(topic)
    total = analyses.backlog(db, version)
    done = Tally()
    if not total:
        return done
    with run(db, "analyse") as number:
        done = _analyse(db, topic, version, processes, lambda tally: progress(tally, total))
        if broken := done.counts.get("broken"):
            end_run(db, number, "partly", f"{broken} articles could not be analysed")
    return done


def _analyse(
    db: Database, topic: Topic, version: str, processes: int, progress: Callable[[Tally], None]
) -> Tally:
    done = Tally()
    documents = chain.from_iterable(analyses.pending(db, version, BATCH))
    found = pipeline.analyse(documents, str(topic.folder), processes)
    while batch := list(islice(found, BATCH)):
        analyses.save(db, batch)
        done = done.plus(Tally(_counts(batch)))
        progress(done)
    return done


def _counts(batch: list[analyses.Analysis]) -> dict[str, int]:
    broken = sum(bool(a.error) for a in batch)
    relevant = sum(a.relevant and not a.error for a in batch)
    return {"relevant": relevant, "irrelevant": len(batch) - relevant - broken, "broken": broken}
