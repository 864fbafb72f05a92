"""What two revisions say differently, from findings whose sentence changed in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from storage.coverage import Finding, FindingKind
from storage.outcomes import Change, Edit, EditKind
from stories.sentences import Sentence
from stories.versions import LIKE, Compared, around, common, has, likeness, words

SHORT = 60  # characters of a value, at most
Findings = Sequence[Finding]
Value = Callable[[Finding], str]


@dataclass(frozen=True, slots=True)
class Side:
    """The findings of one kind in a revision: all that count, and those in changed sentences."""

    all: tuple[Finding, ...]
    changed: tuple[Finding, ...]
    text: str
    sentences: tuple[Sentence, ...]

    def sentence(self, finding: Finding) -> str:
        """The sentence that a finding is in."""
        found = around(finding.start, self.sentences)
        return found.text if found else ""

    def words(self, finding: Finding) -> str:
        """The words at its place."""
        return self.text[finding.start : finding.end]


def altered(pair: Compared, before: Findings, after: Findings) -> Iterator[Edit]:
    """The edits of quotes, figures, names, positions and credits, with their places."""
    yield from _figures(pair, *_sides(pair, "figure", before, after))
    yield from _quotes(pair, *_sides(pair, "quote", before, after))
    yield from _positions(pair, *_sides(pair, "stance", before, after))
    yield from _names(pair, *_sides(pair, "mention", before, after))
    yield from _credits(pair, *_sides(pair, "credit", before, after))


def _sides(
    pair: Compared, kind: FindingKind, before: Findings, after: Findings
) -> tuple[Side, Side]:
    old = [f for f in before if f.kind == kind]
    new = [f for f in after if f.kind == kind and not around(f.start, pair.notices)]
    return (
        Side(tuple(old), _inside(old, pair.gone), pair.old.text, pair.gone),
        Side(tuple(new), _inside(new, pair.come), pair.new.text, pair.come),
    )


def _inside(found: Findings, sentences: Sequence[Sentence]) -> tuple[Finding, ...]:
    return tuple(f for f in found if around(f.start, sentences))


def _figures(pair: Compared, old: Side, new: Side) -> Iterator[Edit]:
    def value(finding: Finding) -> str:
        return f"{finding.value:g} {finding.unit}"

    def same(one: Finding, other: Finding) -> bool:
        return one.unit == other.unit and _versions(old.sentence(one), new.sentence(other))

    gone = [f for f in old.changed if value(f) not in {value(other) for other in new.all}]
    come = [f for f in new.changed if value(f) not in {value(other) for other in old.all}]
    yield from _paired(pair, "figure", gone, come, same, value)


def _quotes(pair: Compared, old: Side, new: Side) -> Iterator[Edit]:
    """Quotations in marks; one that has another speaker now has changed too."""

    def same(one: Finding, other: Finding) -> bool:
        return likeness(old.words(one), new.words(other)) > LIKE

    gone = [f for f in old.changed if _marked(f) and not has(pair.new_words, old.words(f))]
    come = [f for f in new.changed if _marked(f) and not has(pair.old_words, new.words(f))]
    yield from _paired(pair, "quote", gone, come, same, _who)
    for one in filter(_marked, old.changed):
        for other in filter(_marked, new.changed):
            if _who(one) != _who(other) and words(old.words(one)) == words(new.words(other)):
                yield _edit(pair, "quote", "changed", one, other, _who)


def _positions(pair: Compared, old: Side, new: Side) -> Iterator[Edit]:
    def value(finding: Finding) -> str:
        return f"{finding.polarity} {finding.target}"

    def key(finding: Finding) -> tuple[str, str]:
        return finding.entity_id or finding.words, finding.target

    def full(finding: Finding) -> tuple[tuple[str, str], str]:
        return key(finding), finding.polarity

    def same(one: Finding, other: Finding) -> bool:
        return key(one) == key(other)

    gone = [f for f in old.changed if full(f) not in {full(other) for other in new.all}]
    come = [f for f in new.changed if full(f) not in {full(other) for other in old.all}]
    yield from _paired(pair, "position", _once(gone, full), _once(come, full), same, value)


def _names(pair: Compared, old: Side, new: Side) -> Iterator[Edit]:
    def value(finding: Finding) -> str:
        return finding.entity_id or ""

    gone = [f for f in _unique(old, new) if not has(pair.new_words, old.words(f))]
    come = [f for f in _unique(new, old) if not has(pair.old_words, new.words(f))]
    yield from _paired(pair, "name", gone, come, lambda one, other: False, value)


def _credits(pair: Compared, old: Side, new: Side) -> Iterator[Edit]:
    def value(finding: Finding) -> str:
        return finding.entity_id or ""

    yield from _paired(
        pair, "credit", _unique(old, new), _unique(new, old), lambda one, other: False, value
    )


def _unique(side: Side, other: Side) -> list[Finding]:
    """The first finding of each entity that the other revision has nowhere."""
    theirs = {f.entity_id for f in other.all}
    found = [f for f in side.changed if f.entity_id and f.entity_id not in theirs]
    return _once(found, lambda finding: finding.entity_id)


def _once(found: Findings, key: Callable[[Finding], object]) -> list[Finding]:
    first = {key(finding): finding for finding in reversed(found)}
    return [finding for finding in found if first[key(finding)] is finding]


def _paired(
    pair: Compared, kind: EditKind, gone: Findings, come: Findings,
    same: Callable[[Finding, Finding], bool], value: Value,
) -> Iterator[Edit]:  # fmt: skip
    """What is gone and what has come, two versions of the same as one change."""
    left = list(come)
    for one in gone:
        other = next((new for new in left if same(one, new)), None)
        if other:
            left.remove(other)
        yield _edit(pair, kind, "changed" if other else "removed", one, other, value)
    for other in left:
        yield _edit(pair, kind, "added", None, other, value)


def _edit(
    pair: Compared, kind: EditKind, change: Change, one: Finding | None, other: Finding | None,
    value: Value,
) -> Edit:  # fmt: skip
    both = [finding for finding in (one, other) if finding]
    return Edit(
        both[0].article_id, pair.old.revision, pair.new.revision, kind, change,
        rule=both[-1].rule, confidence=min(f.confidence for f in both), seen_at=pair.new.seen_at,
        old_start=one.start if one else None, old_end=one.end if one else None,
        new_start=other.start if other else None, new_end=other.end if other else None,
        entity_id=both[-1].entity_id,
        old=value(one)[:SHORT] if one else "", new=value(other)[:SHORT] if other else "",
    )  # fmt: skip


def _versions(one: str, other: str) -> bool:
    return common(one, other) >= LIKE and likeness(one, other) >= LIKE


def _marked(finding: Finding) -> bool:
    return finding.form in ("direct", "mixed")


def _who(finding: Finding) -> str:
    return finding.entity_id or finding.words
