"""Sources that nothing is asked of for now, by their list or by whoever runs the watch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlite_utils import Database

from storage.errors import WrongUseError
from topics.model import Source

LIST, OPERATOR = "list", "operator"
OPEN = "paused in the list of sources"  # where the list gives no reason


class UnknownSourceError(WrongUseError):
    """No source of the database has this id."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing is asked of a source, since when (ISO, UTC) and before which day."""

    source_id: str
    made_by: Literal["list", "operator"]
    reason: str
    since: str
    until: str | None

    def words(self) -> str:
        """The reason with its end."""
        return f"{self.reason} (until {self.until})" if self.until else self.reason


def paused(db: Database) -> dict[str, Pause]:
    """The sources that are paused now; what whoever runs the watch says comes before the list."""
    rows = db.execute(
        "SELECT source_id, made_by, reason, since, until FROM paused ORDER BY source_id, made_by"
    )
    return {row[0]: Pause(*row) for row in rows}


def pause(db: Database, source: str, reason: str, moment: str, until: str | None = None) -> Pause:
    """Ask nothing of a source from now on; an earlier pause by the same hand is replaced.

    :raises UnknownSourceError: there is no such source.
    """
    require(db, source)
    made = Pause(source, "operator", reason, moment, until)
    with db.atomic():
        _write(db, made)
    return made


def resume(db: Database, source: str) -> Pause | None:
    """Take back what `pause` did; the pause that the list of sources keeps up, where it does.

    :raises UnknownSourceError: there is no such source, or it is not paused.
    """
    require(db, source)
    held = paused(db).get(source)
    if held is None:
        raise UnknownSourceError(f"{source} is not paused")
    with db.atomic():
        _end(db, source, OPERATOR)
    return paused(db).get(source)


def save_listed(db: Database, sources: Iterable[Source], moment: str) -> None:
    """Bring what the list says of its sources up to date."""
    with db.atomic():
        for source in sources:
            if source.paused:
                _write(db, Pause(source.id, "list", listed_reason(source), moment, None))
            else:
                _end(db, source.id, LIST)


def listed_reason(source: Source) -> str:
    """Why the list pauses a source."""
    return source.paused if isinstance(source.paused, str) else OPEN


def _end(db: Database, source: str, made_by: str) -> None:
    db.execute("DELETE FROM pauses WHERE source_id = ? AND made_by = ?", [source, made_by])


def _write(db: Database, made: Pause) -> None:
    """A pause that goes on keeps the moment when it began."""
    db.execute(
        "INSERT INTO pauses (source_id, made_by, reason, since, until) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET reason = excluded.reason, until = excluded.until",
        [made.source_id, made.made_by, made.reason, made.since, made.until],
    )


def require(db: Database, source: str) -> None:
    """:raises UnknownSourceError: there is no such source."""
    if not db.execute("SELECT 1 FROM sources WHERE id = ?", [source]).fetchone():
        known = ", ".join(row[0] for row in db.execute("SELECT id FROM sources ORDER BY id"))
        raise UnknownSourceError(f"no source {source!r}; known are {known}")
