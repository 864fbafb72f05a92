"""Where words begin and end, beyond what spaCy's tokenizers know of news."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from spacy.lang.char_classes import ALPHA
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

from nlp.lexicon import Lexicon, read

HYPHENS = "-‐‑"
ELISIONS = "'’"
# to spaCy they would be words of their own; offsets stay
BLANKS = str.maketrans("\u00a0\u202f\u2007\u2009", "    ")
OPENING = "\"«“‘'("

# "!!!", "***" and "====" are one token, as treebanks have it
_RUNS = (r"[!?]{2,}", r"\*{2,}", r"={2,}", r"_{2,}", r"-{3,}", r"~{2,}", r"#{2,}")


class Affixes(NamedTuple):
    """What parts a word, as regular expressions; no infix of spaCy's that cuts `whole` is kept."""

    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]
    infixes: tuple[str, ...]
    whole: str


# As French treebanks have it: "Levallois-Perret" is one word, "dit-il" is "dit" and "-il", and what
# is elided before a quotation stands apart from it.
_FRENCH = Affixes(
    (rf"[{HYPHENS}](?=[{ALPHA}])", rf"(?:[cdjlmnstCDJLMNST]|[Qq]u)[{ELISIONS}](?=[{OPENING}])"),
    (
        rf"(?<=[{ALPHA}])[{HYPHENS}]t[{HYPHENS}](?:ils?|elles?|on)",
        rf"(?<=[{ALPHA}])[{HYPHENS}]",
    ),
    (rf"(?<=[{ALPHA}][{ELISIONS}])[{OPENING}]",),
    "Levallois-Perret 1990-1991",
)


class Tokens(Lexicon):
    """`tokens.toml`: words that stay whole, in lower case with straight apostrophes.

    Compounds with a hyphen stay whole behind one of the `prefixes`; behind others they are cut
    where the language's treebanks cut them.
    """

    whole: tuple[str, ...]
    prefixes: tuple[str, ...]


@registry.callbacks("brouhaha.tokens.v1")  # type: ignore[untyped-decorator]
def create_tokens() -> Callable[[Language], Language]:
    """What a training configuration names to have our tokens in a pipeline."""
    return tokens


def tokens(nlp: Language) -> Language:
    """The pipeline with our rules in its tokenizer."""
    words: Any = nlp.tokenizer
    data = read(str(nlp.lang), "tokens", Tokens)
    defaults, ours = nlp.Defaults, _affixes(str(nlp.lang), data.prefixes)
    infixes = [i for i in defaults.infixes or () if not re.search(i, ours.whole)]
    prefixes = [*_RUNS, *ours.prefixes, *(defaults.prefixes or ())]
    suffixes = [*_RUNS, *ours.suffixes, *(defaults.suffixes or ())]
    words.prefix_search = compile_prefix_regex(prefixes).search
    words.suffix_search = compile_suffix_regex(suffixes).search
    words.infix_finditer = compile_infix_regex([*_RUNS, *infixes, *ours.infixes]).finditer
    keep(nlp, _spellings(data.whole))
    return nlp


def _affixes(lang: str, prefixes: Iterable[str]) -> Affixes:
    if lang == "fr":
        return _FRENCH
    # as English treebanks have it: compounds are cut at the hyphen, but not behind a prefix
    uncut = "".join(rf"(?<!\b[{p[0]}{p[0].upper()}]{p[1:]})" for p in prefixes)
    hyphen = rf"(?<=[{ALPHA}]){uncut}(?:[{HYPHENS}]|--)(?=[{ALPHA}])"
    return Affixes((), (), (hyphen,), "twenty-one")


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
