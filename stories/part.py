"""What a part of the stories is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from storage.records import Tally
from topics import Topic


@dataclass(frozen=True, slots=True)
class Part:
    """One question to the coverage: `work` brings its tables up to date for articles that changed.

    It is called inside a transaction, with articles that may be new, revised, analysed again or off
    the topic by now, and says what it made of them. `after` names the stages whose changes it must
    hear of: `analyse` and parts before it. With another `version` all articles come again.
    """

    name: str
    version: str
    after: tuple[str, ...]
    work: Callable[[Database, Topic, Sequence[int]], Tally]
