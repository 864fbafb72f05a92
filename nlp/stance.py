"""Finds who is for or against what, from cue words, their subject and what they are about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from nlp import findings
from nlp.bonds import Bonds
from nlp.confidence import confidence
from nlp.cues import CueFinder, StanceCue, cue_finder
from nlp.felt import felt
from nlp.groups import Groups, groups
from nlp.holders import HolderRules, holder_rules
from nlp.marks import HIDDEN
from nlp.named import Named, blamable
from nlp.passages import Reading, read_doc
from nlp.roles import Roles, parsed, scheme
from nlp.targets import Target, TargetRules
from nlp.whose import Whose
from nlp.words import Word, words
from storage.records import Mention, Quote, Stance

UNSPECIFIED = "unspecified"  # the speaker of a quote that is nobody's
AUTHOR = "author"  # holds what is judged in the article's own voice


@Language.factory("stance", default_config={"topic": ""})
def make_stance(nlp: Language, name: str, topic: str) -> StanceFinder:
    findings.prepare()
    lang = str(nlp.lang)
    finder = cue_finder(lang, topic)
    holders = holder_rules(lang, topic, finder.words)
    targets = TargetRules(finder.words, finder.unasked, finder.counted)
    roles = Roles(scheme(nlp))
    whose = Whose(lang, finder.words)
    return StanceFinder(groups(topic, lang), finder, holders, targets, roles, whose)


@dataclass(frozen=True)
class StanceFinder:
    """Leaves the stances on the Doc; reads the mentions and the quotes."""

    groups: Groups
    finder: CueFinder
    holders: HolderRules
    targets: TargetRules
    roles: Roles
    whose: Whose

    def __call__(self, doc: Doc) -> Doc:
        reading = read_doc(doc, self.groups.ids)
        found = words(findings.text(doc))
        named = self._named(doc, reading, found)
        bonds = Bonds(doc, self.roles) if parsed(doc) else None
        names = [m for m in findings.mentions(doc) if m.kind != "nominal"]
        cues = [
            _voiced(cue, bonds)
            for cue in self.finder.find(findings.text(doc), found)
            if (cue.issue or not _named(cue, names)) and not _does(cue, bonds)
        ]
        stances = list(self._find(named, cues, findings.quotes(doc), _sentences(doc), bonds))
        stances += felt(doc, named, findings.quotes(doc), stances)
        doc._.stances = sorted(_best(stances), key=lambda stance: (stance.start, stance.holder))
        self.groups.meet(doc, (who for s in findings.stances(doc) for who in (s.holder, s.target)))
        return doc

    def _named(self, doc: Doc, reading: Reading, found: Sequence[Word]) -> Named:
        topical = tuple(self.finder.topical(findings.text(doc), found))
        entities = findings.entities(doc)
        spans = blamable(reading, topical, findings.mentions(doc), entities)
        finder, denial = self.finder, self.targets.denial
        return Named(reading, topical, spans, entities, finder.default, finder.unasked, denial)

    def _find(
        self,
        named: Named,
        cues: Sequence[StanceCue],
        quotes: Sequence[Quote],
        sentences: Sequence[tuple[int, int]],
        bonds: Bonds | None,
    ) -> Iterator[Stance]:
        whose, starts = self.whose, [start for start, _ in sentences]
        begun = [passage.start for passage in named.reading.passages]
        for cue in cues:
            passage = named.reading.passages[bisect_right(begun, cue.start) - 1]
            place = whose.through(named.reading, passage, cue, cues, bonds)
            holders = (
                self._moved(named.reading, cue, bonds)
                if cue.aim == "moved"
                else self.holders.holders(named.reading, passage, place, quotes)
            )
            if cue.aim == "cause":
                holders = self._strikers(named, holders)
            quote = _quote(cue, quotes)
            if not holders and quote and _reports(quote, cue) and quote.speaker != UNSPECIFIED:
                holders = [quote.speaker]
            mine = not holders and cue.own and named.reading.masked[cue.start] != HIDDEN
            if mine and quote is None:
                holders = [AUTHOR]
            if not holders:
                continue
            target = self.targets.target(named, passage, cue, quote, holders, bonds)
            if target is None or (mine and not _own(named, cue, target)):
                continue
            sentence = sentences[bisect_right(starts, cue.start) - 1]
            reported = any(q.start <= cue.start < q.end and q.kind == "indirect" for q in quotes)
            known = {**self.groups.entities, **named.entities}
            kinds = [_kind(holder, known, reported) for holder in holders]
            yield from _stances(cue, list(zip(holders, kinds, strict=True)), target, sentence)

    def _strikers(self, named: Named, holders: Sequence[str]) -> list[str]:
        """Those of several who strike: unions and people, no firm that they strike against."""
        own = [who for who in holders if who in self.groups.unions or not named.kind(who)]
        return own or list(holders)

    def _moved(self, reading: Reading, cue: StanceCue, bonds: Bonds | None) -> list[str]:
        """Who is moved by what: "the plan angers residents"."""
        token = bonds.token(cue.start, cue.end) if bonds else None
        whom = bonds.moved(token) if bonds and token is not None else None
        listed = self.roles.members(whom) if whom is not None else []
        near = (
            [p for p in reading.parties if p.start <= one.idx < p.end and p.who] for one in listed
        )
        return list(dict.fromkeys(parties[-1].who for parties in near if parties))


def _kind(holder: str, known: Container[str], reported: bool) -> str:
    """The kind of a holder by which it was measured how often he is right."""
    if holder in {AUTHOR, UNSPECIFIED}:
        return AUTHOR
    return ("entity" if holder in known else "words") + (" indirect" if reported else "")


def _stances(
    cue: StanceCue,
    holders: Sequence[tuple[str, str]],
    target: Target,
    sentence: tuple[int, int],
) -> Iterator[Stance]:
    """One a holder, with his kind; nobody is for or against himself."""
    for holder, kind in holders:
        if holder != target.id:
            rule = f"{target.rule} of the author" if holder == AUTHOR and cue.own else target.rule
            yield Stance(
                start=cue.start,
                end=cue.end,
                holder=holder,
                target=target.id,
                polarity=target.polarity,
                sentence_start=sentence[0],
                sentence_end=sentence[1],
                rule=rule,
                confidence=confidence(rule, kind),
            )


def _own(named: Named, cue: StanceCue, target: Target) -> bool:
    """Whether the author's judgement is bound to its target, and no mere account of harm."""
    return not target.rule.endswith("before") and (cue.aim != "doer" or target.id == named.default)


def _quote(cue: StanceCue, quotes: Sequence[Quote]) -> Quote | None:
    """The quote that a cue is part of, or that it reports: "..., he fumed"."""
    inside = next((q for q in quotes if q.start <= cue.start < q.end), None)
    return inside or next((q for q in quotes if _reports(q, cue)), None)


def _reports(quote: Quote, cue: StanceCue) -> bool:
    """Whether a cue is part of the words that report a quote."""
    start, end = quote.cue_start, quote.cue_end
    return start is not None and end is not None and start <= cue.start < end


def _named(cue: StanceCue, names: Sequence[Mention]) -> bool:
    """Whether a cue is part of a name, as of a work: "A Nice Fraud"."""
    return any(m.start <= cue.start and cue.end <= m.end for m in names)


def _does(cue: StanceCue, bonds: Bonds | None) -> bool:
    """Whether a word for an outcry is a verb here: "much of it concerns the plan"."""
    token = bonds.token(cue.start, cue.end) if bonds and cue.aim == "outcry" else None
    if token is None or bonds is None or len(token) != cue.end - cue.start:
        return False
    return token.pos_ == "VERB" and next(bonds.roles.children(token, "subject"), None) is not None


def _voiced(cue: StanceCue, bonds: Bonds | None) -> StanceCue:
    """The cue, passive where the tree says so: "a bill backed by the guild"."""
    token = bonds.token(cue.start, cue.end) if bonds and cue.verb and not cue.passive else None
    if token is None or bonds is None or not bonds.passive(token):
        return cue
    return replace(cue, passive=True)


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    return [(sentence.start_char, sentence.end_char) for sentence in doc.sents]


def _best(stances: Sequence[Stance]) -> list[Stance]:
    """Of equal positions in a sentence the surest; who is torn there is not for or against too."""
    found: dict[tuple[str, str, str, int], Stance] = {}
    for stance in stances:
        key = (stance.holder, stance.target, stance.polarity, stance.sentence_start)
        if key not in found or stance.confidence > found[key].confidence:
            found[key] = stance
    torn = {_about(s) for s in found.values() if s.polarity == "ambivalent"}
    return [s for s in found.values() if s.polarity == "ambivalent" or _about(s) not in torn]


def _about(stance: Stance) -> tuple[str, str, int]:
    return stance.holder, stance.target, stance.sentence_start
