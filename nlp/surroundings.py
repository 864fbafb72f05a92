"""What surrounds a target in a sentence, as named numbers for the classifier of sentiment.

Names that begin with a language are words of it; the others are the same in all languages: classes
of words, the polarity of words, and how they hang together with the target.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from spacy.tokens import Span

from nlp import polarity
from nlp.roles import schemes

NEAR, CLOSE, FAR = 2, 5, 10  # words between a word and the target
REACH = 4  # words that a negation or a modal reaches to the right
NEARNESS = (1.5, 1.5, 1.2, 1.0, 0.8, 0.6)  # how much a word counts by its distance in the tree
APART = 0.5
PLACES = 3  # words on each side that are told with their place
QUOTES = frozenset('"«»“”')
ROLES = (
    "passive_subject", "subject", "object", "agent", "apposition", "conjunct", "relative",
    "adverbial", "complement", "oblique", "copula", "name_part", "preposition", "preposed",
)  # fmt: skip

Named = list[tuple[str, float]]


class Word(NamedTuple):
    """A word of a sentence: its parent by its place in the sentence, -1 at the root."""

    lemma: str
    shape: str  # the lemma, or what kind of name or number it is
    role: str
    parent: int
    kind: str  # class of words, empty for most
    value: float  # of the class, turned round where negated
    score: float  # of the polarity lexicon, -1 to 1, turned round where negated
    negated: bool
    modal: bool
    quoted: bool


@cache
def role(label: str) -> str:
    """The neutral role of a dependency label of any scheme; the label's type where it has none."""
    for scheme in schemes().values():
        for name in ROLES:
            if label in getattr(scheme, name):
                return name
    return label.partition(":")[0]


def words(sentence: Span, scores: Mapping[str, float]) -> list[Word]:
    """The words of a sentence with what is known of each."""
    lang = sentence.vocab.lang
    lexicon, classes = polarity.words(lang), polarity.classes(lang)
    effects = polarity.effects()
    found: list[Word] = []
    negated = modal = 0
    quoted = False
    for token in sentence:
        lower = token.lower_
        lemma = (token.lemma_ or token.text).lower()
        if lower in QUOTES:
            quoted = not quoted if lower == '"' else lower in "«“"
        kind = classes.get(lemma) or classes.get(lower, "")
        turn = -0.7 if negated else 1.0
        score = scores.get(lower, scores.get(lemma, 0.0)) * turn
        head = token.head.i - sentence.start
        inside = 0 <= head < len(sentence) and token.head.i != token.i
        found.append(
            Word(
                lemma, _shape(token.pos_, lemma), role(token.dep_), head if inside else -1, kind,
                effects[kind].value * turn if kind else 0.0, score, negated > 0, modal > 0, quoted,
            )
        )  # fmt: skip
        stop = lower in ",;.:" or lower in lexicon.contrasts
        negates = lower in lexicon.negations or lemma in lexicon.negations
        negated = REACH if negates else 0 if stop else max(0, negated - 1)
        modal = REACH if lemma in lexicon.modals else 0 if stop else max(0, modal - 1)
    return found


def _shape(pos: str, lemma: str) -> str:
    return {"PROPN": "<name>", "NUM": "<number>"}.get(pos, lemma)


class Path(NamedTuple):
    """The way through the tree from the target to a word."""

    first: str  # the role of the target where the way goes up, else "in"
    ups: int
    downs: int
    last: str  # the role of the word where the way goes down at its end


def paths(sentence: list[Word], head: int) -> list[Path | None]:
    """The way from the word at `head` to each word; None where there is none."""
    above = {place: ups for ups, place in enumerate(_ancestors(sentence, head))}
    first = sentence[head].role
    found: list[Path | None] = []
    for place, word in enumerate(sentence):
        downs, last = 0, word.role
        while place not in above and place >= 0 and downs < len(sentence):
            place, downs = sentence[place].parent, downs + 1
        if place not in above:
            found.append(None)
            continue
        ups = above[place]
        found.append(Path(first if ups else "in", ups, downs, last if downs else ""))
    return found


def _ancestors(sentence: list[Word], place: int) -> list[int]:
    found: list[int] = []
    while place >= 0 and place not in found:
        found.append(place)
        place = sentence[place].parent
    return found


def surroundings(sentence: list[Word], start: int, end: int, lang: str) -> tuple[Named, Named]:
    """What surrounds the target from word `start` to `end`: neutral, and in words of `lang`."""
    head = _head(sentence, start, end)
    ways = paths(sentence, _meant(sentence, head))
    neutral = [
        *_target(sentence, start, head),
        *_sums(sentence, start, end, ways),
        *_classes(sentence, start, end, ways),
    ]
    return neutral, list(_lexical(sentence, start, end, ways, lang))


def _head(sentence: list[Word], start: int, end: int) -> int:
    for place in range(start, end):
        if not start <= sentence[place].parent < end:
            return place
    return end - 1


def _meant(sentence: list[Word], head: int) -> int:
    """The word whose part in the sentence a target has: the first of its name or list."""
    for _ in range(len(sentence)):
        word = sentence[head]
        named = word.role == "name_part" and sentence[word.parent].shape == "<name>"
        if word.parent < 0 or not (named or word.role in ("conjunct", "apposition")):
            break
        head = word.parent
    return head


def _near(way: Path | None) -> float:
    """How much a word counts, by its distance in the tree."""
    return NEARNESS[min(way.ups + way.downs, len(NEARNESS) - 1)] if way else APART


def _target(sentence: list[Word], start: int, head: int) -> Named:
    word = sentence[head]
    parent = sentence[word.parent] if word.parent >= 0 else None
    found = [("bias", 1.0), (f"is {word.role}", 1.0)]
    if start == 0:
        found.append(("is first", 1.0))
    if word.quoted:
        found.append(("is quoted", 1.0))
    if parent:
        found.append((f"is {word.role} of {parent.kind}", 1.0))
        if parent.negated:
            found.append((f"is {word.role} of negated {parent.kind}", 1.0))
    return found


def _distance(place: int, start: int, end: int) -> int:
    return start - place if place < start else place - end + 1


def _bucket(distance: int) -> str:
    return (
        "1" if distance <= NEAR else "2" if distance <= CLOSE else "3" if distance <= FAR else "4"
    )


def _where(way: Path | None) -> str:
    if way is None:
        return "apart"
    last = way.last if way.downs == 1 else ""
    return f"{way.first} {min(way.ups, 3)} {min(way.downs, 2)} {last}"


def _sums(sentence: list[Word], start: int, end: int, ways: list[Path | None]) -> Named:
    sums: dict[str, float] = {}
    effects = polarity.effects()
    for place, (word, way) in enumerate(zip(sentence, ways, strict=True)):
        if start <= place < end or not (word.value or word.score):
            continue
        side = "left" if place < start else "right"
        distance = _distance(place, start, end)
        places = ["all", side, f"{side} {_bucket(distance)}", "quoted" if word.quoted else "told"]
        if way is not None:
            places.append(f"tree {min(way.ups + way.downs, 5)}")
            places.append(f"way {way.first} {min(way.ups, 2)} {min(way.downs, 1)}")
        for name in places:
            sums[f"value {name}"] = sums.get(f"value {name}", 0.0) + word.value
            sums[f"score {name}"] = sums.get(f"score {name}", 0.0) + word.score
        sums["weighed value"] = sums.get("weighed value", 0.0) + word.value / distance
        sums["weighed score"] = sums.get("weighed score", 0.0) + word.score / distance
        if way is not None and word.kind and way.ups == 1 and way.downs == 0:
            effect, turn = effects[word.kind], -0.7 if word.negated else 1.0
            done = way.first in ("object", "passive_subject", "oblique")
            felt = (effect.object if done else effect.subject) * turn
            sums["done to" if done else "does"] = felt
    signs = [(f"{name} {'+' if value > 0 else '-'}", 1.0) for name, value in sums.items() if value]
    return [*((name, max(-3.0, min(3.0, value))) for name, value in sums.items()), *signs]


def _classes(sentence: list[Word], start: int, end: int, ways: list[Path | None]) -> Named:
    found: Named = []
    for place, (word, way) in enumerate(zip(sentence, ways, strict=True)):
        if start <= place < end or not word.kind:
            continue
        kind = f"no {word.kind}" if word.negated else word.kind
        side = "left" if place < start else "right"
        near = _bucket(_distance(place, start, end))
        names = [kind, f"{kind} {side}", f"{kind} {side} {near}", f"{kind} {_where(way)}"]
        names += [f"{kind} quoted"] * word.quoted + [f"{kind} modal"] * word.modal
        found += [(name, _near(way)) for name in names]
    return found


def _lexical(
    sentence: list[Word], start: int, end: int, ways: list[Path | None], lang: str
) -> Iterator[tuple[str, float]]:
    masked = [w.shape for w in sentence[:start]] + ["<target>"] + [w.shape for w in sentence[end:]]
    around = [*range(start), -1, *range(end, len(sentence))]
    for index, (shape, place) in enumerate(zip(masked, around, strict=True)):
        if index:
            yield f"{lang} 2 {masked[index - 1]} {shape}", 1.0
        if place < 0:
            continue
        word = sentence[place]
        no = "no " if word.negated else ""
        side = "left" if place < start else "right"
        distance = _distance(place, start, end)
        way = ways[place]
        weight = _near(way)
        yield f"{lang} 1 {no}{shape}", weight
        yield f"{lang} {side} {no}{shape}", weight
        if distance <= PLACES:
            yield f"{lang} {side}{distance} {shape}", 1.0
        if distance <= CLOSE:
            yield f"{lang} {side} near {no}{shape}", weight
        if way is not None and way.ups + way.downs <= 3:
            yield f"{lang} way {_where(way)} {no}{shape}", weight
