"""The figures of a revision as tellings: what each measures, of whom, and who says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from storage.coverage import Covered, Finding, Revision
from storage.outcomes import Bound
from stories import measures
from stories.bounds import bound, normal
from stories.days import fold
from stories.sentences import Sentence, sentences
from stories.versions import is_aside_or_notice

CONTENT = re.compile(r"[^\W\d_]{5,}")
STEM = 6  # letters of a word's beginning
WORDS = 20_000  # kept with their beginnings: most words of news are common ones
NEAREST = 4  # words around a figure that say what it is of, where no measure is known
STOPS = frozenset(",;:")
APART = 12  # characters at most between an amount and the time it was paid for


@dataclass(frozen=True, slots=True)
class Telling:
    """One figure: `entity` is whom it is measured of, `about` whom the whole article is about."""

    article: Covered
    revision: int
    start: int
    end: int
    value: float
    unit: str
    bound: Bound
    measure: str
    gap: int  # characters between it and the cue of its measure
    entity: str | None
    partners: tuple[str | None, ...]  # entities told of in the same breath: "Crumb and Crust pay …"
    about: str
    qualities: str
    groups: frozenset[str]
    words: tuple[str, ...]
    label: str
    speaker_id: str | None
    speaker: str
    confidence: float

    @property
    def place(self) -> tuple[int, int, int]:
        """Its revision, and where it stands there."""
        return self.revision, self.start, self.end

    @property
    def base(self) -> str:
        """The unit that it is compared in."""
        unit = normal(self.value, self.unit)[1]
        alike = measures.measures()[self.measure].alike if self.measure else ()
        return alike[0] if unit in alike else unit

    def keys(self, story: int | None) -> list[str]:
        """What a claim about the same can be looked up by; those of words share three of four."""
        if not self.measure:
            what = f"{self.article.lang}|{self.base}|{self.about}|{self.qualities}"
            return [f"w|{what}|{'+'.join(some)}" for some in combinations(self.words, 3)]
        what = f"{self.measure}|{self.qualities}|{self.base}"
        keys = [f"m|{what}|{one}" for one in (self.entity, *self.partners) if one]
        if not measures.measures()[self.measure].event:
            return keys
        keys += [f"s|{what}|{story}"] if story else []
        return keys + ([f"d|{what}|{self.about}"] if self.about else [])


def tellings(
    article: Covered, revision: Revision, found: Sequence[Finding], kinds: Mapping[str, str]
) -> Iterator[Telling]:
    """The figures of one revision, in the order of the text; `kinds` are those of its entities."""
    figures = [f for f in found if f.kind == "figure" and f.value is not None]
    if not figures:
        return
    named = [f for f in found if f.kind == "mention" and _can_be_measured(f, kinds)]
    about = _about(named)
    whom = measures.foremost(f"{revision.title} {revision.text}", article.lang)
    for sentence in sentences(revision.text):
        inside = [f for f in figures if sentence.start <= f.start and f.end <= sentence.end]
        if not inside or is_aside_or_notice(revision.text, sentence, article.lang):
            continue
        near = [m for m in named if sentence.start <= m.start and m.end <= sentence.end]
        for figure in inside:
            speaker = _speaker(figure, found)
            others = [m for m in near if m.entity_id != speaker[0]]
            told = _told(article, revision, sentence, figure, inside, others, about, whom, speaker)
            if told:
                yield told


def _told(
    article: Covered, revision: Revision, sentence: Sentence, figure: Finding,
    inside: Sequence[Finding], near: Sequence[Finding], about: str, whom: frozenset[str],
    speaker: tuple[str | None, str],
) -> Telling | None:  # fmt: skip
    lang, clause = article.lang, sentence.text
    start, end, value, unit = _rate(figure, inside, sentence, lang)
    end = _end(figure, inside, end)
    walls = _walls(figure, unit, inside)
    name, gap = measures.measured(sentence, (start, end), unit, walls, lang) or ("", 0)
    measure = measures.measures().get(name)
    own, alone = bool(measure and measure.own), bool(measure and measure.event)
    entity, *partners = _entities(near, start, end, own, sentence, lang)
    words = () if measure else _nearest(sentence, figure)
    if (measure and not entity and not alone) or (not measure and len(words) < NEAREST):
        return None
    named = measures.years(clause, (article.day or "")[:4])
    return Telling(
        article, revision.revision, start, end, value, unit, _bound(figure, inside, revision, lang),
        name, gap, entity, tuple(partners), about,
        named if own else f"{measures.aspects(clause, lang)}|{named}",
        frozenset() if own else measures.groups(clause, lang) or whom,
        words, _label(figure, revision.text), *speaker,
        confidence=round(figure.confidence * (0.9 if measure else 0.8), 3),
    )  # fmt: skip


def _walls(figure: Finding, unit: str, inside: Sequence[Finding]) -> list[tuple[int, int]]:
    """Where other figures of its kind stand, which a cue cannot be beyond."""
    return [
        (f.start, f.end)
        for f in inside
        if measures.kind(f.unit) == measures.kind(unit) and f != figure and not _range(f, figure)
    ]


def _rate(
    figure: Finding, inside: Sequence[Finding], sentence: Sentence, lang: str
) -> tuple[int, int, float, str]:
    """A figure's place, value and unit; an amount for so many hours, days … is a rate."""
    value = figure.value or 0.0
    for time in inside if measures.kind(figure.unit) == "money" else ():
        between = sentence.text[figure.end - sentence.start : time.start - sentence.start]
        if measures.kind(time.unit) == "time" and time.value and _paid_for(between, lang):
            unit = f"{figure.unit}/{time.unit.removesuffix('s')}"
            return figure.start, time.end, value / time.value, unit
    return figure.start, figure.end, value, figure.unit


def _paid_for(between: str, lang: str) -> bool:
    return measures.paid_for(lang).fullmatch(between.strip()) is not None


def _bound(figure: Finding, inside: Sequence[Finding], revision: Revision, lang: str) -> Bound:
    """A hedge, or the end of a range: of the two figures of one, both end at the same place."""
    for other in inside:
        if _range(figure, other):
            return "least" if (figure.value or 0) < (other.value or 0) else "most"
    return bound(revision.text, figure.start, figure.end, lang)


def _range(one: Finding, other: Finding) -> bool:
    """Whether two figures are the ends of a range: they end at one place, the lower one first."""
    first, last = sorted((one, other), key=lambda f: f.start)
    same = one.end == other.end and one.unit == other.unit and one != other
    return same and (first.value or 0) < (last.value or 0)


def _end(figure: Finding, inside: Sequence[Finding], end: int) -> int:
    """Where a figure ends: in a pair that is no range (`78 to 22 percent`), before the other."""
    pair = [f.start for f in inside if f.end == figure.end and f.start > figure.start]
    paired = pair and not any(_range(figure, f) for f in inside)
    return pair[0] if paired else end


def _can_be_measured(mention: Finding, kinds: Mapping[str, str]) -> bool:
    return kinds.get(mention.entity_id or "", "OUTLET") not in {"PERSON", "OUTLET"}


def _about(named: Sequence[Finding]) -> str:
    """The entity that is named most often, the first of them where several are."""
    counts = Counter(m.entity_id for m in named if m.entity_id)
    return counts.most_common(1)[0][0] or "" if counts else ""


def _entities(
    near: Sequence[Finding], start: int, end: int, own: bool, sentence: Sentence, lang: str
) -> list[str | None]:
    """The entity named nearest in the sentence, and those that it is named together with.

    An owner stands right behind without a comma, or before, and alone.
    """
    gaps = [(m.start - end if m.start >= end else start - m.end, m) for m in near]
    if own:
        behind = sentence.text[end - sentence.start :]
        gaps = [(g, m) for g, m in gaps
                if m.end <= start or (g <= APART and not STOPS & {*behind[:g]})]  # fmt: skip
        gaps.sort(key=lambda pair: (pair[1].end <= start, pair[0]))
    else:
        gaps.sort(key=lambda pair: pair[0])
    if not gaps:
        return [None]
    nearest = gaps[0][1]
    return [nearest.entity_id, *([] if own else _partners(nearest, near, sentence, lang))]


def _partners(
    one: Finding, near: Sequence[Finding], sentence: Sentence, lang: str
) -> Iterator[str | None]:
    for other in near:
        first, last = sorted((one, other), key=lambda m: m.start)
        between = sentence.text[first.end - sentence.start : last.start - sentence.start]
        if other.entity_id != one.entity_id and measures.joined(between, lang):
            yield other.entity_id


def _nearest(sentence: Sentence, figure: Finding) -> tuple[str, ...]:
    """The words that stand nearest to a figure, by their beginnings, in alphabetical order."""
    start, end = figure.start - sentence.start, figure.end - sentence.start
    gaps = {
        _stem(m.group()): max(start - m.end(), m.start() - end, 0)
        for m in reversed(list(CONTENT.finditer(sentence.text)))
    }
    return tuple(sorted(sorted(gaps, key=lambda word: (gaps[word], word))[:NEAREST]))


@lru_cache(WORDS)
def _stem(word: str) -> str:
    return fold(word)[:STEM]


def _label(figure: Finding, text: str) -> str:
    """What is measured, in at most six words of the article."""
    return figure.words or " ".join(text[figure.start : figure.end].split()[-1:])


def _speaker(figure: Finding, found: Sequence[Finding]) -> tuple[str | None, str]:
    """Who says it: the speaker of the shortest quotation around it."""
    around = [f for f in found if f.kind == "quote" and f.start <= figure.start < f.end]
    if not around:
        return None, ""
    quote = min(around, key=lambda f: f.end - f.start)
    return quote.entity_id, quote.words
