"""How often a rule for positions is right, as it was measured: `confidence.toml`."""

from __future__ import annotations

import tomllib
from functools import cache

from nlp.lexicon import FOLDER, Lexicon


class Measured(Lexicon):
    """Shares of the positions that were right: of all, by rule, and by whose they are."""

    otherwise: float
    holders: dict[str, float]
    rules: dict[str, float]


@cache
def measured() -> Measured:
    content = tomllib.loads((FOLDER / "confidence.toml").read_text(encoding="utf-8"))
    return Measured.model_validate(content)


def confidence(rule: str, holder: str = "") -> float:
    """What was measured of a rule and of a kind of holder; their odds are taken as independent."""
    shares = measured()
    all_, own = shares.otherwise, shares.rules.get(rule, shares.otherwise)
    whose = shares.holders.get(holder, shares.otherwise)
    odds = _odds(own) * _odds(whose) / _odds(all_)
    return round(odds / (1 + odds), 3)


def _odds(share: float) -> float:
    return share / (1 - share)
