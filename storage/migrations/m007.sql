-- articles that were withdrawn: what is left of each, and what keeps it out
CREATE TABLE withdrawals (
    article_id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources(id),
    day TEXT,
    withdrawn_at TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    finished_at TEXT,
    lifted_at TEXT,
    lifted_by TEXT NOT NULL DEFAULT '',
    lifted_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX withdrawals_url ON withdrawals(url);
CREATE INDEX withdrawals_source ON withdrawals(source_id);
CREATE TABLE withdrawn_addresses (
    url TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES withdrawals(article_id) ON DELETE CASCADE,
    PRIMARY KEY (url, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_addresses_article ON withdrawn_addresses(article_id);
CREATE TABLE withdrawn_texts (
    text_sha256 TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES withdrawals(article_id) ON DELETE CASCADE,
    PRIMARY KEY (text_sha256, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_texts_article ON withdrawn_texts(article_id);
-- sources of which nothing is asked, by the list of sources or by whoever runs the watch
CREATE TABLE pauses (
    source_id TEXT NOT NULL REFERENCES sources(id),
    made_by TEXT NOT NULL CHECK (made_by IN ('list', 'operator')),
    reason TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    PRIMARY KEY (source_id, made_by)
) STRICT, WITHOUT ROWID;
CREATE VIEW paused AS
    SELECT source_id, made_by, reason, since, until FROM pauses
    WHERE until IS NULL OR until > date('now');
