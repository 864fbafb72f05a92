"""The words of each language as data: TOML files of the same names in `fr/` and `en/`."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from storage.errors import WrongUseError

FOLDER = Path(__file__).parent
LANGUAGES = ("fr", "en")


class LexiconError(WrongUseError):
    """A file of words that cannot be used."""


class Lexicon(BaseModel):
    """One such file: an unknown key is a mistake, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


LexiconT = TypeVar("LexiconT", bound=Lexicon)


@cache
def read(lang: str, name: str, model: type[LexiconT]) -> LexiconT:
    """The words in `<lang>/<name>.toml`.

    :raises LexiconError: the file is missing, is no TOML or says what `model` does not know.
    """
    path = FOLDER / lang / f"{name}.toml"
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{lang}/{name}.toml cannot be read: {error}") from None
    except ValidationError as error:
        lines = [
            f"{lang}/{name}.toml: {'.'.join(map(str, mistake['loc']))}: {mistake['msg']}"
            for mistake in error.errors()
        ]
        raise LexiconError("\n".join(lines)) from None


def split(words: str) -> frozenset[str]:
    """The words of a long string, which stays readable where a list of them would not."""
    return frozenset(words.split())


@cache
def digest() -> str:
    """Changes with the code of the analysis and with its words."""
    files = sorted([*FOLDER.glob("*.py"), *FOLDER.glob("*.toml"), *FOLDER.glob("??/*.toml")])
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:8]
