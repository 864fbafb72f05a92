"""The options that mean the same in every command."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

import topics
from topics.model import Source

if TYPE_CHECKING:
    from crawler.shards import Shard

FILE = click.Path(path_type=Path, dir_okay=False)
EXISTING = click.Path(path_type=Path, dir_okay=False, exists=True)
DAY = click.DateTime(["%Y-%m-%d"])
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _sentence(context: click.Context, option: click.Parameter, text: str) -> str:
    """Words in one line, at least one: they are kept, and shown to others."""
    words = " ".join(text.split())
    if not words:
        raise click.BadParameter("it is empty; say it in words", context, option)
    if words != words.encode(errors="replace").decode():
        raise click.BadParameter("it is no text in UTF-8", context, option)
    return words


by_somebody = click.option(
    "--by", "author", callback=_sentence, required=True, envvar="BROUHAHA_AUTHOR",
    show_envvar=True, help="Who says so.",
)  # fmt: skip
because = click.option("--reason", callback=_sentence, required=True, help="Why, in a sentence.")
with_db = click.option(
    "--db", type=FILE, default="brouhaha.db", show_default=True, help="The database file."
)
with_topic = click.option(
    "--topic", "name", default="actors-strike-ai", show_default=True,
    help="A topic that comes with the project, or the folder of one.",
)  # fmt: skip


def _shard(context: click.Context, option: click.Parameter, text: str) -> Shard:
    from crawler.shards import shard

    try:
        return shard(text)
    except ValueError as error:
        raise click.BadParameter(str(error), context, option) from None


with_shard = click.option(
    "--shard", default="1/1", metavar="K/N", callback=_shard,
    help="Ask only the sites that fall to machine K of N; `merge` brings the databases together.",
)  # fmt: skip
with_json = click.option("--json", "json_", is_flag=True, help="Print JSON for programs.")
with_processes = click.option(
    "--processes", type=click.IntRange(1, 64), default=CORES, show_default="one a core",
    help="How many processes share the work.",
)  # fmt: skip
with_cluster = click.option(
    "--cluster", metavar="ADDRESS",
    help="Give the work to the Dask cluster at this address, as tcp://10.0.0.5:8786; `local` "
    "starts one of --processes workers on this machine.",
)  # fmt: skip


def chosen(sources: dict[str, Source], only: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources with these ids; without ids, all.

    :raises topics.TopicError: an id is not known.
    """
    if unknown := [name for name in only if name not in sources]:
        raise topics.TopicError([f"no source {name!r}; known are {', '.join(sources)}"
                                 for name in unknown])  # fmt: skip
    return tuple(source for source in sources.values() if not only or source.id in only)
