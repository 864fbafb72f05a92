"""Verbs that report words or thoughts, as one language has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from nlp.lexicon import Lexicon, read
from nlp.patterns import alternation, fold
from nlp.phrases import Phrase, PhraseIndex
from nlp.verbs import all_forms

_CLAUSE = re.compile(r"\s*(?:[\w’'-]+\s?){1,6}")
_INVERTED = re.compile(r"-(?:t-)?(?:ils?|elles?)\b", re.IGNORECASE)


class Verbs(Lexicon):
    """The table `[verbs]`: what may follow is said in the file."""

    say: tuple[str, ...]
    feel: tuple[str, ...]
    judge: tuple[str, ...]
    accuse: tuple[str, ...]
    beg: tuple[str, ...]
    claim: tuple[str, ...]


class ReportingWords(Lexicon):
    """The table `[words]`."""

    nouns: tuple[str, ...]
    determiners: tuple[str, ...]
    that: tuple[str, ...]
    accused_of: tuple[str, ...]
    auxiliaries: tuple[str, ...]
    participles: tuple[str, ...]
    agreed: tuple[str, ...]
    reflexives: tuple[str, ...]
    adverbs: tuple[str, ...]
    passives: tuple[str, ...]
    agents: tuple[str, ...]
    according: tuple[str, ...]
    according_weak: tuple[str, ...]
    according_whom: tuple[str, ...]
    openings: tuple[str, ...]
    cuts: tuple[str, ...]
    joined: tuple[str, ...]
    addressing: tuple[str, ...]
    prepositions: tuple[str, ...]
    relatives: tuple[str, ...]
    bare: tuple[str, ...]
    bare_stops: tuple[str, ...]
    incise_whole: bool
    about: tuple[str, ...]
    thinking: tuple[str, ...]
    weighing: tuple[str, ...]
    stating: tuple[str, ...]
    states: tuple[str, ...]
    as_said: tuple[str, ...]
    coined: tuple[str, ...]
    views: tuple[str, ...]
    hearsay: tuple[str, ...]
    verbal: tuple[str, ...]


class Opinion(Lexicon):
    """A table `[[opinions]]`; `*` for any words."""

    verbs: tuple[str, ...]
    before: tuple[str, ...] = ()
    about: tuple[str, ...]
    near: bool = False  # the link stands right behind what it is about
    link: tuple[str, ...]


class ReportingFile(Lexicon):
    """`reporting.toml`."""

    opinions: tuple[Opinion, ...]
    verbs: Verbs
    words: ReportingWords


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb with its auxiliary; `pronoun` is the place of one behind it ("dit-elle")."""

    start: int
    end: int
    verb: str
    labels: frozenset[str]
    pronoun: int | None = None
    passive: bool = False


@cache
def reporting(lang: str) -> Reporting:
    file: ReportingFile = read(lang, "reporting", ReportingFile)
    return Reporting(lang, file)


@dataclass(frozen=True)
class Reporting:
    """The patterns of one language, made once."""

    lang: str
    file: ReportingFile

    @property
    def words(self) -> ReportingWords:
        return self.file.words

    def cues(self, text: str, start: int, end: int) -> Iterator[Cue]:
        """The reporting verbs between two places of a text."""
        for phrase in self._verbs.find(text, start, end):
            if phrase.key in self._nouns and self._is_noun(text, start, phrase):
                continue
            helper = self._helper.search(text, max(start, phrase.start - 40), phrase.start)
            behind = _INVERTED.match(text, phrase.end, end)
            words = helper.group() if helper else ""
            first = helper.start() if helper else phrase.start
            last = behind.end() if behind else phrase.end
            yield Cue(
                start=first,
                end=last,
                verb=phrase.key,
                labels=self._labels[phrase.key],
                pronoun=_pronoun(text, first, last),
                passive=self._is_passive(words, phrase.key)
                or bool(self._by.match(text, phrase.end))
                or (not words and self._is_bare(text, start, phrase)),
            )

    def _is_noun(self, text: str, start: int, phrase: Phrase) -> bool:
        """Whether a determiner stands before a form that is a noun too, and no clitic pronoun."""
        if self._verbal.match(text, phrase.end):
            return False
        return bool(self._determiner.search(text, start, phrase.start))

    def _is_passive(self, helper: str, verb: str) -> bool:
        """Whether a participle stands behind a form of "be" without a reflexive pronoun."""
        if not helper or verb.endswith(("ing", "ant")):
            return False
        return bool(self._passive.search(helper)) and not self._reflexive.match(helper)

    def _is_bare(self, text: str, start: int, phrase: Phrase) -> bool:
        """Whether a form without auxiliary can only be a participle, and goes on with no verb."""
        word = phrase.key.split()[0]
        if self._agreed.fullmatch(word):
            return True
        joined = self._joined.search(text, max(start, phrase.start - 10), phrase.start)
        return bool(self._participle.fullmatch(word)) and not joined

    @cached_property
    def _labels(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for label, verbs in self.file.verbs.model_dump().items():
            for form in all_forms(self.lang, verbs):
                found.setdefault(fold(form), set()).add(label)
        return {form: frozenset(labels) for form, labels in found.items()}

    @cached_property
    def bare(self) -> frozenset[str]:
        return self._forms(self.words.bare)

    @cached_property
    def addressing(self) -> frozenset[str]:
        return self._forms(self.words.addressing)

    @cached_property
    def thinking(self) -> frozenset[str]:
        return self._forms(self.words.thinking)

    @cached_property
    def weighing(self) -> frozenset[str]:
        return self._forms(self.words.weighing)

    @cached_property
    def stating(self) -> frozenset[str]:
        return self._forms(self.words.stating)

    def _forms(self, verbs: Iterable[str]) -> frozenset[str]:
        return frozenset(map(fold, all_forms(self.lang, verbs)))

    @cached_property
    def _nouns(self) -> frozenset[str]:
        return frozenset(self.words.nouns)

    @cached_property
    def _verbs(self) -> PhraseIndex:
        return PhraseIndex(self._labels)

    @cached_property
    def _helper(self) -> re.Pattern[str]:
        """The auxiliaries that end right before a verb, with adverbs between them."""
        words = self.words
        helpers = alternation((*words.auxiliaries, *words.reflexives, *words.passives))
        more = rf"(?:{helpers}|{alternation(words.adverbs)})"
        return re.compile(rf"{helpers}\s?(?:{more}\s?){{0,3}}$", re.IGNORECASE)

    @cached_property
    def _participle(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.participles), re.IGNORECASE)

    @cached_property
    def _agreed(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.agreed), re.IGNORECASE)

    @cached_property
    def _joined(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{alternation(self.words.joined)}|,)\s$", re.IGNORECASE)

    def reports_at_once(self, text: str, start: int) -> bool:
        """Whether a verb stands among the first words, before any stop."""
        first = _CLAUSE.match(text, start)
        return bool(first) and any(
            True for _ in self.cues(text, start, first.end() if first else 0)
        )

    @cached_property
    def _by(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.words.agents)}\s", re.IGNORECASE)

    def is_hearsay(self, clause: str) -> bool:
        """Whether words like the press conditional show that nobody vouches for a clause."""
        return bool(self._hearsay.search(clause))

    @cached_property
    def _hearsay(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.hearsay), re.IGNORECASE)

    @cached_property
    def _verbal(self) -> re.Pattern[str]:
        return re.compile(rf"\s{alternation(self.words.verbal)}", re.IGNORECASE)

    @cached_property
    def _determiner(self) -> re.Pattern[str]:
        return re.compile(rf"{alternation(self.words.determiners)}\s?$", re.IGNORECASE)

    @cached_property
    def _passive(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.passives), re.IGNORECASE)

    @cached_property
    def _reflexive(self) -> re.Pattern[str]:
        return re.compile(alternation(self.words.reflexives), re.IGNORECASE)


def _pronoun(text: str, start: int, end: int) -> int | None:
    """Where the pronoun stands in "dit-elle" and "a-t-il dit"."""
    found = _INVERTED.search(text, start, end)
    return found.start() if found else None
