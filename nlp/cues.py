"""Words that show a position: those of the language, and those that a topic's issues add."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import zip_longest
from typing import Literal

import topics
from nlp.lexicon import Lexicon, read
from nlp.patterns import alternation, fold
from nlp.terms import Found, Terms
from nlp.verbs import all_forms
from nlp.words import Word
from storage.records import Polarity

# what a cue is directed at: an entity behind it, the issue it speaks of, what is asked for,
# what is judged by it, who does it, what moves somebody so, what a dispute is about, or what
# people are upset about, or what those are for or against whom a noun calls so
Aim = Literal[
    "entity", "issue", "either", "demanded", "judged", "doer", "moved", "cause", "outcry", "bearer"
]


_SMALL = r",?\s(?:\w{1,3}['’\s])*"  # what stands between the words of a list


class CueClass(Lexicon):
    """A table `[[cue]]`: verbs in their infinitive, and words as they are written."""

    id: str
    polarity: Polarity
    aim: Aim
    verbs: tuple[str, ...]
    words: tuple[str, ...]
    not_before: tuple[str, ...] = ()
    own: bool = False  # strong enough to be the author's where nobody says it


class StanceWords(Lexicon):
    """`stance.toml`."""

    clauses: tuple[str, ...]
    determiners: tuple[str, ...]
    passives: tuple[str, ...]
    agents: tuple[str, ...]
    objects_before: tuple[str, ...]
    objects_after: tuple[str, ...]
    about: tuple[str, ...]
    negations: tuple[str, ...]
    possessives: tuple[str, ...]
    nobody: str
    bans: tuple[str, ...]
    meets: tuple[str, ...]
    emotions: tuple[str, ...]
    performed: tuple[str, ...]
    shields: tuple[str, ...]
    shielded_from: tuple[str, ...]
    verdicts: tuple[str, ...]
    places: tuple[str, ...]
    wanted: tuple[str, ...]
    conditions: tuple[str, ...]
    nots: tuple[str, ...]
    causes: tuple[str, ...]
    anaphors: tuple[str, ...]
    reflexives: tuple[str, ...]
    particles: tuple[str, ...]  # stand behind the object of a verb where that is a pronoun
    cue: tuple[CueClass, ...]


@dataclass(frozen=True, slots=True)
class StanceCue:
    """A cue in a text; `issue` where the topic says what it is about."""

    start: int
    end: int
    rule: str
    polarity: Polarity
    aim: Aim
    verb: bool = False
    issue: str | None = None
    passive: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class Topical:
    """A place where an issue of the topic is named."""

    start: int
    end: int
    issue: str


@dataclass(frozen=True)
class CueFinder:
    """Finds the cues of one language and one topic."""

    lang: str
    words: StanceWords
    cues: Terms
    issues: Terms
    classes: dict[str, CueClass]
    forms: frozenset[str]
    default: str  # the issue of fears that do not say what they are about; "" where there is none
    unasked: frozenset[str]  # issues that nobody favors by asking for them
    counted: dict[str, str]  # issues whose praise or blame counts for another, where it is named

    def find(self, text: str, found: Sequence[Word]) -> list[StanceCue]:
        """The cues in order; of those that overlap the longest, the topic's before others."""
        cues = sorted(
            self._all(text, found), key=lambda c: (c.issue is None, c.start - c.end, c.verb)
        )
        taken: list[StanceCue] = []
        for cue in cues:
            if all(cue.end <= other.start or other.end <= cue.start for other in taken):
                taken.append(cue)
        taken = sorted(taken, key=lambda cue: cue.start)
        return [a for a, b in zip_longest(taken, taken[1:]) if not (b and _serves(text, a, b))]

    def topical(self, text: str, found: Sequence[Word]) -> list[Topical]:
        return [Topical(t.start, t.end, t.concept) for t in self.issues.find(text, found)]

    def _all(self, text: str, found: Sequence[Word]) -> Iterator[StanceCue]:
        for term in self.cues.find(text, found):
            kind, _, name = term.concept.partition(":")
            if kind in self.classes:
                cue = self._known(text, term, self.classes[kind], name == "verb")
                if cue:
                    yield cue
            else:
                yield StanceCue(
                    term.start, term.end, "topic", _polarity(kind), "issue", False, name
                )

    def _known(self, text: str, term: Found, known: CueClass, verb: bool) -> StanceCue | None:
        """A cue of the language; none where its verb is a noun here, or says something else."""
        before = text[max(0, term.start - 20) : term.start]
        if verb and (
            fold(text[term.start : term.end]) not in self.forms or self._noun.search(before)
        ):
            return None
        if verb and self._own_feeling(text, term, known):
            return None
        if known.not_before and re.match(rf"\s{alternation(known.not_before)}", text[term.end :]):
            return None
        if known.aim == "outcry" and self._is_acted(text, term):
            return None
        active = text[term.start : term.end].split()[0].endswith(("ing", "ant"))
        if active and known.aim == "moved":
            return None
        passive = verb and not active and bool(self._passive.search(before))
        return StanceCue(
            term.start,
            term.end,
            known.id,
            known.polarity,
            known.aim,
            verb,
            passive=passive,
            own=known.own,
        )

    def _own_feeling(self, text: str, term: Found, known: CueClass) -> bool:
        """Whether a reflexive verb lacks its pronoun here, or one that moves others has it."""
        if not self.words.reflexives:
            return False
        form = fold(text[term.start : term.end]).split()[0]
        reflexive = bool(self._reflexive.search(text[max(0, term.start - 30) : term.start]))
        if known.aim == "moved":
            return reflexive
        return form in self.reflexive[known.id] and not reflexive

    @cached_property
    def reflexive(self) -> dict[str, frozenset[str]]:
        """The forms that are cues of a class only with a reflexive pronoun."""
        return {known.id: self._reflexives(known) for known in self.classes.values()}

    def _reflexives(self, known: CueClass) -> frozenset[str]:
        itself = [verb for verb in known.verbs if verb.startswith(("s'", "se "))]
        plain = [verb for verb in known.verbs if verb not in itself]
        forms = ({fold(f).split()[0] for f in all_forms(self.lang, v)} for v in (itself, plain))
        reflexive, others = forms
        return frozenset(reflexive - others)

    @cached_property
    def _reflexive(self) -> re.Pattern[str]:
        pronouns = alternation(self.words.reflexives)
        return re.compile(rf"{pronouns}\s?(?:\w+\s)?$", re.IGNORECASE)

    def _is_acted(self, text: str, term: Found) -> bool:
        """Whether a feeling is one of a list of them, or what somebody plays or a machine reads."""
        before, behind = text[max(0, term.start - 40) : term.start], text[term.end : term.end + 40]
        return bool(
            self._acted.search(before)
            or self._listed_before.search(before)
            or self._listed_behind.match(behind)
        )

    @cached_property
    def _acted(self) -> re.Pattern[str]:
        verbs = alternation(all_forms(self.lang, self.words.performed))
        return re.compile(rf"{verbs}(?:\s[\w’']+)?\s?(?:\w+['’])?$", re.IGNORECASE)

    @cached_property
    def _listed_before(self) -> re.Pattern[str]:
        feelings = alternation(self.words.emotions)
        return re.compile(rf"{feelings}{_SMALL}$", re.IGNORECASE)

    @cached_property
    def _listed_behind(self) -> re.Pattern[str]:
        feelings = alternation(self.words.emotions)
        return re.compile(rf"{_SMALL}{feelings}", re.IGNORECASE)

    @cached_property
    def _noun(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.determiners)}\s?$", re.IGNORECASE)

    @cached_property
    def _passive(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.passives)}\s(?:\w+\s)?$", re.IGNORECASE)


def _serves(text: str, asking: StanceCue, deed: StanceCue) -> bool:
    """Whether the deed is what is asked or wished: "wants to denounce" is no demand."""
    between = text[asking.end : deed.start]
    return (
        asking.aim == "demanded" and deed.verb and len(between.split()) <= 1 and "," not in between
    )


def _polarity(name: str) -> Polarity:
    polarities: dict[str, Polarity] = {"+": "favor", "-": "against", "±": "ambivalent"}
    return polarities[name]


def _forms(lang: str, words: StanceWords, known: CueClass) -> Iterator[str]:
    """The forms of the verbs of a class, also around a pronoun: "called it out"."""
    for form in all_forms(lang, known.verbs):
        yield form
        verb, _, particle = form.partition(" ")
        if particle in words.particles:
            yield from (f"{verb} {pronoun} {particle}" for pronoun in words.objects_after)


@cache
def cue_finder(lang: str, topic: str) -> CueFinder:
    words: StanceWords = read(lang, "stance", StanceWords)
    loaded = topics.load(topic) if topic else None
    issues = tuple(loaded.issues.values()) if loaded else ()
    cues = [
        *((f"{c.id}:verb", form) for c in words.cue for form in _forms(lang, words, c)),
        *((f"{c.id}:word", word) for c in words.cue for word in c.words),
        *((f"+:{i.id}", cue) for i in issues for cue in i.favor_cues[lang]),
        *((f"-:{i.id}", cue) for i in issues for cue in i.against_cues[lang]),
        *((f"±:{i.id}", cue) for i in issues for cue in i.ambivalent_cues[lang]),
    ]
    terms = [(issue.id, term) for issue in issues for term in issue.terms[lang]]
    unasked = frozenset(issue.id for issue in issues if not issue.asked)
    default = (loaded.settings.default_issue if loaded else None) or ""
    forms = frozenset(fold(form) for c in words.cue for form in _forms(lang, words, c))
    return CueFinder(
        lang,
        words,
        Terms(cues),
        Terms(terms),
        {c.id: c for c in words.cue},
        forms,
        default,
        unasked,
        {issue.id: issue.counts_as for issue in issues if issue.counts_as},
    )
