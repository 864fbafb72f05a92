"""Where words begin and end, beyond what spaCy's tokenizers know of news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from spacy.lang.char_classes import ALPHA
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

from nlp.lexicon import Lexicon, read

HYPHENS = "-‐‑"
ELISIONS = "'’"
OPENING = "\"«“‘'("

# As French treebanks have it: "Levallois-Perret" is one word, "a-t-il" is "a" and "-t-il", and what
# is elided before a quotation stands apart from it.
_FRENCH_PREFIXES = (
    rf"[{HYPHENS}](?=[{ALPHA}])",
    rf"(?:[cdjlmnstCDJLMNST]|[Qq]u)[{ELISIONS}](?=[{OPENING}])",
)
_FRENCH_SUFFIXES = (
    rf"(?<=[{ALPHA}])[{HYPHENS}]t[{HYPHENS}](?:ils?|elles?|on)",
    rf"(?<=[{ALPHA}])[{HYPHENS}]",
)
_COMPOUNDS = "Levallois-Perret 1990-1991"
_FRENCH_INFIXES = (rf"(?<=[{ALPHA}][{ELISIONS}])[{OPENING}]",)


class Tokens(Lexicon):
    """`tokens.toml`: words that stay whole, in lower case with straight apostrophes."""

    whole: tuple[str, ...]


@registry.callbacks("brouhaha.tokens.v1")  # type: ignore[untyped-decorator]
def create_tokens() -> Callable[[Language], Language]:
    """What a training configuration names to have our tokens in a pipeline."""
    return tokens


def tokens(nlp: Language) -> Language:
    """The pipeline with our rules in its tokenizer."""
    if nlp.lang == "fr":
        words: Any = nlp.tokenizer
        defaults = nlp.Defaults
        infixes = [i for i in defaults.infixes or () if not re.search(i, _COMPOUNDS)]
        words.prefix_search = compile_prefix_regex(
            [*(defaults.prefixes or ()), *_FRENCH_PREFIXES]
        ).search
        words.suffix_search = compile_suffix_regex(
            [*_FRENCH_SUFFIXES, *(defaults.suffixes or ())]
        ).search
        words.infix_finditer = compile_infix_regex([*infixes, *_FRENCH_INFIXES]).finditer
    keep(nlp, _spellings(read(str(nlp.lang), "tokens", Tokens).whole))
    return nlp


def _spellings(whole: Iterable[str]) -> Iterator[str]:
    for word in whole:
        for spelling in (word, word[0].upper() + word[1:]):
            yield from {spelling, spelling.replace("'", "’")}


def keep(nlp: Language, names: Iterable[str]) -> None:
    """Each of the names that has no blank stays one token, "KEEP-UK" for instance."""
    tokenizer: Any = nlp.tokenizer
    for name in names:
        if name and not any(char.isspace() for char in name):
            tokenizer.add_special_case(name, [{"ORTH": name}])
