"""Who is quoted and who is only talked about: new articles are added to the counts.

Of articles that are counted already, whole months of their outlets are counted anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlite_utils import Database

from storage import changes, voices
from storage.records import Tally
from stories.part import Part
from topics import Topic


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Bring the counts up to date; the tally counts the months of outlets that they are in."""
    anew = voices.recount(db, voices.months(db, voices.counted(db, articles)))
    new = [article for article in articles if article not in anew]
    voices.add(db, new)
    changes.touch(db, "voices", {*articles, *anew})
    return Tally({"outlet_months": len(voices.months(db, articles))})


PART = Part("voices", "1", ("analyse", "copies"), work)
