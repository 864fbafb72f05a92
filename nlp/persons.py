"""Which names are persons' by what stands beside them: their role, their age, what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from nlp.lexicon import read
from nlp.nameparts import NameParts, parts
from nlp.names import Name
from nlp.reading import Reading
from nlp.reporting import ReportingFile
from nlp.verbs import all_forms
from nlp.words import key

_SPACES = frozenset(" \u00a0\u202f")
_JOINTS = frozenset(" \u00a0\u202f-\u2010\u2011'’")
_CLOSING = tuple(",.;:)!?—–\n")
_INCISE = tuple("»”\"’,'!?")
_AGES = range(10, 110)
BEFORE = 9  # words of a description before a name at most
BEHIND = 5  # words from a name to the role behind it at most
PARTS = 4  # words in the name of a person at most


class Persons:
    """Tells persons among names whose words do not say what they are."""

    def __init__(self, lang: str) -> None:
        self.parts: NameParts = parts(lang)
        verbs = read(lang, "reporting", ReportingFile).verbs
        spoken = all_forms(lang, (*verbs.say, *verbs.feel, *verbs.judge))
        self.verbs = frozenset(key(form) for form in spoken if " " not in form)

    def typed(self, reading: Reading, names: Sequence[Name]) -> Iterator[Name]:
        """The names; one that is a person's in one place is so in the whole text."""
        persons = {
            reading.keys(n.first, n.last) for n in names
            if self._open(reading, n) and self._person(reading, n)
        }  # fmt: skip
        for name in names:
            person = name.type == "ORG" and reading.keys(name.first, name.last) in persons
            yield replace(name, type="PERSON") if person else name

    def _open(self, reading: Reading, name: Name) -> bool:
        """Whether a name has the form of a person's and no word that says otherwise."""
        inside = reading.words[name.first : name.last]
        if name.type != "ORG" or name.rule != "capitals" or not 1 < len(inside) <= PARTS:
            return False
        known = self.parts.org_heads | self.parts.org_lasts | self.parts.suffixes
        capitals = [word for word in inside if word.key not in self.parts.particles]
        return all(w.text.istitle() and w.key not in known for w in capitals)

    def _person(self, reading: Reading, name: Name) -> bool:
        return (
            self._introduced(reading, name.first, name.last)
            or self._described(reading, name.last)
            or self._quoted(reading, name.first)
            or self._reports(reading, name)
        )

    def _introduced(self, reading: Reading, first: int, last: int) -> bool:
        """After a role and a comma, the name closing the apposition: "her tutor, …,"."""
        if reading.before(first).strip() != "," or reading.after(last - 1)[:1] not in _CLOSING:
            return False
        for place in range(first - 1, max(-1, first - 1 - BEFORE), -1):
            if place < first - 1 and not set(reading.before(place + 1)) <= _JOINTS:
                return False
            if reading.key(place) in self.parts.person_cues:
                following = reading.key(place + 1)
                linked = following in self.parts.small | self.parts.whose
                return place == first - 1 or linked
        return False

    def _described(self, reading: Reading, last: int) -> bool:
        """Before a comma and an age, "who", or a role: ", a stunt performer"."""
        if last >= len(reading.words) or reading.before(last).strip() != ",":
            return False
        word = reading.words[last]
        if word.text.isdigit():
            return int(word.text) in _AGES and len(word.text) < 4
        if word.key in self.parts.who:
            return True
        for place in range(last, min(last + BEHIND, len(reading.words))):
            if place > last and not set(reading.before(place)) <= _JOINTS:
                return False
            if reading.key(place) in self.parts.person_cues:
                return True
            if place > last and reading.key(place) in self.parts.small:
                return False
        return False

    def _quoted(self, reading: Reading, first: int) -> bool:
        """Right behind the verb of an incise: "…”, said …"."""
        verb = first - 1
        if reading.before(first) not in _SPACES or reading.key(verb) not in self.verbs:
            return False
        return reading.before(verb).strip().endswith(_INCISE)

    def _reports(self, reading: Reading, name: Name) -> bool:
        """The subject of a verb of saying, with a double surname or a pronoun after it."""
        last = name.last
        if reading.key(last) not in self.verbs or reading.before(last) not in _SPACES:
            return False
        if name.last - name.first == 3 and reading.before(last - 1) in ("-", "\u2011"):
            return True
        sentence = reading.sentence(name.first) + 1
        if name.first not in reading.initial or sentence >= len(reading.sentences):
            return False
        return reading.key(reading.sentences[sentence]) in self.parts.pronouns


@cache
def persons(lang: str) -> Persons:
    return Persons(lang)
