"""Worker processes: what one page breaks, others do not feel."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest

from crawler import readers
from crawler.readers import Readers, UnreadablePageError


async def both(*calls: tuple[Callable[..., Any], Any]) -> list[Any]:
    pool = Readers(1)
    try:
        runs = (pool.run(function, value) for function, value in calls)
        return await asyncio.gather(*runs, return_exceptions=True)
    finally:
        pool.close()


def test_a_page_that_ends_its_worker_loses_no_other() -> None:
    died, *others = asyncio.run(both((os._exit, 3), (abs, -1), (abs, -2)))
    assert isinstance(died, UnreadablePageError)
    assert others == [1, 2]


def test_what_a_page_raises_is_raised() -> None:
    (error,) = asyncio.run(both((int, "x")))
    assert isinstance(error, ValueError)


def test_a_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    signal.signal(signal.SIGALRM, readers._stop)
    monkeypatch.setattr(readers, "SECONDS", 1)
    with pytest.raises(UnreadablePageError, match="more than 1 seconds"):
        readers._bounded(lambda: time.sleep(30))
