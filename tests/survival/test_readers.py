"""Datasette is read all the while: every page answers and is whole, and holds no writer up."""

from __future__ import annotations

import json
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from threading import Event
from time import sleep
from urllib.parse import quote

from tests.survival.watch import Watch, kill_group

KILLS, READERS = 3, 3
WHOLE = """SELECT
    (SELECT COUNT(*) FROM articles) AS articles, (SELECT COUNT(*) FROM texts) AS texts,
    (SELECT COUNT(*) FROM revisions) AS revisions,
    (SELECT COUNT(*) FROM addresses WHERE verdict = 'fetched') AS fetched"""


@dataclass
class Reader:
    """Reads pages one after the other until it is told to stop."""

    home: str
    over: Event
    seed: int
    counts: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def read(self) -> None:
        random = Random(self.seed)
        pages = (
            "",
            "stories",
            "coverage",
            "search?q=ovens",
            "entity/crumb",
            "brouhaha/articles.json",
        )
        while not self.over.is_set():
            (row,) = json.loads(
                self.get(f"brouhaha.json?_shape=array&sql={quote(WHOLE)}") or "[{}]"
            )
            if len(set(row.values())) != 1:
                self.wrong.append(f"counts differ: {row}")
            self.counts.append(row.get("articles", 0))
            self.get(random.choice(pages))
            if self.counts[-1]:
                number = random.randint(1, self.counts[-1])
                page = self.get(f"article/{number}")
                text = re.sub("<[^>]+>", "", page)
                if "the Bakers Union said" not in text or "is against it." not in text:
                    self.wrong.append(f"article {number} is not whole: {page}")

    def get(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"{self.home}{path}", timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            self.wrong.append(f"{path}: {error}")
            return ""


def test_pages_are_whole_while_crawls_are_killed(watch: Callable[..., Watch]) -> None:
    watched, random = watch("read", 2, 10), Random(6)
    watched.finish("run")
    command = watched.command("serve", "--port", "0")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        home = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert home
        over = Event()
        readers = [Reader(home[0], over, seed) for seed in range(READERS)]
        with ThreadPoolExecutor(READERS) as pool:
            under_way = [pool.submit(reader.read) for reader in readers]
            try:
                for _ in range(KILLS):
                    watched.mills.grow(5)
                    run = watched.start("run")
                    sleep(moment := random.uniform(1, 5))
                    print(f"killed after {moment:.3f} s")
                    kill_group(run)
                watched.finish("run")
            finally:
                over.set()
            for reading in under_way:
                reading.result()
        watched.check()
        server.terminate()
        assert server.wait(60) == 0
    for reader in readers:
        assert not reader.wrong, reader.wrong[0]
        assert reader.counts == sorted(reader.counts)
