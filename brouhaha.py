"""The front door: every command reads its arguments and calls one function."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, astuple, fields
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

import terminal
import topics
from correcting import correct
from storage import status as state
from storage import timeline as days
from storage.lock import writing
from storage.publish import published
from storage.records import Analysis, Tally
from storage.store import opened, save_sources, save_topic
from topics import Topic
from topics.model import Source

if TYPE_CHECKING:
    from scheduler import Outcome
    from storage.planned import Planned
    from storage.unlisted import Unlisted

FILE = click.Path(path_type=Path, dir_okay=False)
EXISTING = click.Path(path_type=Path, dir_okay=False, exists=True)
DAYS = 30  # of discovery that a terminal shows, the latest
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
ARCHIVE = terminal.Archive(exists=True, dir_okay=False)
MONTH, DAY = click.DateTime(["%Y-%m"]), click.DateTime(["%Y-%m-%d"])

with_db = click.option(
    "--db", type=FILE, default="brouhaha.db", show_default=True, help="The database file."
)
with_topic = click.option(
    "--topic", "name", default="actors-strike-ai", show_default=True,
    help="A topic that comes with the project, or the folder of one.",
)  # fmt: skip
with_json = click.option("--json", "json_", is_flag=True, help="Print JSON for programs.")
with_processes = click.option(
    "--processes", type=click.IntRange(1, 64), default=CORES, show_default="one a core",
    help="How many processes share the work.",
)  # fmt: skip


@click.group(cls=terminal.Front, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="brouhaha")
def cli() -> None:
    """Watch a controversy in the French and English press, with the evidence.

    \b
    Exit codes: 0 done; 1 some of it failed (it is told which); 2 wrong use or
    configuration; 3 another run is writing to the database.
    """


@cli.command()
@with_db
@with_topic
@with_processes
@with_json
@click.option("--group", help="Only the sources of this group; without it, all.")
def run(db: Path, name: str, processes: int, json_: bool, group: str | None) -> None:
    """Crawl what is new, analyse it, follow its stories: one cycle.

    \b
    Example: brouhaha run --db strike.db
    """
    from scheduler import cycle

    topic = topics.load(name)
    sources = [s for s in topic.sources.values() if group in (None, s.group)]
    if not sources:
        raise topics.TopicError([f"{topic.id} has no source in the group {group!r}"])
    with terminal.progress() as show:
        outcome = cycle(db, topic, sources, processes, show)
    if json_:
        terminal.as_json(outcome)
    else:
        _tell(outcome)
    _end(outcome.failures)


@cli.command()
@with_db
@with_topic
@with_json
@click.option("--sources", type=EXISTING, help="A list of sources in place of the topic's own.")
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
@click.option("--urls", type=EXISTING, help="Read the articles of this list, an address a line.")
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
    type=EXISTING,
    envvar="BROUHAHA_SERVICES",
    help="Other addresses for GDELT and the archives, as in crawler/services.toml.",
)
def crawl(
    db: Path,
    name: str,
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
    """  # fmt: skip
    from crawler.crawl import CrawlJob
    from crawler.crawl import crawl as gather
    from crawler.ways import chosen_ways

    topic = topics.load(name)
    chosen = _choose(topics.load_sources(sources) if sources else topic.sources, only)
    routes, mistakes = chosen_ways(listed_only=bool(only), **ways)
    job = CrawlJob(db=db, topic=str(topic.folder), sources=chosen, warc=warc, routes=routes)
    with writing(db), terminal.progress() as show:
        with opened(db) as store:
            save_topic(store, topic)
            save_sources(store, chosen)
        report = gather(job, lambda tally: show("crawl", tally))
    if json_:
        terminal.as_json(report)
    else:
        terminal.say(f"crawled: {terminal.words(report.tally)}")
    _end([*mistakes, *report.failures])


@cli.command()
@click.argument("texts", type=EXISTING, required=False)
@click.option("--output", type=FILE, help="Where to write the findings of TEXTS, as JSON lines.")
@with_db
@with_topic
@with_processes
@with_json
def analyse(
    texts: Path | None, output: Path | None, db: Path, name: str, processes: int, json_: bool
) -> None:
    """Find names, quotes, positions, credits and figures.

    Without TEXTS: in the articles of the database that are new, or that an older version
    analysed. With TEXTS, a file of JSON lines {"id", "text"} with, where known, "lang", "title",
    "published" and "url": in these, and the database is left alone.

    \b
    Example: brouhaha analyse --db strike.db
    Example: brouhaha analyse texts.jsonl --output findings.jsonl
    """
    if bool(texts) != bool(output):
        raise click.UsageError("TEXTS and --output go together")
    topic = topics.load(name)
    with terminal.progress() as show:
        done = (
            _analyse_file(texts, output, topic, processes, show)
            if texts and output
            else _analyse_db(db, topic, processes, show)
        )
    if json_:
        terminal.as_json(done)
    else:
        terminal.say(f"analysed: {terminal.words(done)}")
    broken = done.counts.get("broken", 0)
    _end([f"{broken} texts could not be analysed"] if broken else [])


@cli.command()
@with_db
@with_topic
@with_json
def stories(db: Path, name: str, json_: bool) -> None:
    """Follow what the coverage did: from the analysed articles to their stories.

    Only what changed since the last time is done.

    \b
    Example: brouhaha stories --db strike.db
    """
    from stories.run import work_off

    topic = topics.load(name)
    with writing(db), opened(db, create=False) as store, terminal.progress() as show:
        save_topic(store, topic)
        done = work_off(store, topic, show)
    if json_:
        terminal.as_json(done)
    else:
        terminal.say(f"stories: {terminal.words(done)}")


@cli.command()
@click.argument("pages", type=EXISTING)
@click.option("--output", type=FILE, required=True, help="Where to write the articles.")
@with_processes
def extract(pages: Path, output: Path, processes: int) -> None:
    """Read saved pages: PAGES is a file of JSON lines {"id", "url", "html_file"}.

    \b
    Example: brouhaha extract pages/gold.jsonl --output articles.jsonl
    """
    from crawler.saved import extract as read_pages

    with terminal.progress() as show:
        failures = read_pages(pages, output, processes, lambda t, n: show("extract", t, n))
    _end(failures)


@cli.command()
@with_db
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
def serve(db: Path, host: str, port: int) -> None:
    """Open the database in Datasette; a public copy with the limits for a public server.

    \b
    Example: brouhaha serve --db strike.db
    Example: brouhaha serve --db public.db --port 8080
    """
    _browse(db, host, port)


@cli.command()
@click.argument("public", type=FILE)
@with_db
@with_json
def publish(public: Path, db: Path, json_: bool) -> None:
    """Write PUBLIC, the copy of a database for the web: excerpts and evidence, no texts.

    A public copy that stands there is replaced once the new one is whole; any other file is left
    alone. The database may be written to meanwhile.

    \b
    Example: brouhaha publish public.db --db strike.db
    """
    from datasette_config.evidence import bounds
    from storage.publish import publish as write

    with opened(db, create=False):
        pass
    with terminal.progress() as show:
        made = write(db, public, bounds, lambda tally, n: show("publish", tally, n))
    if json_:
        terminal.as_json(made)
    else:
        terminal.say(f"published: {terminal.words(made)}; see it with: "
                     f"brouhaha serve --db {public}")  # fmt: skip


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@with_db
@with_json
def export(folder: Path, db: Path, json_: bool) -> None:
    """Write FOLDER, a snapshot to cite: public copy, network, event list, methods, digests.

    The network is in it for Gephi (network.gexf) and for Discourse Network Analyzer 3
    (positions.dna). The database may be a public copy. A folder that is there is left alone.

    \b
    Example: brouhaha export strike-2026-11 --db strike.db
    """
    from datasette_config.evidence import bounds
    from datasette_config.handout import handouts
    from storage.snapshot import export as write

    if not published(db):
        with opened(db, create=False):
            pass
    with terminal.progress() as show:
        manifest = write(db, folder, bounds, handouts(),
                         lambda tally, n: show("publish", tally, n))  # fmt: skip
    if json_:
        terminal.as_json(manifest)
    else:
        files = ", ".join(file["path"] for file in manifest["files"])
        terminal.say(f"exported to {folder}: {files}, manifest.json, SHA256SUMS")


@cli.command()
@click.option(
    "--db", type=FILE, default="demo.db", show_default=True, help="A database of its own."
)
@with_topic
@with_processes
@click.option("--serve/--no-serve", "stay", default=True, help="Open Datasette at the end.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
def demo(db: Path, name: str, processes: int, stay: bool, port: int) -> None:
    """Crawl and analyse the sample press, which this program serves itself, and browse it.

    \b
    Example: brouhaha demo
    Example: brouhaha demo --no-serve --db sample.db
    """
    from demo.server import Press
    from demo.sources import sources
    from scheduler import cycle

    topic = topics.load(name)
    terminal.say("The sample press was written for this project: none of it is real coverage.")
    with Press(_press_port(db)) as press:
        outlets = list(sources(press.url).values())
        for visit in ("first visit", "second visit, after an article was edited"):
            with terminal.progress() as show:
                outcome = cycle(db, topic, outlets, processes, show)
            terminal.say(f"{visit}:")
            _tell(outcome)
            press.publish_edits()
        if stay:
            _browse(db, "127.0.0.1", port)
    _end(outcome.failures)


@cli.command()
@click.argument("entity")
@with_db
@click.option("--from", "first", type=DAY, metavar="DAY", help="The first day.")
@click.option("--to", "last", type=DAY, metavar="DAY", help="The last day.")
@click.option("--json", "form", flag_value="json", help="Print JSON, a row a day and language.")
@click.option("--csv", "form", flag_value="csv", help="Print the same as comma-separated values.")
@click.option("--svg", "form", flag_value="svg", help="Print a drawing for a page or a slide.")
def timeline(
    entity: str, db: Path, first: datetime | None, last: datetime | None, form: str | None
) -> None:
    """Draw how often the press named ENTITY (an id, a name or an alias).

    A bar a week; a month where that is more than 130 weeks. Articles are counted, copies included.

    \b
    Example: brouhaha timeline an-entity --db strike.db
    Example: brouhaha timeline an-entity --from 2023-07-01 --to 2023-12-31 --svg > drawing.svg
    """
    with opened(db, create=False) as store:
        found = days.entity_id(store, entity)
        period = (f"{first:%Y-%m-%d}" if first else "", f"{last:%Y-%m-%d}" if last else "9999")
        line = days.timeline(store, found, *period)
        name, milestones = days.name(store, found), days.events(store)
    if form == "json":
        terminal.as_json({"entity": found, "name": name, "days": line})
    elif form == "csv":
        terminal.as_csv([f.name for f in fields(days.Day)], [astuple(day) for day in line])
    elif not line:
        terminal.say(f"{found}: no relevant article with a date names it in this time")
    else:
        _draw(name, line, milestones, drawing=form == "svg")


@cli.command()
@with_db
@with_json
def status(db: Path, json_: bool) -> None:
    """Say what the database holds, what became of each address, and how the last runs ended.

    \b
    Example: brouhaha status --db strike.db
    """
    with opened(db, create=False) as store:
        found = state.status(store)
    if json_:
        terminal.as_json(found)
        return
    terminal.say(
        f"{found.topic}: {found.articles} articles, {found.relevant} on the topic, newest of "
        f"{found.newest}; {found.backlog} to analyse, {found.broken} broke the analysis"
    )
    for what, parts in (("source", found.sources), ("day", found.days)):
        rows = [*parts.items()][-DAYS:] if what == "day" else [*parts.items()]
        rows.append(("all", found.total))
        terminal.table(
            f"Addresses by {what}",
            (what, "found", "verdicts", "which"),
            [(name, d.addresses, sum(d.verdicts.values()), terminal.words(Tally(d.verdicts)))
             for name, d in rows],
        )  # fmt: skip
    if not found.total.adds_up:
        terminal.say("The verdicts do not add up to the addresses found: some were lost.")
    terminal.say(f"Lists: {terminal.words(Tally(found.lists))}")
    runs = [(r.kind, r.started_at, r.finished_at, r.outcome, r.detail) for r in found.runs]
    terminal.table("Last runs (UTC)", ("run", "began", "ended", "outcome", "detail"), runs)


@cli.command()
@with_db
@with_processes
@with_json
def verify(db: Path, processes: int, json_: bool) -> None:
    """Read the archive again: check every digest, and every article against its page.

    Each difference is told, a line each.

    
    Example: brouhaha verify --db strike.db
    """
    from crawler.verify import verify as prove

    with terminal.progress() as show:
        found = prove(db, processes, lambda tally, total: show("verify", tally, total))
    if json_:
        terminal.as_json(found)
    else:
        terminal.say(f"verified: {terminal.words(found.tally)}")
    _end(found.differences)


@cli.group()
def schedule() -> None:
    """Run what is due by the timetable of a topic, and see what runs when."""


@schedule.command()
@with_db
@with_topic
@with_json
def show(db: Path, name: str, json_: bool) -> None:
    """Say what runs when: the next time, and how the last run ended.

    The times stand in [schedule] of the topic's topic.toml. What was missed while the machine was
    off is due, and is done once.

    \b
    Example: brouhaha schedule show --db strike.db
    """
    from storage.planned import plan

    planned = plan(db, topics.load(name))
    if json_:
        terminal.as_json(planned)
        return
    columns = ("what", "when", "ways", "sources", "next", "last run (UTC)", "outcome", "detail")
    terminal.table("Timetable", columns, [_row(each) for each in planned])


@schedule.command(name="run")
@with_db
@with_topic
@with_processes
@with_json
def run_due(db: Path, name: str, processes: int, json_: bool) -> None:
    """Do what is due by the timetable, then stop: for cron, as python scheduler.py --once.

    \b
    Example: brouhaha schedule run --db strike.db
    """
    from scheduler import do_due

    failures: list[str] = []
    done: dict[str, Outcome] = {}
    with terminal.progress() as show:
        for what, outcome in do_due(db, topics.load(name), processes, show):
            done[what] = outcome
            failures += [f"{what}: {failure}" for failure in outcome.failures]
            if not json_:
                terminal.say(f"{what}:")
                _tell(outcome)
    if json_:
        terminal.as_json(done)
    elif not done:
        terminal.say("nothing is due; `brouhaha schedule show` says what comes when")
    _end(failures)


cli.add_command(correct)


@cli.group(name="sources")
def sources_() -> None:
    """Look after the lists of sources."""


@sources_.command(name="check")
@with_topic
@click.option("--sources", type=EXISTING, help="A list of sources in place of the topic's own.")
@click.option("--source", "only", multiple=True, help="Only this source, by its id; repeatable.")
@click.option(
    "--timeout", type=click.FloatRange(1, 3600), default=90, show_default=True,
    help="Seconds for each source.",
)  # fmt: skip
@with_json
def check_sources(
    name: str, sources: Path | None, only: tuple[str, ...], timeout: float, json_: bool
) -> None:
    """Visit each source and say what works, what has rotted and what is forbidden.

    Looks at robots.txt, the home page, each feed, sitemap and section, and one article. Nothing
    is stored. Leaves with 1 where something is wrong, so that cron can tell.

    \b
    Example: brouhaha sources check
    Example: brouhaha sources check --source variety --source deadline --json
    """
    from crawler.check import CheckJob, SourceCheck, check, problems, row

    chosen = _choose(topics.load_sources(sources) if sources else topics.load(name).sources, only)
    done = Tally()

    def tell(found: SourceCheck) -> None:
        nonlocal done
        done = done.plus(Tally({"well" if found.well else "wrong": 1}))
        show("check", done, len(chosen))

    with terminal.progress() as show:
        show("check", done, len(chosen))
        checks = check(CheckJob(chosen, timeout), tell)
    if json_:
        terminal.as_json(checks)
    else:
        columns = ("source", "lists that work", "items", "newest", "what is wrong")
        terminal.table("Sources", columns, [row(found, datetime.now(UTC)) for found in checks])
        well = sum(found.well for found in checks)
        terminal.say(f"checked: {well} well, {len(checks) - well} wrong")
    _end(list(problems(checks)))


@cli.group(name="topics")
def topics_() -> None:
    """Check topic folders."""


@topics_.command()
@click.argument("names", nargs=-1)
@click.option(
    "--db", type=EXISTING, help="Also show the entities named most in it that are not listed yet."
)
@click.option(
    "--most", type=click.IntRange(1, 10_000), default=30, show_default=True,
    help="How many of these entities.",
)  # fmt: skip
@with_json
def check(names: tuple[str, ...], db: Path | None, most: int, json_: bool) -> None:
    """Read NAMES (without any, all that come with the project) and tell every mistake.

    With --db also list the entities that the relevant articles of a database name most and that its
    topic does not list: candidates for its entities.toml.

    \b
    Example: brouhaha topics check my-topic/
    Example: brouhaha topics check my-topic/ --db strike.db --most 50
    """
    checked, mistakes = _check_topics(names or topics.names())
    if not json_:
        for counts in checked:
            name, *numbers = counts.items()
            terminal.say(f"{name[1]}: {', '.join(f'{n} {what}' for what, n in numbers)}")
    if mistakes:
        raise topics.TopicError(mistakes)
    found = _unlisted(db, most) if db else []
    if json_:
        terminal.as_json({"topics": checked, "unlisted": found})
    elif db:
        columns = ("entity", "type", "articles", "mentions", "spelled")
        rows = [(e.id, e.type, e.articles, e.mentions, " · ".join(e.spellings)) for e in found]
        terminal.table("Named most, not listed", columns, rows)


def _check_topics(names: Sequence[str]) -> tuple[list[dict[str, str | int]], list[str]]:
    """What each topic holds, and the mistakes of those that cannot be used."""
    checked: list[dict[str, str | int]] = []
    mistakes: list[str] = []
    for name in names:
        try:
            topic = topics.load(name)
        except topics.TopicError as error:
            mistakes += error.mistakes
        else:
            counts = {kind: len(getattr(topic, kind))
                      for kind in ("entities", "issues", "events", "sources")}  # fmt: skip
            checked.append({"id": topic.id, **counts})
    return checked, mistakes


def _unlisted(db: Path, most: int) -> list[Unlisted]:
    from storage.unlisted import unlisted

    with opened(db, create=False) as store:
        return unlisted(store, most)


def _choose(sources: dict[str, Source], only: tuple[str, ...]) -> tuple[Source, ...]:
    if unknown := [name for name in only if name not in sources]:
        raise topics.TopicError([f"no source {name!r}; known are {', '.join(sources)}"
                                 for name in unknown])  # fmt: skip
    return tuple(source for source in sources.values() if not only or source.id in only)


def _analyse_file(
    texts: Path, output: Path, topic: Topic, processes: int, show: terminal.Progress
) -> Tally:
    from nlp import exchange, pipeline
    from nlp.backlog import count

    documents = list(exchange.read(texts))
    done = Tally()

    def counted() -> Iterator[Analysis]:
        nonlocal done
        for analysis in pipeline.analyse(documents, str(topic.folder), processes):
            done = done.plus(count([analysis]))
            show("analyse", done, len(documents))
            yield analysis

    exchange.write(output, counted())
    return done


def _analyse_db(db: Path, topic: Topic, processes: int, show: terminal.Progress) -> Tally:
    from nlp.backlog import work_off

    with writing(db), opened(db, create=False) as store:
        save_topic(store, topic)
        return work_off(store, topic, processes, lambda tally, n: show("analyse", tally, n))


def _draw(
    name: str, line: list[days.Day], milestones: list[days.Milestone], *, drawing: bool
) -> None:
    from datasette_config import picture

    if drawing:
        click.echo(picture.drawn(name, [asdict(day) for day in line], milestones))
        return
    step, bars = picture.bars([asdict(day) for day in line])
    terminal.say(f"{name}: articles a {step}, French in blue, English in yellow")
    terminal.bars(bars)


def _browse(db: Path, host: str, port: int) -> None:
    from datasette_config.server import ServeError
    from datasette_config.server import serve as stay

    if not published(db):
        with opened(db, create=False):
            pass
    try:
        stay(db, host, port, lambda url: terminal.say(f"Browse at {url} (Ctrl-C stops)"))
    except ServeError as error:
        terminal.fail(str(error), terminal.WRONG_USE)


def _press_port(db: Path) -> int:
    """The sample press's own port, where its addresses stay the same from run to run.

    Any other will do for a new database; in one that is there already articles would double.
    """
    from demo.server import PORT

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", PORT))
        except OSError:
            if db.exists():
                terminal.fail(
                    f"port {PORT}, where the sample press of {db} is served, is taken: "
                    "stop the other demo, or give a new file with --db",
                    terminal.PARTLY,
                )
            return 0
    return PORT


def _row(planned: Planned) -> tuple[object, ...]:
    """A line of the timetable."""
    last = planned.last
    ended = (last.outcome or ("stopped" if last.finished_at else "running")) if last else "never"
    return (planned.name, planned.when, ", ".join(planned.ways), planned.sources,
            "now" if planned.is_due else planned.next, last.started_at if last else "", ended,
            last.detail if last else "")  # fmt: skip


def _tell(outcome: Outcome) -> None:
    terminal.say(f"  crawled: {terminal.words(outcome.crawled)}")
    terminal.say(f"  analysed: {terminal.words(outcome.analysed)}")
    terminal.say(f"  stories: {terminal.words(outcome.stories)}")


def _end(failures: Sequence[str]) -> None:
    """Tell what failed and leave with 1; with 0 where nothing did."""
    if failures:
        terminal.fail("\n".join(failures), terminal.PARTLY)


def _terminate(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; SIGTERM ends a command as cleanly as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _terminate)
    cli(arguments)


if __name__ == "__main__":
    main()
