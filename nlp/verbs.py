"""The forms of verbs that follow a subject in the press: third person, participles, infinitive."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from nlp.lexicon import Lexicon, read


class Inflection(Lexicon):
    """`inflection.toml`: what replaces the end of an infinitive, and verbs that do otherwise."""

    endings: dict[str, tuple[str, ...]]
    irregular: dict[str, tuple[str, ...]]

    def forms(self, verb: str) -> tuple[str, ...]:
        """All forms of a verb; of a phrase, those of its first word."""
        word, _, rest = verb.partition(" ")
        tail = f" {rest}" if rest else ""
        return tuple(form + tail for form in self.irregular.get(word) or self._regular(word))

    def _regular(self, word: str) -> tuple[str, ...]:
        suffix = max((end for end in self.endings if word.endswith(end)), key=len)
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
