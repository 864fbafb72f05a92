"""Sends to each channel what it still waits for: one digest a run, as long as one takes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from alerts import names, short
from alerts.channels import Channel
from alerts.deliver import LIMIT, Message, deliver
from alerts.digest import Digest, as_html, as_text, digest
from datasette_config.words import Words
from storage import alerts as kept
from storage import outbox
from storage.alerts import Kept
from storage.outbox import Parcel
from topics.rules import Alerts


def register(db: Database, channels: Iterable[Channel]) -> None:
    """Note the channels that are named now: what is noticed from then on waits for each."""
    outbox.register(db, ((channel.id, channel.kind) for channel in channels))


def send(
    db: Database, settings: Alerts, channels: Iterable[Channel], limit: float = LIMIT
) -> list[str]:
    """Send all that waits; a line for each channel that did not take it."""
    named = list(channels)
    return [why for channel in named if (why := _send(db, settings, channel, limit))]


def _send(db: Database, settings: Alerts, channel: Channel, limit: float) -> str:
    while alerts := _next(db, settings, channel):
        parcel, waiting = alerts
        message = _message(digest(db, settings, parcel.id, waiting), channel)
        outbox.put(db, parcel)
        answer = deliver(channel, message, limit)
        if not answer.taken:
            outbox.fail(db, parcel, answer.why, sure=answer.sure)
            return f"alerts: {channel} took no digest, it is kept: {answer.why}"
        outbox.settle(db, parcel)
    return ""


def _next(db: Database, settings: Alerts, channel: Channel) -> tuple[Parcel, Sequence[Kept]] | None:
    """What comes next: a digest that may have arrived or not comes again as it was."""
    while again := outbox.unsettled(db, channel.id):
        if alerts := kept.between(db, again.after, again.upto, again.alerts):
            return again, alerts
        outbox.settle(db, again)  # its articles were taken down
    after = outbox.taken(db, channel.id)
    waiting = kept.between(db, after, None, short.MOST)
    if not waiting:
        return None
    some = len(waiting)
    if not channel.mail:
        some = short.fitting(digest(db, settings, "0" * 16, waiting), channel.limit)
    upto = waiting[some - 1].id
    number = hashlib.sha256(f"{channel.id} {after} {upto}".encode()).hexdigest()[:16]
    return Parcel(number, channel.id, after, upto, some), waiting[:some]


def _message(found: Digest, channel: Channel) -> Message:
    if channel.mail:
        return Message(found.id, found.subject, as_text(found), as_html(found))
    return Message(found.id, found.subject, short.body(found, channel.kind, channel.limit), "")


def test(
    db: Database, settings: Alerts, channel: Channel, number: str, limit: float = LIMIT
) -> str:
    """Send a test message; why it was not taken, or nothing."""
    words = Words(settings.language)
    subject = words("alert-test-subject", topic=names.topic(db, words))
    text = words("alert-test")
    answer = deliver(channel, Message(number, subject, text, f"<p>{text}</p>"), limit)
    return "" if answer.taken else answer.why
