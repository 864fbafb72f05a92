"""Who is quoted and who is only talked about: counts that change by what an article adds.

What each article added is kept, so that it can be taken out again: an increment costs the same in
any archive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from storage.records import Tally
from storage.told import voices
from storage.told.voices import Share, Voice
from stories.part import Part
from topics import Topic


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Bring the counts up to date; the tally counts the months of outlets that they are in."""
    before, after = voices.added(db, articles), voices.shares(db, articles)
    changed = [article for article in articles if before.get(article) != after.get(article)]
    counts: dict[Voice, list[int]] = defaultdict(lambda: [0] * 5)
    for sign, shares in ((-1, before), (1, after)):
        for article in changed:
            for voice, numbers in _counts(shares.get(article)):
                counts[voice] = [n + sign * m for n, m in zip(counts[voice], numbers, strict=True)]
    different = {voice: numbers for voice, numbers in counts.items() if any(numbers)}
    voices.save(db, changed, {a: after[a] for a in changed if a in after}, different)
    months = {(share.source, share.month) for share in (*before.values(), *after.values())}
    return Tally({"outlet_months": len(months)})


def _counts(share: Share | None) -> Iterator[tuple[Voice, tuple[int, ...]]]:
    """Articles, origins, quoted, origins in which quoted, and quotations, by entity."""
    if share:
        for entity, quotes in share.quotes.items():
            quoted, one = int(quotes > 0), share.counted
            yield (
                (entity, share.source, share.month, share.lang),
                (1, one, quoted, one * quoted, quotes),
            )


PART = Part(voices.PART, "2", ("analyse", "copies"), work)
