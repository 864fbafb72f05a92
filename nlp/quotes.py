"""Finds who says what: in quotation marks, in reported clauses, or both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from nlp import findings
from nlp.according import AccordingRules
from nlp.content import Content
from nlp.direct import DirectRules
from nlp.groups import Groups, groups
from nlp.indirect import IndirectRules
from nlp.marks import HIDDEN
from nlp.parties import Party
from nlp.passages import Passage, Reading, read_doc
from nlp.reporting import reporting
from storage.records import Quote, QuoteKind

MIXED = 0.8  # share of quoted characters from which reported content counts as a quotation


@Language.factory("quotes", default_config={"topic": ""})
def make_quotes(nlp: Language, name: str, topic: str) -> QuoteFinder:
    findings.prepare()
    lang = str(nlp.lang)
    verbs = reporting(lang)
    return QuoteFinder(
        groups(topic, lang), DirectRules(verbs), AccordingRules(verbs), IndirectRules(verbs)
    )


@dataclass(frozen=True)
class QuoteFinder:
    """Leaves the quotes on the Doc; reads the mentions."""

    groups: Groups
    direct: DirectRules
    according: AccordingRules
    indirect: IndirectRules

    def __call__(self, doc: Doc) -> Doc:
        reading = read_doc(doc, self.groups.ids)
        doc._.quotes = sorted(self._find(reading), key=lambda quote: (quote.start, quote.end))
        self.groups.meet(doc, (quote.speaker for quote in findings.quotes(doc)))
        return doc

    def _find(self, reading: Reading) -> Iterator[Quote]:
        last: Party | None = None
        for passage in reading.passages:
            cues = list(self.direct.reporting.cues(reading.masked, passage.start, passage.end))
            phrases = list(self.according.find(reading, passage))
            clauses = self.indirect.find(reading, passage, cues)
            reported = list(_apart([*phrases, *clauses]))
            spoken = list(self.direct.find(reading, passage, cues, phrases, last))
            for content in _merged(reading, passage, spoken, reported):
                speaker = _continued(content, last)
                last = speaker or last
                yield _quote(reading, replace(content, party=speaker))


def _continued(content: Content, last: Party | None) -> Party | None:
    """Who speaks; a pronoun in an incise goes on with the person who spoke before."""
    party = content.party
    if party and last and party.pronoun and content.rule in {"incise", "cue"}:
        return last if last.kind == party.kind == "person" and last.start > party.since else party
    return party


def _apart(contents: Iterable[Content]) -> Iterator[Content]:
    """Of contents that overlap, the first."""
    taken: list[Content] = []
    for content in contents:
        if all(content.end <= other.start or other.end <= content.start for other in taken):
            taken.append(content)
            yield content


def _merged(
    reading: Reading, passage: Passage, spoken: list[Content], reported: list[Content]
) -> Iterator[Content]:
    """Reported content with the quotations in it, each quotation only once."""
    covered: list[Content] = []
    for content in reported:
        inside = [q for q in passage.quotations if content.start <= q.start < content.end]
        hidden = sum(q.end - q.start for q in inside)
        if inside and hidden >= MIXED * (content.end - content.start):
            continue
        if len(inside) > 1:
            yield from _cut(reading, content, inside[0].start)
            continue
        covered.append(content)
        yield content
    for content in spoken:
        if not any(c.start <= content.start and content.end <= c.end + 1 for c in covered):
            yield content


def _cut(reading: Reading, content: Content, at: int) -> Iterator[Content]:
    """The words before the first of several quotations, up to their last comma."""
    comma = reading.masked.rfind(",", content.start, at)
    end = comma if comma > 0 else at
    if len(reading.masked[content.start : end].split()) > 3 and comma > 0:
        yield Content(
            content.start, end, content.cue, content.party, content.rule, content.confidence
        )


def _quote(reading: Reading, content: Content) -> Quote:
    cue = reading.text[slice(*content.cue)]
    return Quote(
        start=content.start,
        end=content.end,
        speaker=content.party.who if content.party else "unspecified",
        kind=_kind(reading, content),
        cue=cue,
        rule=content.rule,
        confidence=content.confidence,
        cue_start=content.cue[0] if cue else None,
        cue_end=content.cue[1] if cue else None,
    )


def _kind(reading: Reading, content: Content) -> QuoteKind:
    hidden = reading.masked[content.start : content.end]
    if not re.search(HIDDEN, hidden):
        return "indirect"
    return "direct" if set(hidden) == {HIDDEN} else "mixed"
