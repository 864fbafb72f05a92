"""A text cut into passages: sentences that no quotation is cut by, with the quoted words hidden."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc

from nlp import findings
from nlp.marks import Quoted, hide, quoted
from nlp.parties import Party, describer
from nlp.reporting import Reporting, reporting
from nlp.roles import Roles, schemes
from nlp.sentences import spans

LONGEST = 3000  # characters of a passage: what has no full stop for longer is no sentence


@dataclass(frozen=True)
class Passage:
    """One sentence, or several that a quotation or an incise holds together."""

    start: int
    end: int
    quotations: tuple[Quoted, ...]


@dataclass(frozen=True)
class Reading:
    """What the rules for quotes and stances read: `masked` has the offsets of `text`."""

    text: str
    masked: str
    passages: tuple[Passage, ...]
    parties: tuple[Party, ...]
    doc: Doc
    roles: Roles

    def between(self, start: int, end: int) -> list[Party]:
        """The parties that begin and end between two places."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [party for party in self.parties[first:last] if party.end <= end]

    @cached_property
    def _starts(self) -> list[int]:
        return [party.start for party in self.parties]


def read_doc(doc: Doc, known: dict[str, str], roles: Roles | None = None) -> Reading:
    """The reading of a Doc, made once for all components."""
    found: Reading | None = doc.user_data.get("reading")
    if found is None:
        text = findings.text(doc)
        quotations = quoted(text)
        masked = hide(text, quotations)
        passages = tuple(_passages(doc, quotations, reporting(doc.lang_)))
        starts = [passage.start for passage in passages]
        named = findings.mentions(doc), findings.entities(doc)
        parties = describer(doc.lang_).parties(masked, starts, *named, known)
        labels = roles or Roles(schemes()["ud"])
        found = Reading(text, masked, passages, tuple(parties), doc, labels)
        doc.user_data["reading"] = found
    return found


def _passages(doc: Doc, quotations: list[Quoted], verbs: Reporting) -> Iterator[Passage]:
    start = 0
    text = findings.text(doc)
    for _, end in spans(doc):
        for cut in range(start + LONGEST, end, LONGEST):
            yield _passage(start, cut, quotations)
            start = cut
        if _goes_on(text, end, quotations) or _is_reported(text, end, quotations, verbs):
            continue
        yield _passage(start, end, quotations)
        start = end
    if text[start:].strip():
        yield _passage(start, len(text), quotations)


def _passage(start: int, end: int, quotations: list[Quoted]) -> Passage:
    inside = tuple(q for q in quotations if start <= q.start < end)
    return Passage(start, end, inside)


def _goes_on(text: str, end: int, quotations: list[Quoted]) -> bool:
    """Whether the sentence ends inside a quotation or what follows it continues the sentence."""
    if any(quotation.start < end < quotation.end for quotation in quotations):
        return True
    following = text[end : end + 8]
    if "\n" in following[: len(following) - len(following.lstrip())]:
        return False
    return following.lstrip()[:1].islower() or following.lstrip()[:1] in {",", "»", "”"}


def _is_reported(text: str, end: int, quotations: list[Quoted], verbs: Reporting) -> bool:
    """Whether words in marks end here and the next sentence says whose they were."""
    last = len(text[:end].rstrip())
    if text[last - 2 : last - 1] not in {"?", "!", "…"} or not any(
        q.end == last for q in quotations
    ):
        return False
    return verbs.reports_at_once(text, end)
