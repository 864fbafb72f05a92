"""Texts analysed by many workers; the result is that of one process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from distributed import Client

from cluster.brief import Brief, brief_of
from cluster.calls import AGAIN, LOST, Call
from cluster.order import in_order
from cluster.reading import analyse_texts
from nlp.pipeline import batches, version
from storage.errors import InterruptedRunError
from storage.records import Analysis, Document
from topics import Topic

LOSSES = 2  # of a worker that had nothing else to do, by one text until it is set aside


class TextsJob:
    """Analyses a batch; one text after the other where a worker was lost over it."""

    def __init__(self, documents: list[Document], brief: Brief, version: str) -> None:
        self._left = [documents]
        self._brief, self._version = brief, version
        self._losses = 0
        self.found: list[Analysis] = []

    def call(self) -> Call | None:
        return Call(analyse_texts, (self._left[0], self._brief)) if self._left else None

    def take(self, result: list[Analysis]) -> None:
        self.found += result
        self._left.pop(0)
        self._losses = 0

    def lose(self, why: str) -> None:
        """:raises InterruptedRunError: a machine is to blame: an analysis tells of its texts."""
        if why != LOST.error:
            raise InterruptedRunError(f"a machine of the cluster failed: {why}; {AGAIN}")
        batch, self._losses = self._left[0], self._losses + 1
        if len(batch) > 1:
            self._left[:1] = [[document] for document in batch]
            self._losses = 0
        elif self._losses >= LOSSES:
            one = batch[0]
            lang = one.lang or "en"
            self.take([Analysis(one.id, lang, self._version, one.revision, error=why)])


def analyse(client: Client, documents: Iterable[Document], topic: Topic) -> Iterator[Analysis]:
    """An analysis for each document, in the same order; one that breaks has `error` set."""
    brief, number = brief_of(topic), version(topic)
    jobs = (TextsJob(batch, brief, number) for batch in batches(iter(documents)))
    for job in in_order(client, jobs):
        yield from job.found
