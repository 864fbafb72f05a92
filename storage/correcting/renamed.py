"""Entities merged and split in an analysis: every finding that names them follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from storage.correcting.correction import Correction, Effect, Finding
from storage.records import Analysis, Credit, Mention, Quote, Stance

FoundT = TypeVar("FoundT", Mention, Quote, Stance, Credit)


@dataclass(frozen=True, slots=True)
class Change:
    """A finding before and after a correction; without `now` it is taken away."""

    was: Mention | Quote | Stance | Credit
    now: Mention | Quote | Stance | Credit | None
    said: tuple[str, str]  # the words of the change


def merges(corrections: Iterable[Correction]) -> dict[str, tuple[str, Correction]]:
    """By entity: the one that it is in the end, and the correction that says so first."""
    said = {c.entity: c for c in corrections if c.kind == "merge"}
    return {entity: (last(said, entity), c) for entity, c in said.items()}


def last(said: dict[str, Correction], entity: str) -> str:
    """The end of a chain of merges; of a circle, the entity itself."""
    seen = {start := entity}
    while entity in said:
        entity = said[entity].value
        if entity in seen:
            return start
        seen.add(entity)
    return entity


def rename(analysis: Analysis, old: str, new: str) -> tuple[Analysis, list[Change]]:
    """Let all findings of one entity be another's."""
    changes: list[Change] = []

    def all_of(found: Sequence[FoundT]) -> tuple[FoundT, ...]:
        kept = []
        for one in found:
            other = _named(one, old, new)
            if other != one:
                changes.append(Change(one, other, (old, new)))
            kept.append(other)
        return distinct(kept)

    return replace(
        analysis,
        mentions=all_of(analysis.mentions),
        quotes=all_of(analysis.quotes),
        stances=all_of(analysis.stances),
        credits=all_of(analysis.credits),
    ), changes


def split(analysis: Analysis, text: str, said: Correction) -> tuple[Analysis, list[Change]]:
    """Let mentions be another's: all in the article, or those that are written as said.

    What is said and credited follows where no mention of the first one is left.
    """
    old, new = said.entity, said.value
    if not said.words:
        return rename(analysis, old, new)
    changes: list[Change] = []
    mentions: list[Mention] = []
    for mention in analysis.mentions:
        written = text[mention.start : mention.end].casefold() == said.words.casefold()
        if mention.entity == old and written:
            changes.append(Change(mention, replace(mention, entity=new), (old, new)))
            mention = replace(mention, entity=new)
        mentions.append(mention)
    analysis = replace(analysis, mentions=distinct(mentions))
    if changes and all(mention.entity != old for mention in mentions):
        analysis, others = rename(analysis, old, new)
        changes += others
    return analysis, changes


def distinct(found: Iterable[FoundT]) -> tuple[FoundT, ...]:
    """One of each, the first, where a merge made two alike."""
    by_name: dict[object, FoundT] = {}
    for one in found:
        by_name.setdefault(_key(one), one)
    return tuple(by_name.values())


def _key(found: Mention | Quote | Stance | Credit) -> tuple[object, ...]:
    polarity = found.polarity if isinstance(found, Stance) else ""
    return found.start, found.end, *names(found), polarity


def names(found: Mention | Quote | Stance | Credit) -> tuple[str, str]:
    """Who a finding is about, and its target."""
    if isinstance(found, Mention):
        return found.entity, ""
    if isinstance(found, Quote):
        return found.speaker, ""
    if isinstance(found, Credit):
        return found.outlet, ""
    return found.holder, found.target


def noted(effects: Iterable[Effect], changes: Iterable[Change], by: Correction) -> list[Effect]:
    """The effects so far and those of these changes; earlier ones follow their finding."""
    kept = list(effects)
    for change in changes:
        table, start, end = _table(change.was), change.was.start, change.was.end
        who, target = names(change.now) if change.now else ("", "")
        kept = list(_followed(kept, (table, start, end, *names(change.was)), who, target))
        kept.append(
            Effect(table, start, end, who, target, *change.said, by.kind, by.made_at, by.key)
        )
    return kept


def _followed(
    effects: Iterable[Effect], place: tuple[object, ...], who: str, target: str
) -> Iterator[Effect]:
    for e in effects:
        same = (e.finding, e.start, e.end, e.who, e.target) == place
        yield replace(e, who=who, target=target) if same else e


def _table(found: Mention | Quote | Stance | Credit) -> Finding:
    tables: dict[type, Finding] = {
        Mention: "mentions", Quote: "quotes", Stance: "stances", Credit: "credits",
    }  # fmt: skip
    return tables[type(found)]


def _named(found: FoundT, old: str, new: str) -> FoundT:
    if old not in names(found):
        return found
    if isinstance(found, Mention):
        return replace(found, entity=new)
    if isinstance(found, Quote):
        return replace(found, speaker=new)
    if isinstance(found, Credit):
        return replace(found, outlet=new)
    holder, target = (new if name == old else name for name in (found.holder, found.target))
    return replace(found, holder=holder, target=target)
