"""What a database holds, a digest a table; moments, runs and insides of the search are left out."""

from __future__ import annotations

import hashlib

from sqlite_utils import Database

MOMENTS = {"runs", "_sqlite_migrations"}  # tables that say when something was done
COLUMNS = {"archive_files": "read_at"}  # of other tables, the column that does


def digest(db: Database) -> dict[str, str]:
    found = {}
    for table in db.table_names():
        if table in MOMENTS or "_fts_" in table:
            continue
        names = [c.name for c in db.table(table).columns if c.name != COLUMNS.get(table)]
        quoted = ", ".join(f'"{name}"' for name in names)
        rows = sorted(map(repr, db.execute(f"SELECT {quoted} FROM [{table}]").fetchall()))
        found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found
