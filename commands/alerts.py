"""The commands of the alerts: what was noticed, sending it, and a test of the channels."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import terminal
import topics
from commands import options
from storage.correcting.outstanding import turn
from storage.store import opened, save_topic

if TYPE_CHECKING:
    from alerts.digest import Item
    from storage.alerts import Noticed


@click.group()
def alerts() -> None:
    """Tell somebody: a turn, a figure in conflict, an edit, a burst, a source gone quiet.

    The rules stand in [alerts] of the topic's topic.toml. The channels are addresses of apprise in
    the environment variable BROUHAHA_ALERTS, or the name of a file that holds them; docs/alerts.md
    has examples. Every run notices and sends by itself.
    """


@alerts.command(name="list")
@options.with_db
@options.with_topic
@options.with_json
@click.option("--last", type=click.IntRange(1, 1000), default=30, show_default=True,
              help="How many, the newest first.")  # fmt: skip
def list_(db: Path, name: str, json_: bool, last: int) -> None:
    """Say what was noticed, who took it, and what each channel waits for.

    \b
    Example: brouhaha alerts list --db strike.db
    """
    from alerts.digest import item
    from storage.alerts import latest
    from storage.outbox import standings

    settings = topics.load(name).settings.alerts
    with opened(db, create=False) as store:
        found = [(item(store, settings, one.alert), one) for one in latest(store, last)]
        waiting = standings(store)
    if json_:
        terminal.as_json({"alerts": [_plain(*each) for each in found], "channels": waiting})
        return
    terminal.table(
        "Alerts", ("day", "what", "where", "noticed (UTC)", "state"),
        [(noticed.alert.day, one.head, one.address, noticed.at, _state(noticed))
         for one, noticed in found],
    )  # fmt: skip
    terminal.table(
        "Channels", ("channel", "named (UTC)", "waiting", "failure"),
        [(f"{one.kind} {one.id[:8]}", one.named_at, one.waiting, one.failure) for one in waiting],
    )  # fmt: skip


@alerts.command()
@options.with_db
@options.with_topic
def send(db: Path, name: str) -> None:
    """Notice what is new and send what waits, as every run does at its end.

    \b
    Example: brouhaha alerts send --db strike.db
    """
    from alerts.channels import channels
    from alerts.run import tell

    topic = topics.load(name)
    named = channels()
    with opened(db, create=False) as store, turn(db):
        save_topic(store, topic)
        failures = tell(store, topic)
    if not named:
        terminal.say("no channel is named: BROUHAHA_ALERTS is empty; docs/alerts.md has examples")
    elif not failures:
        terminal.say(f"every channel has all: {', '.join(str(channel) for channel in named)}")
    terminal.end(failures)


@alerts.command()
@options.with_db
@options.with_topic
def test(db: Path, name: str) -> None:
    """Send a test message to each channel, and say which takes it.

    \b
    Example: brouhaha alerts test --db strike.db
    """
    from alerts.channels import VARIABLE, ChannelError, channels
    from alerts.outbox import test as sent

    settings = topics.load(name).settings.alerts
    if not (named := channels()):
        raise ChannelError(f"{VARIABLE} names no channel; docs/alerts.md has examples")
    failures = []
    with opened(db, create=False) as store:
        for channel in named:
            why = sent(store, settings, channel, secrets.token_hex(8))
            failures += [f"{channel}: {why}"] if why else []
            if not why:
                terminal.say(f"{channel}: taken")
    terminal.end(failures)


def _plain(one: Item, noticed: Noticed) -> dict[str, Any]:
    """An alert for programs."""
    alert = noticed.alert
    return {"id": alert.id, "rule": alert.rule, "day": alert.day, "what": one.head,
            "where": one.where, "notes": one.notes, "address": one.address, "page": one.page,
            "noticed_at": noticed.at, "told": noticed.told, "taken": noticed.taken}  # fmt: skip


def _state(noticed: Noticed) -> str:
    if not noticed.told:
        return "was there before"
    return f"taken by {noticed.taken}" if noticed.taken else "waits"
