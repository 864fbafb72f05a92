"""What a run does at its end: notice what is new, and tell it."""

from __future__ import annotations

from sqlite_utils import Database

from alerts.channels import ChannelError, channels
from alerts.notice import notice
from alerts.outbox import register, send
from topics import Topic


def tell(db: Database, topic: Topic) -> list[str]:
    """Notice and send; a line for what failed. What was noticed is kept in any case."""
    try:
        named = channels()
    except ChannelError as error:
        notice(db, topic)
        return [str(error)]
    register(db, named)
    notice(db, topic)
    return send(db, topic.settings.alerts, named)
