"""Who is quoted and who is only talked about: whole months of an outlet are counted anew."""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from storage import voices
from storage.records import Tally
from stories.part import Part
from topics import Topic


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Count the months of outlets that these articles are in; the tally counts the months."""
    touched = voices.months(db, articles)
    voices.recount(db, touched)
    return Tally({"outlet_months": len(touched)})


PART = Part("voices", "1", ("analyse", "copies"), work)
