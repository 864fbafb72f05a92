"""Silent edits: what each revision of an article says that the one before did not, or no more.

Only revisions that the same rules have read are compared, and only what stands in a sentence that
changed. Layout, typography, links and counters are no change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlite_utils import Database

from storage import changes, coverage, edits
from storage.coverage import Covered, Finding, Revision
from storage.outcomes import Change, Edit
from storage.records import Tally
from stories.altered import altered
from stories.headlines import reworded
from stories.part import Part
from stories.revising import rule
from stories.sentences import Sentence
from stories.versions import LIKE, Compared, compare, likeness
from topics import Topic

LONG = 6  # words of a sentence that counts though nothing was found in it
SAME = 0.9  # share of words in order from which two sentences differ by a slip of the pen


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Compare each revision of these articles with the one before."""
    before = edits.of_articles(db, articles)
    revisions = coverage.revisions(db, articles)
    several = [number for number, states in revisions.items() if len(states) > 1]
    findings = coverage.by_revision(db, several)
    found = [
        edit
        for article in coverage.articles(db, several)
        if article.relevant
        for old, new in pairwise(r for r in revisions[article.id] if r.analysed)
        for edit in _edits(article, old, new, findings)
    ]
    edits.save(db, articles, found)
    changes.touch(db, "edits", {edit.article_id for edit in {*before} ^ {*found}})
    return Tally({"edits": len(found)})


def _edits(
    article: Covered, old: Revision, new: Revision, findings: dict[tuple[int, int], list[Finding]]
) -> Iterator[Edit]:
    pair = compare(old, new, article.lang)
    yield from reworded(old, new)
    yield from (
        _edit(pair, "correction", "added", None, s, rule(s.text, article.lang))
        for s in pair.notices
    )
    before, after = (findings.get((article.id, one.revision), []) for one in (old, new))
    meant = list(altered(pair, before, after))
    yield from meant
    yield from _rest(pair, meant, before, after)


def _rest(
    pair: Compared, meant: Sequence[Edit], before: Sequence[Finding], after: Sequence[Finding]
) -> Iterator[Edit]:
    """Sentences that were added, removed or changed, though no edit above stands in them."""
    gone = [s for s in pair.gone if _long(s)]
    come = [s for s in pair.come if _long(s)]
    for one in gone:
        other = max(come, key=lambda s: likeness(one.text, s.text), default=None)
        like = likeness(_figured(one, before), _figured(other, after)) if other else 0.0
        if other and like >= LIKE:
            come.remove(other)
        else:
            other = None
        silent = not _in(one, meant, old=True) and not (other and _in(other, meant, old=False))
        if like < SAME and silent:
            yield _edit(pair, "text", "changed" if other else "removed", one, other, "sentence")
    yield from (
        _edit(pair, "text", "added", None, s, "sentence")
        for s in come
        if not _in(s, meant, old=False)
    )


def _figured(sentence: Sentence, found: Sequence[Finding]) -> str:
    """The words of a sentence, its figures by their values: however they are written."""
    words, end = "", sentence.start
    for one in sorted((f for f in found if f.kind == "figure"), key=lambda f: f.start):
        if end <= one.start and one.end <= sentence.end:
            words += sentence.text[end - sentence.start : one.start - sentence.start]
            words += f"{one.value:g} {one.unit}"
            end = one.end
    return words + sentence.text[end - sentence.start :]


def _long(sentence: Sentence) -> bool:
    return len(sentence.text.split()) >= LONG


def _in(sentence: Sentence, meant: Sequence[Edit], *, old: bool) -> bool:
    places = [edit.old_start if old else edit.new_start for edit in meant]
    return any(place is not None and sentence.start <= place < sentence.end for place in places)


def _edit(
    pair: Compared, kind: str, change: Change, one: Sentence | None, other: Sentence | None,
    rule: str,
) -> Edit:  # fmt: skip
    return Edit(
        pair.new.article_id, pair.old.revision, pair.new.revision,
        "correction" if kind == "correction" else "text", change, rule,
        0.9 if kind == "correction" else 1.0, pair.new.seen_at,
        one.start if one else None, one.end if one else None,
        other.start if other else None, other.end if other else None,
    )  # fmt: skip


PART = Part("edits", "1", ("analyse",), work)
