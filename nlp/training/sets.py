"""The data sets that the weights are made from, as `sets.toml` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent
Use = Literal["train", "dev", "test"]
Weight = Annotated[int, Field(ge=1)]


class Part(BaseModel):
    """A file of a set and what it is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str  # in the data folder
    weight: Weight = 1


class Trees(Part):
    """A treebank file in CoNLL-U."""

    use: Use
    syntax: bool = True  # whether it trains morphology, lemmas and dependencies
    typed: bool = False  # whether its proper nouns are typed in `<lang>/names.tsv`
    plain_obliques: bool = False  # whether `obl` has no subtype in it and gets one


class Names(Part):
    """A file of sentences with names, one JSON object a line."""

    use: Literal["train", "dev", "test", "as its treebank"]


class DataSet(BaseModel):
    """A published set: its name, licence and public source stand in the model's card."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    lang: Literal["fr", "en"]
    licence: str
    source: str
    trees: tuple[Trees, ...] = ()
    names: tuple[Names, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    set: tuple[DataSet, ...]


def load(lang: str) -> tuple[DataSet, ...]:
    """The sets of a language, in the order of the file.

    :raises pydantic.ValidationError: `sets.toml` is not well formed.
    """
    content = tomllib.loads((HERE / "sets.toml").read_text(encoding="utf-8"))
    return tuple(one for one in _File.model_validate(content).set if one.lang == lang)


def trees(lang: str, use: Use) -> Iterator[Trees]:
    """The treebank files of a language for a use."""
    return (part for one in load(lang) for part in one.trees if part.use == use)
