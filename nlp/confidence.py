"""How often a rule for positions is right, as it was measured: `confidence.toml`."""

from __future__ import annotations

import tomllib
from functools import cache

from nlp.lexicon import FOLDER, Lexicon


class Measured(Lexicon):
    """Shares of the positions that were right, by rule and by how the target was found."""

    otherwise: float
    links: dict[str, float]
    rules: dict[str, float]


@cache
def measured() -> Measured:
    content = tomllib.loads((FOLDER / "confidence.toml").read_text(encoding="utf-8"))
    return Measured.model_validate(content)


def confidence(rule: str) -> float:
    """Of "oppose object" what was measured; where it is rare, what was of all with "object"."""
    shares = measured()
    link = rule.partition(" ")[2] or rule
    return shares.rules.get(rule, shares.links.get(link, shares.otherwise))
