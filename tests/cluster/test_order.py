"""Jobs on workers that die: in their order, and only who ends workers is told so."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from cluster import order
from cluster.calls import Call
from cluster.order import in_order
from cluster.workers import LOCAL, workers
from storage.errors import InterruptedRunError
from tests.cluster.machines import end, machines


class Once:
    """One call; what became of it."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._call: Call | None = Call(function, arguments)
        self.found: Any = None
        self.losses: list[str] = []

    def call(self) -> Call | None:
        return self._call

    def take(self, result: Any) -> None:
        self.found, self._call = result, None

    def lose(self, why: str) -> None:
        self.losses.append(why)
        if len(self.losses) == 2:
            self._call = None


@pytest.fixture(scope="module")
def one() -> Iterator[Client]:
    with workers(LOCAL, 1) as client:
        yield client


def test_results_come_in_the_order_of_jobs_of_which_a_few_are_under_way(one: Client) -> None:
    begun = 0

    def jobs() -> Iterator[Once]:
        nonlocal begun
        for begun in range(1, 41):
            yield Once(divmod, begun, 10)

    found = []
    for job in in_order(one, jobs()):
        found.append(job.found)
        assert begun - len(found) <= order.AHEAD * 2
    assert found == [divmod(n, 10) for n in range(1, 41)]


def test_only_what_ends_workers_is_told_so(one: Client) -> None:
    jobs = [Once(os._exit, 1) if n in (2, 3, 6) else Once(abs, -n) for n in range(8)]
    done = list(in_order(one, jobs))
    assert done == jobs
    assert [len(job.losses) for job in jobs] == [0, 0, 2, 2, 0, 0, 2, 0]
    assert [job.found for job in jobs] == [0, 1, None, None, 4, 5, None, 7]
    assert jobs[2].losses[0] == "it ended the process that read it"


def test_what_cannot_be_finished_is_told_with_its_reason(one: Client) -> None:
    [job] = in_order(one, [Once(divmod, 1, 0)])
    assert [why.partition(":")[0] for why in job.losses] == ["ZeroDivisionError"] * 2


def test_workers_that_never_come_back_end_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "PATIENCE", 3)
    with machines(tmp_path / "elsewhere", 1) as cluster, workers(cluster.address, 1) as client:
        found = in_order(client, (Once(time.sleep, 0.05) for _ in range(10_000)))
        next(found)
        end(cluster.workers)
        with pytest.raises(InterruptedRunError, match="there was no worker for 3 seconds"):
            list(found)
