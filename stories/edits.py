"""Silent edits: what each revision of an article says that the one before did not, or no more.

Only revisions that the same rules have read are compared, and only what stands in a sentence that
changed. Layout, typography, links and counters are no change. Two revisions are compared once, that
an article with many costs no more for a further one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlite_utils import Database

from storage.coverage import Finding, Revision
from storage.outcomes import Change, Edit
from storage.records import Tally
from storage.told import edits
from stories.altered import altered
from stories.headlines import reworded
from stories.part import Part
from stories.revising import rule
from stories.sentences import Sentence
from stories.versions import LIKE, Compared, compare, likeness, likest
from topics import Topic

VERSION = "2"
LONG = 6  # words of a sentence that counts though nothing was found in it
NEAR = 100  # sentences before and after the one expected, of a page that is replaced as a whole
SAME = 0.9  # share of words in order from which two sentences differ by a slip of the pen


def work(db: Database, topic: Topic, articles: Sequence[int]) -> Tally:
    """Compare revisions of these articles that were not compared; the tally counts their edits."""
    before, after = edits.compared(db, articles), edits.pairs(db, VERSION, articles)
    changed = [article for article in articles if before.get(article) != after.get(article)]
    old = {pair for article in changed for pair in before.get(article, ())}
    new = {pair for article in changed for pair in after.get(article, ())}
    found = [edit for pair in sorted(new - old) for edit in _edits(db, pair)]
    edits.save(db, sorted(old ^ new), found)
    edits.note(db, changed, {article: after[article] for article in changed if article in after})
    return Tally({"edits": len(found)})


def _edits(db: Database, pair: edits.Pair) -> Iterator[Edit]:
    old, new = (edits.revision(db, pair.article, number) for number in (pair.old, pair.new))
    before, after = (edits.findings(db, pair.article, number) for number in (pair.old, pair.new))
    return between(old, new, before, after, pair.lang)


def between(
    old: Revision, new: Revision, before: Sequence[Finding], after: Sequence[Finding], lang: str
) -> Iterator[Edit]:
    """The edits from one revision to a later one, from what was found in them."""
    pair = compare(old, new, lang)
    yield from reworded(old, new)
    yield from (
        _edit(pair, "correction", "added", None, s, rule(s.text, lang)) for s in pair.notices
    )
    meant = list(altered(pair, before, after))
    yield from meant
    yield from _rest(pair, meant, before, after)


def _rest(
    pair: Compared, meant: Sequence[Edit], before: Sequence[Finding], after: Sequence[Finding]
) -> Iterator[Edit]:
    """Sentences that were added, removed or changed, though no edit above stands in them."""
    gone = [s for s in pair.gone if _long(s)]
    come = [s for s in pair.come if _long(s)]
    near = 0
    for one in gone:
        other = likest(one, come[max(near - NEAR, 0) : near + NEAR])
        like = likeness(_figured(one, before), _figured(other, after)) if other else 0.0
        if other and like >= LIKE:
            near = come.index(other)
            come.remove(other)
        else:
            near, other = min(near + 1, len(come)), None
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


PART = Part(edits.PART, VERSION, ("analyse",), work)
