"""What each channel was sent and what it still waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from storage.store import now


@dataclass(frozen=True, slots=True)
class Parcel:
    """A digest of a channel: the alerts after one number, up to another."""

    id: str
    channel: str
    after: int
    upto: int
    alerts: int


def register(db: Database, channels: Iterable[tuple[str, str]]) -> None:
    """Note the channels that are named now, by id and kind.

    A new one takes over where one of its kind ended that is not named any more, as after a change
    of its password; without such a one it begins with what is noticed from now on.
    """
    named = dict(channels)
    known = {row["id"]: row for row in db.table("alert_channels").rows}
    gone: dict[str, int] = {}
    for key, row in known.items():
        if key not in named:
            gone[row["kind"]] = max(gone.get(row["kind"], 0), row["upto"])
    with db.atomic():
        for key, kind in named.items():
            upto = gone.get(kind, _newest(db))
            db.execute(
                "INSERT INTO alert_channels (id, kind, since, named_at, upto) "
                "VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET named_at = excluded.named_at",
                [key, kind, now(), now(), upto],
            )


def _newest(db: Database) -> int:
    return int(db.execute("SELECT COALESCE(MAX(id), 0) FROM alerts").fetchone()[0])


def taken(db: Database, channel: str) -> int:
    """The number of the last alert that a channel took."""
    row = db.execute("SELECT upto FROM alert_channels WHERE id = ?", [channel]).fetchone()
    return int(row[0])


def unsettled(db: Database, channel: str) -> Parcel | None:
    """A digest of which it is not known whether the channel took it."""
    row = db.execute(
        "SELECT id, channel_id, after, upto, alerts FROM alert_digests "
        "WHERE channel_id = ? AND sent_at IS NULL ORDER BY after LIMIT 1",
        [channel],
    ).fetchone()
    return Parcel(*row) if row else None


def put(db: Database, parcel: Parcel) -> None:
    """Note that a digest is handed to its channel, before it is."""
    with db.atomic():
        db.execute(
            "INSERT INTO alert_digests (id, channel_id, after, upto, alerts, made_at, tries) "
            "VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET tries = tries + 1",
            [parcel.id, parcel.channel, parcel.after, parcel.upto, parcel.alerts, now()],
        )


def settle(db: Database, parcel: Parcel) -> None:
    """Note that the channel took it."""
    with db.atomic():
        db.execute("UPDATE alert_digests SET sent_at = ? WHERE id = ?", [now(), parcel.id])
        db.execute(
            "UPDATE alert_channels SET upto = ?, failure = '' WHERE id = ?",
            [parcel.upto, parcel.channel],
        )


def fail(db: Database, parcel: Parcel, why: str, *, sure: bool) -> None:
    """Note why it was not taken; where that is sure, its alerts wait for the next digest."""
    with db.atomic():
        if sure:
            db.execute("DELETE FROM alert_digests WHERE id = ? AND tries = 1", [parcel.id])
        db.execute("UPDATE alert_channels SET failure = ? WHERE id = ?", [why, parcel.channel])


@dataclass(frozen=True, slots=True)
class Standing:
    """A channel, how many alerts wait for it, and why it took no more the last time."""

    id: str
    kind: str
    named_at: str
    waiting: int
    failure: str


def standings(db: Database) -> list[Standing]:
    """All channels that were ever named, those named last first."""
    rows = db.execute(
        "SELECT c.id, c.kind, c.named_at, "
        "(SELECT COUNT(*) FROM alerts a WHERE a.told = 1 AND a.id > c.upto), c.failure "
        "FROM alert_channels c ORDER BY c.named_at DESC, c.id"
    )
    return [Standing(*row) for row in rows]
