"""What a known speaker's words say of an entity without a cue, by the trained sentiment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Span

from nlp import sentiment
from nlp.confidence import confidence
from nlp.named import Named
from nlp.roles import parsed
from storage.records import Polarity, Quote, Stance

LEAST = 0.75  # probability below which nothing is said: precision comes before recall
KINDS = frozenset(("PERSON", "ORG", "PRODUCT"))  # the training sentences judge nothing else
RULE = "sentiment"
POLARITIES: dict[str, Polarity] = {"against": "against", "favor": "favor"}


def felt(
    doc: Doc, named: Named, quotes: Sequence[Quote], found: Sequence[Stance]
) -> Iterator[Stance]:
    """Positions of speakers towards entities that they name in a quote without any cue.

    None where the document is not parsed, or the weights are missing.
    """
    if not parsed(doc):
        return
    for quote in quotes:
        decided = any(quote.start <= stance.start < quote.end for stance in found)
        if decided or quote.speaker == "unspecified":
            continue
        inside = [s for s in named.blamable if quote.start <= s[0] and s[1] <= quote.end]
        for start, end, who in {s[2]: s for s in reversed(inside)}.values():
            if who != quote.speaker and named.kind(who) in KINDS:
                yield from _judged(doc, quote, start, end, who)


def _judged(doc: Doc, quote: Quote, start: int, end: int, who: str) -> Iterator[Stance]:
    sentence = _sentence(doc, start)
    judged = sentiment.judge(sentence, start, end, LEAST) if sentence is not None else None
    polarity = POLARITIES.get(judged.label) if judged else None
    if sentence is None or polarity is None:
        return
    yield Stance(
        start=start,
        end=end,
        holder=quote.speaker,
        target=who,
        polarity=polarity,
        sentence_start=sentence.start_char,
        sentence_end=sentence.end_char,
        rule=RULE,
        confidence=confidence(RULE),
    )


def _sentence(doc: Doc, place: int) -> Span | None:
    word = doc.char_span(place, place + 1, alignment_mode="expand")
    return word[0].sent if word else None
