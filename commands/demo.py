"""The command that shows the project at work on its own sample press."""

from __future__ import annotations

import socket
from pathlib import Path

import click

import terminal
import topics
from commands import options, outcomes
from commands.browse import open_pages


@click.command()
@click.option(
    "--db", type=options.FILE, default="demo.db", show_default=True, help="A database of its own."
)
@options.with_topic
@options.with_processes
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
            outcomes.tell(outcome)
            press.publish_edits()
        if stay:
            open_pages(db, "127.0.0.1", port)
    terminal.end(outcome.failures)


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
