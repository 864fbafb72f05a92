CREATE TABLE archive_files (
    file TEXT PRIMARY KEY,
    rules TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    terms INTEGER NOT NULL,
    text INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    set_aside INTEGER NOT NULL,
    read_at TEXT NOT NULL
) STRICT;
