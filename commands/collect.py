"""The commands that gather articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import terminal
import topics
from commands import options, outcomes, pauses
from storage.correcting.outstanding import turn
from storage.store import opened, save_sources, save_topic

if TYPE_CHECKING:
    from crawler.crawl import CrawlJob, CrawlReport
    from crawler.shards import Shard
    from topics import Topic

MONTH = click.DateTime(["%Y-%m"])
ARCHIVE = terminal.Archive(exists=True, dir_okay=False)


@click.command()
@options.with_db
@options.with_topic
@options.with_processes
@options.with_shard
@options.with_json
@click.option("--group", help="Only the sources of this group; without it, all.")
def run(db: Path, name: str, processes: int, shard: Shard, json_: bool, group: str | None) -> None:
    """Crawl what is new, analyse it, follow its stories: one cycle.

    \b
    Example: brouhaha run --db strike.db
    Example: brouhaha run --db strike.db --shard 2/3
    """
    from scheduler import cycle

    topic = topics.load(name)
    sources = [s for s in topic.sources.values() if group in (None, s.group)]
    if not sources:
        groups = ", ".join(sorted({source.group for source in topic.sources.values()}))
        raise topics.TopicError([f"{topic.id} has no source in the group {group!r}; its groups "
                                 f"are {groups}"])  # fmt: skip
    with terminal.progress() as show:
        outcome = cycle(db, topic, sources, processes, show, shard.among(topic.sources.values()))
    if json_:
        terminal.as_json(outcome)
    else:
        pauses.tell(pauses.left_alone(db, sources))
        outcomes.tell(outcome)
    terminal.end(outcome.failures)


@click.command()
@options.with_db
@options.with_topic
@options.with_shard
@options.with_json
@click.option(
    "--sources", type=options.EXISTING, help="A list of sources in place of the topic's own."
)
@click.option("--source", "only", multiple=True, help="Only this source, by its id; repeatable.")
@click.option("--gdelt", is_flag=True, help="Ask GDELT which articles are on the topic.")
@click.option("--wayback", is_flag=True, help="Ask the Wayback Machine for the sources' pages.")
@click.option(
    "--common-crawl",
    "months",
    type=MONTH,
    multiple=True,
    metavar="YYYY-MM",
    help="Read the sources' pages in Common Crawl's news of this month; repeatable.",
)
@click.option(
    "--warc",
    type=ARCHIVE,
    multiple=True,
    metavar="FILE",
    help="Read this archive, a file or an address of the web; repeatable.",
)
@click.option(
    "--urls", type=options.EXISTING, help="Read the articles of this list, an address a line."
)
@click.option(
    "--from",
    "first",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The first day to look for; without it, the topic's.",
)
@click.option(
    "--to",
    "last",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The last day to look for; without it, the topic's.",
)
@click.option(
    "--services",
    type=options.EXISTING,
    envvar="BROUHAHA_SERVICES",
    help="Other addresses for GDELT and the archives, as in crawler/services.toml.",
)
def crawl(
    db: Path,
    name: str,
    shard: Shard,
    json_: bool,
    sources: Path | None,
    only: tuple[str, ...],
    warc: tuple[str, ...],
    **ways: Any,
) -> None:
    """Gather articles that are new or have changed.

    Without one of --gdelt, --wayback, --common-crawl, --warc and --urls the sources' own feeds,
    sitemaps and sections are read; with any of them, these ways are gone instead.

    \b
    Example: brouhaha crawl --db strike.db --source deadline
    Example: brouhaha crawl --db strike.db --gdelt --from 2023-07-01 --to 2023-11-30
    Example: brouhaha crawl --db strike.db --wayback --source le-monde
    Example: brouhaha crawl --db strike.db --common-crawl 2023-10
    Example: brouhaha crawl --db strike.db --warc CC-NEWS-20231019.warc.gz
    Example: brouhaha crawl --db strike.db --urls articles.txt
    Example: brouhaha crawl --db strike.db --gdelt --shard 2/3
    """  # fmt: skip
    from crawler.crawl import CrawlJob
    from crawler.crawl import crawl as gather
    from crawler.ways import chosen_ways

    topic = topics.load(name)
    known = topics.load_sources(sources) if sources else topic.sources
    chosen = options.chosen(known, only)
    routes, mistakes = chosen_ways(listed_only=bool(only), **ways)
    mine = shard.among(known.values())
    job = CrawlJob(db, str(topic.folder), chosen, warc=warc, routes=routes, shard=mine)
    with turn(db), terminal.progress() as show:
        _prepare(job, topic)
        report = gather(job, lambda tally: show("crawl", tally))
    _tell(report, job, json_)
    terminal.end([*mistakes, *report.failures])


def _tell(report: CrawlReport, job: CrawlJob, json_: bool) -> None:
    if json_:
        terminal.as_json(report)
    else:
        pauses.tell(pauses.left_alone(job.db, job.sources))
        terminal.say(f"crawled: {terminal.words(report.tally)}")


def _prepare(job: CrawlJob, topic: Topic) -> None:
    with opened(job.db) as store:
        save_topic(store, topic)
        save_sources(store, job.sources)


@click.command()
@click.argument("pages", type=options.EXISTING)
@click.option("--output", type=options.FILE, required=True, help="Where to write the articles.")
@options.with_processes
def extract(pages: Path, output: Path, processes: int) -> None:
    """Read saved pages: PAGES is a file of JSON lines {"id", "url", "html_file"}.

    \b
    Example: brouhaha extract pages/gold.jsonl --output articles.jsonl
    """
    from crawler.saved import extract as read_pages

    with terminal.progress() as show:
        failures = read_pages(pages, output, processes, lambda t, n: show("extract", t, n))
    terminal.end(failures)
