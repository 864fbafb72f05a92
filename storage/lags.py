"""How long entities, figures, quotations and stories took from one language to the other."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from storage import rows
from storage.outcomes import Lag, LagKind


def save(db: Database, touched: Iterable[tuple[LagKind, str]], lags: Iterable[Lag]) -> None:
    """Replace what is known of these keys: one without a new row is in no article any more."""
    db.conn.executemany("DELETE FROM lags WHERE kind = ? AND key = ?", list(touched))
    rows.write(db, "lags", lags)
