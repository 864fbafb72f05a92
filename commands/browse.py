"""The commands that show what was found, and hand it out."""

from __future__ import annotations

from dataclasses import asdict, astuple, fields
from datetime import datetime
from pathlib import Path

import click

import terminal
from commands import options
from storage import timeline as days
from storage.handout.publish import published, readable
from storage.store import opened


@click.command()
@options.with_db
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
def serve(db: Path, host: str, port: int) -> None:
    """Open the database in Datasette; a public copy with the limits for a public server.

    The private database answers to localhost, to the host on which it listens, and to the addresses
    in the environment variable BROUHAHA_PAGES: behind a proxy, say there how it is reached.

    \b
    Example: brouhaha serve --db strike.db
    Example: brouhaha serve --db public.db --port 8080
    """
    open_pages(db, host, port)


@click.command()
@click.argument("public", type=options.FILE)
@options.with_db
@options.with_json
def publish(public: Path, db: Path, json_: bool) -> None:
    """Write PUBLIC, the copy of a database for the web: excerpts and evidence, no texts.

    A public copy that stands there is replaced once the new one is whole; any other file is left
    alone. The database may be written to meanwhile.

    \b
    Example: brouhaha publish public.db --db strike.db
    """
    from datasette_config.evidence import bounds
    from storage.handout.publish import publish as write

    with opened(db, create=False):
        pass
    with terminal.progress() as show:
        made = write(db, public, bounds, lambda tally, n: show("publish", tally, n))
    if json_:
        terminal.as_json(made)
    else:
        terminal.say(f"published: {terminal.words(made)}; see it with: "
                     f"brouhaha serve --db {public}")  # fmt: skip


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@options.with_db
@options.with_json
def export(folder: Path, db: Path, json_: bool) -> None:
    """Write FOLDER, a snapshot to cite: public copy, network, event list, methods, digests.

    The network is in it for Gephi (network.gexf) and for Discourse Network Analyzer 3
    (positions.dna). The database may be a public copy. A folder that is there is left alone.

    \b
    Example: brouhaha export strike-2026-11 --db strike.db
    """
    from datasette_config.evidence import bounds
    from datasette_config.handout import handouts
    from storage.handout.snapshot import export as write

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


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@options.with_db
@options.with_json
def tables(folder: Path, db: Path, json_: bool) -> None:
    """Write FOLDER, every table as a Parquet file: for DuckDB, pandas, R and their like.

    What the database holds is in it: texts, where --db is the private one; a public copy has none,
    and its tables can be passed on. docs/parquet.md says what each column is. The database may be
    written to meanwhile. A folder that is there is left alone.

    \b
    Example: brouhaha tables strike-tables --db strike.db
    Example: brouhaha tables open-tables --db public.db
    """
    from datasette_config.described import described
    from storage.handout.parquet import write

    if not published(db):
        with opened(db, create=False):
            pass
    with terminal.progress() as show:
        manifest = write(db, folder, described(), lambda tally, n: show("tables", tally, n))
    if json_:
        terminal.as_json(manifest)
        return
    rows = sum(file["rows"] for file in manifest["tables"])
    terminal.say(f"{len(manifest['tables'])} tables with {rows} rows written to {folder}: "
                 f"{manifest['kind']}")  # fmt: skip


@click.command()
@click.argument("entity")
@options.with_db
@click.option("--from", "first", type=options.DAY, metavar="DAY", help="The first day.")
@click.option("--to", "last", type=options.DAY, metavar="DAY", help="The last day.")
@click.option("--json", "form", flag_value="json", help="Print JSON, a row a day and language.")
@click.option("--csv", "form", flag_value="csv", help="Print the same as comma-separated values.")
@click.option("--svg", "form", flag_value="svg", help="Print a drawing for a page or a slide.")
def timeline(
    entity: str, db: Path, first: datetime | None, last: datetime | None, form: str | None
) -> None:
    """Draw how often the press named ENTITY (an id, a name or an alias).

    A bar a week; a month where that is more than 130 weeks. Articles are counted, copies included.
    The database may be a public copy.

    \b
    Example: brouhaha timeline an-entity --db strike.db
    Example: brouhaha timeline an-entity --from 2023-07-01 --to 2023-12-31 --svg > drawing.svg
    """
    with readable(db) as store:
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


def open_pages(db: Path, host: str, port: int) -> None:
    from datasette_config.server import ServeError
    from datasette_config.server import serve as stay

    if not published(db):
        with opened(db, create=False):
            pass
    try:
        stay(db, host, port, lambda url: terminal.say(f"Browse at {url} (Ctrl-C stops)"))
    except ServeError as error:
        terminal.fail(str(error), terminal.WRONG_USE)
