"""Finds who is for or against what, from cue words, their subject and what they are about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from nlp import findings
from nlp.cues import CueFinder, StanceCue, cue_finder
from nlp.groups import Groups, groups
from nlp.holders import HolderRules, holder_rules
from nlp.passages import Passage, Reading, read_doc
from nlp.targets import Named, TargetRules
from nlp.words import words
from storage.records import Quote, Stance


@Language.factory("stance", default_config={"topic": ""})
def make_stance(nlp: Language, name: str, topic: str) -> StanceFinder:
    findings.prepare()
    lang = str(nlp.lang)
    finder = cue_finder(lang, topic)
    holders = holder_rules(lang, topic, finder.words)
    targets = TargetRules(finder.words, finder.unasked)
    return StanceFinder(groups(topic, lang), finder, holders, targets)


@dataclass(frozen=True)
class StanceFinder:
    """Leaves the stances on the Doc; reads the mentions and the quotes."""

    groups: Groups
    finder: CueFinder
    holders: HolderRules
    targets: TargetRules

    def __call__(self, doc: Doc) -> Doc:
        reading = read_doc(doc, self.groups.ids)
        found = words(doc.text)
        named = Named(
            reading,
            tuple(self.finder.topical(doc.text, found)),
            tuple(findings.mentions(doc)),
            findings.entities(doc),
            self.finder.default,
        )
        cues = self.finder.find(doc.text, found)
        stances = list(self._find(named, cues, findings.quotes(doc), _sentences(doc)))
        doc._.stances = sorted(_best(stances), key=lambda stance: (stance.start, stance.holder))
        self.groups.meet(doc, (who for s in findings.stances(doc) for who in (s.holder, s.target)))
        return doc

    def _find(
        self,
        named: Named,
        cues: Sequence[StanceCue],
        quotes: Sequence[Quote],
        sentences: Sequence[tuple[int, int]],
    ) -> Iterator[Stance]:
        for cue in cues:
            passage = _passage(named.reading, cue)
            holders = self.holders.holders(named.reading, passage, cue, quotes)
            quote = next((q for q in quotes if q.start <= cue.start < q.end), None)
            target = self.targets.target(named, passage, cue, quote, holders) if holders else None
            if target is None:
                continue
            start, end = sentences[bisect_right([s for s, _ in sentences], cue.start) - 1]
            for holder in holders:
                if holder != target.id:
                    yield Stance(
                        start=cue.start,
                        end=cue.end,
                        holder=holder,
                        target=target.id,
                        polarity=target.polarity,
                        sentence_start=start,
                        sentence_end=end,
                        rule=target.rule,
                        confidence=target.confidence,
                    )


def _passage(reading: Reading, cue: StanceCue) -> Passage:
    starts = [passage.start for passage in reading.passages]
    return reading.passages[bisect_right(starts, cue.start) - 1]


def _sentences(doc: Doc) -> list[tuple[int, int]]:
    return [(sentence.start_char, sentence.end_char) for sentence in doc.sents]


def _best(stances: Sequence[Stance]) -> list[Stance]:
    """Of equal positions in a sentence the surest, of those the first."""
    found: dict[tuple[str, str, str, int], Stance] = {}
    for stance in stances:
        key = (stance.holder, stance.target, stance.polarity, stance.sentence_start)
        if key not in found or stance.confidence > found[key].confidence:
            found[key] = stance
    return list(found.values())
