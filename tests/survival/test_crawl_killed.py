"""A crawl that is killed at any moment loses nothing and doubles nothing: one more run has all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import monotonic, sleep

from tests.survival.watch import Watch, kill_group

ROUNDS, KILLS = 2, 8
HOSTS, ARTICLES = 4, 12  # 48 articles


def test_sixteen_kills_of_a_crawl(watch: Callable[..., Watch]) -> None:
    rounds = [watch(f"round{n}", HOSTS, ARTICLES, delay=0.25, wait=0.05) for n in range(ROUNDS)]
    with ThreadPoolExecutor(ROUNDS) as pool:
        list(pool.map(kill_often, rounds, range(ROUNDS)))
        list(pool.map(lambda each: each.finish("crawl"), rounds))
    for each in rounds:
        each.check(analysed=False)


def kill_often(watch: Watch, seed: int) -> None:
    random, killed = Random(seed), 0
    while killed < KILLS:
        share = ARTICLES * HOSTS / KILLS
        moment = share * (killed + random.random()), random.uniform(0, 0.4)
        if kill_after(watch, *moment):
            print(f"round {seed}: killed after {moment[0]:.1f} articles and {moment[1]:.3f} s")
            killed += 1
        else:
            watch.mills.grow(3)  # the crawl was done before its moment had come


def kill_after(watch: Watch, asked: float, seconds: float) -> bool:
    """Kill a crawl and all its processes a moment after so many articles were asked for."""
    crawl = watch.start("crawl")
    end = monotonic() + 60
    while watch.mills.asked() < asked and crawl.poll() is None and monotonic() < end:
        sleep(0.01)
    sleep(seconds)
    return kill_group(crawl)
