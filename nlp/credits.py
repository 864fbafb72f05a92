"""Finds the outlets that an article credits for its information."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from nlp import findings
from nlp.lexicon import Lexicon, read
from nlp.patterns import alternation
from nlp.verbs import all_forms
from storage.records import Credit, Entity, Mention

WINDOW = 90  # characters on each side of an outlet in which its credit stands
DASHES = "-–—|/:"


class CreditWords(Lexicon):
    """`credits.toml`."""

    before: tuple[str, ...]
    verbs: tuple[str, ...]
    told: tuple[str, ...]
    to: tuple[str, ...]
    fillers: tuple[str, ...]
    times: tuple[str, ...]
    links: tuple[str, ...]
    auxiliaries: tuple[str, ...]
    relatives: tuple[str, ...]
    objects: tuple[str, ...]
    possessive: tuple[str, ...]
    works: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A frame around an outlet: what its words before it end in, what those behind begin with."""

    name: str
    before: re.Pattern[str]
    after: re.Pattern[str]
    confidence: float


ANY = re.compile("")


@cache
def rules(lang: str) -> tuple[Rule, ...]:
    """The frames of a language, the surest first."""
    words: CreditWords = read(lang, "credits", CreditWords)
    between = rf"(?:{alternation((*words.fillers, *words.times))}|\b\d{{1,2}}\b)"
    fill = rf"(?:\W{{0,3}}{between}){{0,6}}[\s:«“\"'’]*$"
    verbs = alternation(all_forms(lang, words.verbs))
    told = alternation(all_forms(lang, words.told))
    speaker = r"(?:\s+(?-i:[A-ZÀ-Þ])[\w'’.-]*){1,4}"
    to = rf"(?:{speaker})?\s+{alternation(words.to)}" if words.to else ""
    relative = rf"(?:,?\s{alternation(words.relatives)})?(?:\s{alternation(words.objects)})?"
    helper = rf"{relative}(?:\W{{0,3}}{alternation(words.auxiliaries)}){{0,2}}"
    work = rf"{alternation(words.possessive)}(?:\s[\w-]+){{0,2}}\s{alternation(words.works)}"
    return (
        Rule("told", _before(rf"{told}{to}{fill}"), ANY, 0.95),
        Rule("cue", _before(rf"{alternation(words.before)}\s?:?{fill}"), ANY, 0.9),
        Rule("verb before", _before(rf"{verbs}{fill}"), ANY, 0.8),
        Rule("verb behind", ANY, re.compile(rf"(?:\W+\w+ing\b)?{helper}\s+{verbs}", re.I), 0.8),
        Rule("work", ANY, re.compile(work, re.I), 0.8),
        Rule("brackets", re.compile(r"\(\W*$"), re.compile(r"\s*[),/;]"), 0.9),
        Rule("line", re.compile(r"(?:^|\n)\W*$"), re.compile(r"\W*(?:\n|$)"), 0.8),
        Rule(
            "date line",
            re.compile(r"(?:^|\n|[.!?»”]\s)\W*$"),
            re.compile(rf"\s*[{re.escape(DASHES)}]\s"),
            0.8,
        ),
        Rule(
            "by-line",
            re.compile(r"(?:^|\n)(?:\w[\w'’.-]*\s){1,4}?\w[\w'’.-]*,\s*$"),
            re.compile(rf"\s*[{re.escape(DASHES)}\n]"),
            0.8,
        ),
    )


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@Language.factory("credits", default_config={"topic": ""})
def make_credits(nlp: Language, name: str, topic: str) -> CreditFinder:
    findings.prepare()
    words: CreditWords = read(nlp.lang, "credits", CreditWords)
    link = re.compile(
        rf"\s*(?:[,/&]|{alternation(words.links)})\s*(?:\w+['’]\s?|\w{{2,3}}\s)?", re.I
    )
    return CreditFinder(rules(nlp.lang), link, _agency(words))


def _agency(words: CreditWords) -> re.Pattern[str]:
    """A name that says of itself that it is an agency: another capital stands beside the word."""
    capital = r"[A-ZÀ-Þ][\w'’-]*"
    agency = alternation(words.agencies)
    return re.compile(rf"(?:{agency}\s{capital}.*|(?:{capital}\s)+{agency})")


@dataclass(frozen=True)
class CreditFinder:
    """Leaves the credits on the Doc; reads the mentions of outlets."""

    rules: tuple[Rule, ...]
    link: re.Pattern[str]
    agency: re.Pattern[str]

    def __call__(self, doc: Doc) -> Doc:
        known = findings.entities(doc)
        outlets = [
            mention
            for mention in sorted(findings.mentions(doc), key=lambda m: (m.start, -m.end))
            if mention.entity in known and self._reports(known[mention.entity])
        ]
        doc._.credits = list(self._find(findings.text(doc), outlets))
        return doc

    def _reports(self, entity: Entity) -> bool:
        named = entity.type == "ORG" and self.agency.fullmatch(entity.name)
        return entity.type == "OUTLET" or bool(named)

    def _find(self, text: str, outlets: Sequence[Mention]) -> Iterator[Credit]:
        last: Credit | None = None
        for mention in outlets:
            if last and mention.start < last.end and mention.entity == last.outlet:
                continue
            found = self._framed(text, mention) or self._joined(text, mention, last)
            if found:
                last = found
                yield found

    def _framed(self, text: str, mention: Mention) -> Credit | None:
        before = text[max(0, mention.start - WINDOW) : mention.start]
        after = text[mention.end : mention.end + WINDOW]
        for rule in self.rules:
            left, right = rule.before.search(before), rule.after.match(after)
            if left and right:
                start = (
                    mention.start - len(left.group().lstrip()) if left.group() else mention.start
                )
                end = mention.end + len(right.group().rstrip())
                return Credit(start, end, mention.entity, rule.name, rule.confidence)
        return None

    def _joined(self, text: str, mention: Mention, last: Credit | None) -> Credit | None:
        """The outlet is named beside one that is credited: "Selon A et B"."""
        if last and self.link.fullmatch(text, last.end, mention.start):
            return Credit(mention.start, mention.end, mention.entity, "list", last.confidence)
        return None
