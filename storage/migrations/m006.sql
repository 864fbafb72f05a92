CREATE TABLE corrections (
    key TEXT PRIMARY KEY,
    kind TEXT NOT NULL
        CHECK (kind IN ('merge', 'split', 'mention', 'speaker', 'position', 'relevance')),
    url TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    "start" INTEGER, "end" INTEGER,
    words TEXT NOT NULL, prefix TEXT NOT NULL, suffix TEXT NOT NULL,
    entity TEXT NOT NULL,
    target TEXT NOT NULL,
    value TEXT NOT NULL,
    name TEXT NOT NULL, type TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    withdrawn_reason TEXT NOT NULL,
    withdrawn_at TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active = (withdrawn_at = '')),
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'placed', 'unplaced')),
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX corrections_url ON corrections(url);
-- what corrections made of findings; `who` and `target` tell findings of one place apart
CREATE TABLE effects (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    finding TEXT NOT NULL
        CHECK (finding IN ('articles', 'mentions', 'quotes', 'stances', 'credits')),
    "start" INTEGER, "end" INTEGER,
    who TEXT NOT NULL,
    target TEXT NOT NULL,
    was TEXT NOT NULL,
    now TEXT NOT NULL,
    kind TEXT NOT NULL,
    made_at TEXT NOT NULL,
    correction TEXT NOT NULL,
    FOREIGN KEY (article_id, revision)
        REFERENCES revisions(article_id, revision) ON DELETE CASCADE
) STRICT;
CREATE INDEX effects_revision ON effects(article_id, revision);
CREATE INDEX effects_correction ON effects(correction);
-- what the analysis said, of revisions that corrections changed
CREATE TABLE uncorrected (
    article_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    analysis TEXT NOT NULL,
    PRIMARY KEY (article_id, revision),
    FOREIGN KEY (article_id, revision)
        REFERENCES revisions(article_id, revision) ON DELETE CASCADE
) STRICT;
-- for past findings, of which there is one index only
CREATE INDEX past_findings_entity ON past_findings(entity_id);
CREATE VIEW corrected AS
    SELECT e.article_id, e.revision, e.finding, COALESCE(m.id, q.id, s.id, c.id) AS finding_id,
        e."start", e."end", e.kind, e.was, e.now, k.author, k.made_at, k.reason, e.correction
    FROM effects e JOIN corrections k ON k.key = e.correction
    LEFT JOIN mentions m ON e.finding = 'mentions' AND m.article_id = e.article_id
        AND m.revision = e.revision AND m."start" = e."start" AND m."end" = e."end"
        AND m.entity_id = e.who
    LEFT JOIN quotes q ON e.finding = 'quotes' AND q.article_id = e.article_id
        AND q.revision = e.revision AND q."start" = e."start" AND q."end" = e."end"
        AND COALESCE(q.speaker_id, q.speaker) = e.who
    LEFT JOIN stances s ON e.finding = 'stances' AND s.article_id = e.article_id
        AND s.revision = e.revision AND s."start" = e."start" AND s."end" = e."end"
        AND COALESCE(s.holder_id, s.holder) = e.who
        AND COALESCE(s.target_issue, s.target_entity) = e.target
    LEFT JOIN credits c ON e.finding = 'credits' AND c.article_id = e.article_id
        AND c.revision = e.revision AND c."start" = e."start" AND c."end" = e."end"
        AND c.outlet_id = e.who;
