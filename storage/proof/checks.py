"""All that `brouhaha verify` looks at in the database, in the order of what builds on what."""

from __future__ import annotations

from storage.proof import (
    declared,
    followed,
    holdings,
    indexed,
    placed,
    recount,
    soundness,
    spans,
    traced,
)
from storage.proof.integrity import Check

CHECKS: tuple[Check, ...] = (
    *soundness.CHECKS,
    *declared.CHECKS,
    *holdings.CHECKS,
    *spans.CHECKS,
    *indexed.CHECKS,
    *recount.CHECKS,
    *placed.CHECKS,
    *followed.CHECKS,
    *traced.CHECKS,
)
