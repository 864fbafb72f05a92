"""Finds who says what: in quotation marks, in reported clauses, or both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.language import Language
from spacy.tokens import Doc

from nlp import findings
from nlp.according import AccordingRules
from nlp.content import Content, bounds
from nlp.direct import DirectRules
from nlp.groups import Groups, groups
from nlp.indirect import IndirectRules
from nlp.marks import HIDDEN, Quoted
from nlp.parties import Party
from nlp.passages import Passage, Reading, read_doc
from nlp.reporting import reporting
from nlp.roles import Roles, scheme
from storage.records import Quote, QuoteKind

CLAUSE = 4  # words from which something counts as a clause
_JOINED = re.compile(r",?\s(?:and|but|et|mais)\s(?:\w+\s){0,3}$")
MIXED = 0.8  # share of quoted characters from which reported content counts as a quotation


@Language.factory("quotes", default_config={"topic": ""})
def make_quotes(nlp: Language, name: str, topic: str) -> QuoteFinder:
    findings.prepare()
    lang = str(nlp.lang)
    verbs = reporting(lang)
    rules = DirectRules(verbs), AccordingRules(verbs), IndirectRules(verbs)
    return QuoteFinder(groups(topic, lang), Roles(scheme(nlp)), *rules)


@dataclass(frozen=True)
class QuoteFinder:
    """Leaves the quotes on the Doc; reads the mentions."""

    groups: Groups
    roles: Roles
    direct: DirectRules
    according: AccordingRules
    indirect: IndirectRules

    def __call__(self, doc: Doc) -> Doc:
        reading = read_doc(doc, self.groups.ids, self.roles)
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
        joined = _joined_quotation(reading, content, inside[0]) if inside else None
        if joined is not None:
            content = replace(content, end=joined)
            yield replace(content, start=inside[0].inner[0], end=inside[0].inner[1])
            spoken = [one for one in spoken if one.start != inside[0].inner[0]]
        covered.append(content)
        yield content
    for content in spoken:
        if not any(c.start <= content.start and content.end <= c.end + 1 for c in covered):
            yield content


def _cut(reading: Reading, content: Content, at: int) -> Iterator[Content]:
    """The words before the first of several quotations, up to their last comma or a long clause."""
    comma = reading.masked.rfind(",", content.start, at)
    if comma > 0 and len(reading.masked[comma:at].split()) > CLAUSE:
        comma = at
    if comma > 0 and len(reading.masked[content.start : comma].split()) > 3:
        yield replace(content, end=bounds(reading, content.start, comma)[1])


def _joined_quotation(reading: Reading, content: Content, quotation: Quoted) -> int | None:
    """Where a verb with nothing but quoted words is joined to the clause: 'and was "shocked"'."""
    if reading.masked[quotation.end : content.end].strip(" .,"):
        return None
    before = reading.masked[content.start : quotation.start]
    joined = _JOINED.search(before)
    if joined is None or len(before[: joined.start()].split()) < CLAUSE:
        return None
    return content.start + joined.start()


def _quote(reading: Reading, content: Content) -> Quote:
    cue = reading.text[slice(*content.cue)]
    return Quote(
        start=content.start,
        end=content.end,
        speaker=content.party.who if content.party else "unspecified",
        kind=_kind(reading, content),
        cue=cue,
        rule=_rule(reading, content),
        confidence=content.confidence,
        cue_start=content.cue[0] if cue else None,
        cue_end=content.cue[1] if cue else None,
    )


def _rule(reading: Reading, content: Content) -> str:
    """The rule, with "hearsay" where the article's words vouch for nothing."""
    clause = reading.masked[content.start : content.end]
    verbs = reporting(reading.doc.lang_)
    return f"{content.rule} hearsay" if verbs.is_hearsay(clause) else content.rule


def _kind(reading: Reading, content: Content) -> QuoteKind:
    hidden = reading.masked[content.start : content.end]
    if not re.search(HIDDEN, hidden):
        return "indirect"
    return "direct" if set(hidden) == {HIDDEN} else "mixed"
