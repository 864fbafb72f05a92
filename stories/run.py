"""The parts in their order, each over what changed since it last ran."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlite_utils import Database

from storage import changes
from storage.records import Tally
from storage.store import run
from stories import clusters, conflicts, copies, edits, lags, lineage, origins, positions, voices
from stories.part import Part
from topics import Topic

# copies, clusters, cascade, claims, edits, statements, positions, voices, lags
PARTS: tuple[Part, ...] = (
    copies.PART,
    clusters.PART,
    origins.PART,
    conflicts.PART,
    edits.PART,
    lineage.PART,
    positions.PART,
    voices.PART,
    lags.PART,
)
BATCH = 200  # articles a transaction
Progress = Callable[[str, Tally, int], None]


def work_off(
    db: Database, topic: Topic, progress: Progress, parts: Sequence[Part] = PARTS
) -> Tally:
    """Bring every part up to date, a transaction a batch; where nothing changed, do nothing.

    `progress` hears the part, the articles it has done and how many there are. The tally counts
    what the parts made.
    """
    made = Tally()
    if not any(_left(db, part) for part in parts):
        return made
    with run(db, "stories"):
        for part in parts:
            made = made.plus(_work(db, topic, part, progress))
    return made


def _left(db: Database, part: Part) -> int:
    return changes.left(db, changes.upto(db, part.name, part.version), part.after)


def _work(db: Database, topic: Topic, part: Part, progress: Progress) -> Tally:
    made, done, total = Tally(), 0, _left(db, part)
    upto = changes.upto(db, part.name, part.version)
    for batch in changes.pending(db, upto, part.after, BATCH):
        with db.atomic():
            made = made.plus(part.work(db, topic, batch.articles))
            changes.settle(db, part.name, part.version, batch.upto)
        done += len(batch.articles)
        progress(part.name, Tally({"articles": done}), total)
    return made
