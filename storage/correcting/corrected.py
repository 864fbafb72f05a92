"""What is right of an analysis once people have corrected it: an analysis in, an analysis out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast, get_args

from storage.correcting import places
from storage.correcting.correction import NOBODY, Correction, Effect, Standing
from storage.correcting.renamed import Change, distinct, last, merges, names, noted, rename, split
from storage.records import Analysis, Entity, Mention, Polarity, Quote, Stance

ALIKE = 0.5  # overlap over union of two places that are the same quotation or mention
RULE = "correction"  # of a position that no analysis found
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Page:
    """What corrections are placed in: one revision of one article."""

    url: str
    text: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Names:
    """The entities and issues that corrections may speak of, by id."""

    entities: Mapping[str, Entity]
    issues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    analysis: Analysis
    effects: tuple[Effect, ...] = ()
    standings: tuple[Standing, ...] = ()  # of the corrections of this article alone


def correct(
    analysis: Analysis, page: Page, corrections: Sequence[Correction], known: Names
) -> Outcome:
    """Apply corrections in their order: merges, splits, then those of the article's places."""
    effects: list[Effect] = []
    same = {c.entity: c for c in corrections if c.kind == "merge"}
    present = _named(analysis)
    for entity, (into, said) in merges(corrections).items():
        if entity in present and into != entity:
            analysis, changes = rename(analysis, entity, into)
            effects = noted(effects, changes, said)
    standings = []
    for said in _in_order(corrections, page.url):
        resolved = _resolved(said, same)
        if said.kind == "split":
            analysis, changes = split(analysis, page.text, resolved)
            effects = noted(effects, changes, said)
            standing = Standing(said.key, "placed")
        else:
            analysis, effects, standing = _placed(analysis, page, resolved, said, effects, known)
        standings += [standing] if said.url else []
    return Outcome(_with_entities(analysis, corrections, known), tuple(effects), tuple(standings))


def _in_order(corrections: Iterable[Correction], url: str) -> list[Correction]:
    """Splits before the rest, each by time."""
    of_page = [c for c in corrections if c.kind != "merge" and c.url in ("", url)]
    return sorted(of_page, key=lambda c: (c.kind != "split", c.made_at, c.key))


def _resolved(said: Correction, same: dict[str, Correction]) -> Correction:
    """A correction in which merged entities are what they are in the end."""
    entity, target, value = (last(same, x) for x in (said.entity, said.target, said.value))
    return replace(said, entity=entity, target=target, value=value)


def _placed(
    analysis: Analysis, page: Page, said: Correction, by: Correction,
    effects: list[Effect], known: Names,
) -> tuple[Analysis, list[Effect], Standing]:  # fmt: skip
    if said.kind == "relevance":
        return _relevance(analysis, by, effects)
    place = _place(page, said)
    if not place:
        return analysis, effects, Standing(by.key, "unplaced", "these words are not in the text")
    if said.kind == "position" and said.target not in known.issues | known.entities.keys():
        detail = f"there is no issue or entity {said.target!r}"
        return analysis, effects, Standing(by.key, "unplaced", detail)
    if said.kind == "mention":
        analysis, changes = _no_mention(analysis, place, said)
    elif said.kind == "speaker":
        analysis, changes = _speaker(analysis, place, said)
    else:
        analysis, changes = _position(analysis, page.text, place, said)
    if said.kind == "speaker" and not changes:
        return analysis, effects, Standing(by.key, "unplaced", "no quotation is found there")
    return analysis, noted(effects, changes, by), Standing(by.key, "placed")


def _place(page: Page, said: Correction) -> Place | None:
    there = (said.start or 0, said.end or 0)
    if said.text_sha256 == page.text_sha256 and page.text[slice(*there)] == said.words:
        return there
    return places.find(page.text, said.prefix, said.words, said.suffix)


def _relevance(
    analysis: Analysis, by: Correction, effects: list[Effect]
) -> tuple[Analysis, list[Effect], Standing]:
    was = "yes" if analysis.relevant else "no"
    effect = Effect("articles", None, None, "", "", was, by.value, by.kind, by.made_at, by.key)
    analysis = replace(analysis, relevant=by.value == "yes")
    return analysis, [*effects, effect], Standing(by.key, "placed")


def _no_mention(
    analysis: Analysis, place: Place, said: Correction
) -> tuple[Analysis, list[Change]]:
    wrong = [m for m in analysis.mentions if m.entity == said.entity and _alike(m, place)]
    mentions = tuple(m for m in analysis.mentions if m not in wrong)
    changes = [Change(m, None, (m.entity, "")) for m in wrong]
    return replace(analysis, mentions=mentions), changes


def _speaker(analysis: Analysis, place: Place, said: Correction) -> tuple[Analysis, list[Change]]:
    """The quotation that fits the place best is who is said to speak."""
    quote = max(analysis.quotes, key=lambda q: _agreement(q, place), default=None)
    if not quote or not _alike(quote, place):
        return analysis, []
    now = replace(quote, speaker=said.value, confidence=1.0)
    quotes = distinct(now if q == quote else q for q in analysis.quotes)
    return replace(analysis, quotes=quotes), [Change(quote, now, (quote.speaker, said.value))]


def _position(
    analysis: Analysis, text: str, place: Place, said: Correction
) -> tuple[Analysis, list[Change]]:
    """The position is as said, whether it was found there, found otherwise, or not found."""
    found = _positions(analysis, text, place, said)
    if said.value == NOBODY:
        changes = [Change(s, None, (s.polarity, "")) for s in found]
    elif found:
        changes = [Change(s, _sure(s, said), (s.polarity, said.value)) for s in found]
    else:
        stance = Stance(*place, said.entity, said.target, _polarity(said),
                        *places.sentence(text, *place), RULE)  # fmt: skip
        changes = [Change(stance, stance, ("", said.value))]
    kept = [s for s in analysis.stances if s not in found]
    now = [change.now for change in changes if isinstance(change.now, Stance)]
    stances = sorted(distinct([*kept, *now]), key=lambda s: (s.start, s.end))
    return replace(analysis, stances=tuple(stances)), changes


def _positions(analysis: Analysis, text: str, place: Place, said: Correction) -> list[Stance]:
    """Those of this holder on this target at the place; without any, in its sentence."""
    of_both = [s for s in analysis.stances if names(s) == (said.entity, said.target)]
    there = [s for s in of_both if s.start < place[1] and place[0] < s.end]
    first, end = places.sentence(text, *place)
    return there or [s for s in of_both if s.start < end and first < s.end]


def _sure(stance: Stance, said: Correction) -> Stance:
    return replace(stance, polarity=_polarity(said), confidence=1.0)


def _polarity(said: Correction) -> Polarity:
    return cast(Polarity, next(p for p in get_args(Polarity) if p == said.value))


def _agreement(found: Mention | Quote, place: Place) -> float:
    return places.agreement((found.start, found.end), place)


def _alike(found: Mention | Quote, place: Place) -> bool:
    return _agreement(found, place) >= ALIKE


def _with_entities(analysis: Analysis, corrections: Iterable[Correction], known: Names) -> Analysis:
    """The analysis with all entities that its findings name since."""
    there = {entity.id for entity in analysis.entities}
    given = {c.value: Entity(c.value, c.name, c.type) for c in corrections if c.type}
    missing = sorted(_named(analysis) - there)
    new = [known.entities.get(name) or given.get(name) for name in missing]
    return replace(analysis, entities=(*analysis.entities, *(entity for entity in new if entity)))


def _named(analysis: Analysis) -> set[str]:
    """Whom findings name; words for speakers and holders that are no entities are among them."""
    said = {m.entity for m in analysis.mentions} | {q.speaker for q in analysis.quotes}
    said |= {name for s in analysis.stances for name in names(s)}
    return said | {c.outlet for c in analysis.credits}
