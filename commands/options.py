"""The options that mean the same in every command."""

from __future__ import annotations

import os
from pathlib import Path

import click

import topics
from topics.model import Source

FILE = click.Path(path_type=Path, dir_okay=False)
EXISTING = click.Path(path_type=Path, dir_okay=False, exists=True)
DAY = click.DateTime(["%Y-%m-%d"])
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

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


def chosen(sources: dict[str, Source], only: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources with these ids; without ids, all.

    :raises topics.TopicError: an id is not known.
    """
    if unknown := [name for name in only if name not in sources]:
        raise topics.TopicError([f"no source {name!r}; known are {', '.join(sources)}"
                                 for name in unknown])  # fmt: skip
    return tuple(source for source in sources.values() if not only or source.id in only)
