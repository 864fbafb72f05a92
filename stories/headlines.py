"""The words of a headline that were added, removed or changed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from storage.coverage import Revision
from storage.outcomes import Change, Edit
from stories.versions import WORD

CHANGES: dict[str, Change] = {"replace": "changed", "insert": "added", "delete": "removed"}
REWRITTEN = 0.3  # a title that keeps fewer of its words than that is another one
MOST = 6  # words of a value


def reworded(old: Revision, new: Revision) -> Iterator[Edit]:
    """An edit for each run of words that differs; a title written anew is one, without words."""
    before, after = list(WORD.finditer(old.title)), list(WORD.finditer(new.title))
    match = SequenceMatcher(
        None, [m[0].lower() for m in before], [m[0].lower() for m in after], autojunk=False
    )
    if before and after and match.ratio() < REWRITTEN:
        yield _edit(old, new, "changed", (0, len(old.title)), (0, len(new.title)), "rewritten")
        return
    for tag, a, b, c, d in match.get_opcodes():
        if tag != "equal":
            was = (before[a].start(), before[b - 1].end()) if a < b else None
            now = (after[c].start(), after[d - 1].end()) if c < d else None
            yield _edit(old, new, CHANGES[tag], was, now, "words")


def _edit(
    old: Revision, new: Revision, change: Change,
    was: tuple[int, int] | None, now: tuple[int, int] | None, rule: str,
) -> Edit:  # fmt: skip
    return Edit(
        new.article_id, old.revision, new.revision, "headline", change, rule, 1.0, new.seen_at,
        old_start=was[0] if was else None, old_end=was[1] if was else None,
        new_start=now[0] if now else None, new_end=now[1] if now else None,
        old=_words(old.title, was, rule), new=_words(new.title, now, rule),
    )  # fmt: skip


def _words(title: str, place: tuple[int, int] | None, rule: str) -> str:
    if not place or rule == "rewritten":
        return ""
    return " ".join(title[place[0] : place[1]].split()[:MOST])
