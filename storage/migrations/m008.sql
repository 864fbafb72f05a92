-- what somebody should know; the key says what it is, from facts that outlast an analysis
CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    rule TEXT NOT NULL
        CHECK (rule IN ('named', 'first', 'turn', 'figure', 'edit', 'burst', 'quiet')),
    subject TEXT NOT NULL,
    day TEXT NOT NULL,
    details TEXT NOT NULL,
    article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    revision INTEGER, "start" INTEGER, "end" INTEGER,
    other_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    other_revision INTEGER, other_start INTEGER, other_end INTEGER,
    confidence REAL NOT NULL,
    noticed_at TEXT NOT NULL,
    told INTEGER NOT NULL CHECK (told IN (0, 1))
) STRICT;
CREATE INDEX alerts_subject ON alerts(subject, day);
CREATE INDEX alerts_article ON alerts(article_id);
CREATE INDEX alerts_other ON alerts(other_id);
-- up to which day each rule has looked
CREATE TABLE alert_rules (
    rule TEXT PRIMARY KEY,
    since TEXT NOT NULL,
    upto TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- where alerts are sent, by a digest of the address, which is a secret
CREATE TABLE alert_channels (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    since TEXT NOT NULL,
    named_at TEXT NOT NULL,
    upto INTEGER NOT NULL,
    failure TEXT NOT NULL DEFAULT ''
) STRICT;
-- what each channel was sent: the alerts after one number, up to another
CREATE TABLE alert_digests (
    id TEXT PRIMARY KEY,
    channel_id TEXT NOT NULL REFERENCES alert_channels(id),
    after INTEGER NOT NULL,
    upto INTEGER NOT NULL,
    alerts INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    sent_at TEXT
) STRICT;
CREATE INDEX alert_digests_channel ON alert_digests(channel_id, upto);
CREATE VIEW alerts_sent AS
    SELECT a.id AS alert_id, a.key, d.channel_id, c.kind, d.id AS digest_id, d.sent_at
    FROM alert_digests d JOIN alert_channels c ON c.id = d.channel_id
    JOIN alerts a ON a.id > d.after AND a.id <= d.upto AND a.told = 1
    WHERE d.sent_at IS NOT NULL;
