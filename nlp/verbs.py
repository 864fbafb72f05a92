"""The forms of verbs that follow a subject in the press: third person, participles, infinitive."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from nlp.lexicon import Lexicon, LexiconError, read


class Inflection(Lexicon):
    """`inflection.toml`: what replaces the end of an infinitive, and verbs that do otherwise."""

    endings: dict[str, tuple[str, ...]]
    irregular: dict[str, tuple[str, ...]]
    reflexives: tuple[str, ...] = ()

    def forms(self, verb: str) -> tuple[str, ...]:
        """The forms of a verb without its reflexive pronoun; of a phrase, its first word's."""
        if verb in self.irregular:
            return self.irregular[verb]
        for reflexive in self.reflexives:
            verb = verb.removeprefix(reflexive)
        word, _, rest = verb.partition(" ")
        tail = f" {rest}" if rest else ""
        return tuple(form + tail for form in self.irregular.get(word) or self._regular(word))

    def _regular(self, word: str) -> tuple[str, ...]:
        suffix = max((end for end in self.endings if word.endswith(end)), key=len, default=None)
        if suffix is None:
            raise LexiconError(f"inflection.toml: expected an ending or the forms of {word!r}")
        stem = word.removesuffix(suffix)
        return tuple(stem + ending for ending in self.endings[suffix])


@cache
def forms(lang: str, verb: str) -> tuple[str, ...]:
    """
    >>> forms("en", "deny that")
    ('deny that', 'denies that', 'denied that', 'denying that')
    """
    inflection: Inflection = read(lang, "inflection", Inflection)
    return inflection.forms(verb)


def all_forms(lang: str, verbs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for verb in verbs for form in forms(lang, verb)))
