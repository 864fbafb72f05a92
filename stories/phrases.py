"""The words of each language as data: TOML files of the same names in `fr/` and `en/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from storage.errors import WrongUseError

FOLDER = Path(__file__).parent
LANGUAGES = ("fr", "en")
Names = tuple[Annotated[str, StringConstraints(pattern=r"^\w")], ...]


class PhrasesError(WrongUseError):
    """A file of words that cannot be used."""


class Phrases(BaseModel):
    """One such file: an unknown key is a mistake, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


PhrasesT = TypeVar("PhrasesT", bound=BaseModel)


@cache
def read(name: str, model: type[PhrasesT]) -> PhrasesT:
    """The file `<name>.toml` in this folder, such as `fr/measures`.

    :raises PhrasesError: it is missing, is no TOML or says what `model` does not know.
    """
    path = FOLDER / f"{name}.toml"
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise PhrasesError(f"stories/{name}.toml cannot be used: {error}") from None


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the words in whatever case, the longest first; `*` stands for any ending.

    >>> pattern(["d'accord", "sign*"]).findall("D’accord, ils signent")
    ['D’accord', 'signent']
    """
    return re.compile(_any(words), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lists of words by name, all found in one walk through a text."""

    begins: re.Pattern[str]
    lists: Mapping[str, re.Pattern[str]]

    def found(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Where the words of each list stand, those of one list apart from one another.

        >>> bakery = lexicon({"bread": ["rye", "rye bread"], "plant": ["rye"]})
        >>> [(name, match.group()) for name, match in bakery.found("Rye bread")]
        [('bread', 'Rye bread'), ('plant', 'Rye')]
        """
        done = dict.fromkeys(self.lists, 0)
        for begin in self.begins.finditer(text):
            for name, words in self.lists.items():
                match = words.match(text, begin.start())
                if match and match.start() >= done[name]:
                    done[name] = match.end()
                    yield name, match


def lexicon(lists: Mapping[str, Iterable[str]]) -> Lexicon:
    """The lists as patterns, and where a word of any of them begins."""
    every = _any(word for words in lists.values() for word in words)
    begins = re.compile(f"(?={every})", re.IGNORECASE)
    return Lexicon(begins, {name: pattern(words) for name, words in lists.items()})


def _any(words: Iterable[str]) -> str:
    """Those that begin alike share their first letter, by which most of a text is passed over."""
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    if not longest_first:
        return "(?!)"
    alike: dict[str, list[str]] = {}
    for word in longest_first:
        alike.setdefault(word[0].lower(), []).append(_rest(word))
    firsts = "".join(map(re.escape, alike))
    either = "|".join(f"{re.escape(one)}(?:{'|'.join(rest)})" for one, rest in alike.items())
    return rf"(?<!\w)(?=[{firsts}])(?:{either})"


def _rest(word: str) -> str:
    """What follows the first letter of a word; where it ends with one, so must the text's."""
    rest = re.escape(word[1:]).replace("\\ ", r"\s+").replace("'", "['’]").replace("\\*", r"\w*")
    end = r"(?!\w)" if word[-1].isalnum() else ""
    return rest + end
