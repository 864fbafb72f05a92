"""The command line and every command it knows."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

import terminal
from commands import (
    alerts,
    backfill,
    backup,
    browse,
    collect,
    demo,
    lists,
    merge,
    operate,
    status,
    takedown,
    understand,
    verify,
)
from commands.correct import correct


@click.group(cls=terminal.Front, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="brouhaha")
def cli() -> None:
    """Watch a controversy in the French and English press, with the evidence.

    \b
    Exit codes: 0 done; 1 some of it failed (it is told which); 2 wrong use or
    configuration; 3 another run is writing to the database.
    """


for command in (
    collect.run, collect.crawl, collect.extract, backfill.backfill,
    understand.analyse, understand.stories,
    browse.serve, browse.publish, browse.export, browse.tables, browse.timeline, demo.demo,
    status.status, verify.verify, backup.backup, backup.restore, operate.schedule,
    lists.sources_, lists.topics_, correct, takedown.group, alerts.alerts, merge.merge,
):  # fmt: skip
    cli.add_command(command)


def _terminate(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; SIGTERM ends a command as cleanly as Ctrl-C does."""
    signal.signal(signal.SIGTERM, _terminate)
    cli(arguments)
