"""The words of each language as data: TOML files of the same names in `fr/` and `en/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from storage.errors import WrongUseError

FOLDER = Path(__file__).parent
LANGUAGES = ("fr", "en")
Names = tuple[str, ...]


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
    longest_first = sorted(set(words), key=lambda word: (-len(word), word))
    either = "|".join(map(_one, longest_first))
    return re.compile(f"(?:{either})" if either else "(?!)", re.IGNORECASE)


def _one(word: str) -> str:
    escaped = re.escape(word).replace("\\ ", r"\s+").replace("'", "['’]").replace("\\*", r"\w*")
    start = r"(?<!\w)" if word[:1].isalnum() else ""
    end = r"(?!\w)" if word[-1:].isalnum() else ""
    return f"{start}{escaped}{end}"
