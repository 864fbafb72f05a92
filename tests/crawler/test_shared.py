"""Three machines that share a watch find what one finds, and ask no host more often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from crawler.child import delays
from crawler.crawl import CrawlJob
from crawler.routes import Routes
from crawler.services import load
from crawler.shards import Shard
from storage.merge import merge
from tests.crawler.conftest import Crawled
from tests.press import Server
from topics.model import Source

OUTLETS = 6
KNOWN = {
    "addresses": "SELECT url, source_id, verdict, visits FROM addresses ORDER BY url",
    "articles": "SELECT a.url, a.source_id, a.title, t.text FROM articles a JOIN texts t "
    "ON t.article_id = a.id ORDER BY a.url",
    "ways": "SELECT url, found_by, listing FROM ways ORDER BY 1, 2, 3",
    "lists": "SELECT url, kind, verdict FROM lists ORDER BY url",
}
Presses = Callable[[], Server]


def farm(presses: Presses) -> list[Server]:
    """Outlets of three articles, of which each names one of the next outlet's."""
    made = [presses() for _ in range(OUTLETS)]
    for number, press in enumerate(made):
        for article in range(3):
            press.page(f"/{article}", f"Place {number} {article}")
        foreign = made[(number + 1) % OUTLETS].url
        press.feed("/feed", "/0", "/1", extra="")
        press.put("/feed", press.answers["/feed"].body.replace(
            b"</channel>", f"<item><link>{foreign}/2</link></item></channel>".encode()),
            kind="application/rss+xml")  # fmt: skip
    return made


def asked(presses: list[Server]) -> list[Counter[str]]:
    """How often each address of each press was asked for, and forget it."""
    found = [Counter(press.asked) for press in presses]
    for press in presses:
        press.asked.clear()
    return found


def known(crawled: Crawled) -> dict[str, list[tuple[object, ...]]]:
    return {what: crawled.rows(sql) for what, sql in KNOWN.items()}


def test_three_machines_find_what_one_does_and_ask_no_more(
    tmp_path: Path,
    crawled: Crawled,
    other_press: Presses,
    outlet: Callable[..., Source],
) -> None:
    presses = farm(other_press)
    sources = [outlet(press) for press in presses]
    crawled.crawl(*sources)
    alone = asked(presses)

    machines = [Crawled(tmp_path / f"{n}.db", crawled.topic) for n in (1, 2, 3)]
    by_machine = []
    for number, machine in enumerate(machines, 1):
        machine.crawl(*sources, shard=Shard(number, 3).among(sources))
        by_machine.append(asked(presses))
    for press in range(OUTLETS):
        assert sum(bool(machine[press]) for machine in by_machine) == 1

    everything = Crawled(tmp_path / "all.db", crawled.topic)
    for machine in machines:
        merge(everything.db, machine.db, lambda tally, total: None)
    # what one machine's lists name of another's site waits there until it has come to it
    everything.crawl(*sources, routes=Routes(kinds=()))
    by_machine.append(asked(presses))
    shared = [
        sum((machine[press] for machine in by_machine), Counter()) for press in range(OUTLETS)
    ]
    robots = {"/robots.txt", "/.well-known/tdmrep.json"}
    for one, several in zip(alone, shared, strict=True):
        assert {k: n for k, n in one.items() if k not in robots} == {
            k: n for k, n in several.items() if k not in robots
        }
    assert known(everything) == known(crawled)


def test_an_archive_is_shared_by_site_too(
    tmp_path: Path, crawled: Crawled, other_press: Presses, outlet: Callable[..., Source]
) -> None:
    presses = [other_press() for _ in range(4)]
    for number, press in enumerate(presses):
        press.page("/a", f"Place {number}")
        press.feed("/feed", "/a")
    sources = [outlet(press) for press in presses]
    crawled.crawl(*sources)
    [file] = (tmp_path / "c-warc").glob("*.warc.gz")
    everything = Crawled(tmp_path / "all.db", crawled.topic)
    found: list[str] = []
    for number in (1, 2):
        machine = Crawled(tmp_path / f"w{number}.db", crawled.topic)
        machine.crawl(*sources, warc=(str(file),), shard=Shard(number, 2).among(sources))
        found += [url for (url,) in machine.rows("SELECT url FROM articles")]
        merge(everything.db, machine.db, lambda tally, total: None)
    assert sorted(found) == sorted(f"{press.url}/a" for press in presses)
    assert len(everything.rows("SELECT 1 FROM articles")) == len(presses)


def test_services_are_asked_no_more_often_by_all_machines_than_by_one(tmp_path: Path) -> None:
    job = CrawlJob(tmp_path / "a.db", "bakers")
    for machines in (1, 3):
        shared = replace(job, shard=Shard(1, machines))
        for host, delay in load().delays().items():
            assert delays(shared)[host] == machines * delay
