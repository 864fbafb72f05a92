"""Stories that came back after a silence."""

from __future__ import annotations

from datetime import date

from sqlite_utils import Database

from storage.outcomes import Story
from storage.told import neighbours
from storage.told.cascades import Resurfacing

SILENCE = 60  # days without an article


def resurfacings(db: Database, story: Story) -> list[Resurfacing]:
    """The first article after each silence of a story, with how many came until the next one.

    The days of a story are read only where it lasts as long as a silence.
    """
    if not (story.first_day and story.last_day):
        return []
    lasted = date.fromisoformat(story.last_day) - date.fromisoformat(story.first_day)
    return neighbours.silences(db, story.id, SILENCE) if lasted.days >= SILENCE else []
