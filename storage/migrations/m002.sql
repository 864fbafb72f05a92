CREATE TABLE addresses (
    url TEXT PRIMARY KEY,
    source_id TEXT NOT NULL REFERENCES sources(id),
    at TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    found_at TEXT NOT NULL,
    checked_at TEXT,
    visits INTEGER NOT NULL DEFAULT 0,
    next_visit TEXT,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    hints TEXT NOT NULL DEFAULT '{}',
    article_id INTEGER REFERENCES articles(id)
) STRICT;
CREATE INDEX addresses_source ON addresses(source_id, substr(found_at, 1, 10), verdict);
CREATE INDEX addresses_due ON addresses(source_id, next_visit)
    WHERE next_visit IS NOT NULL;
CREATE INDEX addresses_article ON addresses(article_id);
CREATE TABLE ways (
    url TEXT NOT NULL REFERENCES addresses(url) ON DELETE CASCADE,
    found_by TEXT NOT NULL,
    listing TEXT NOT NULL,
    found_at TEXT NOT NULL,
    PRIMARY KEY (url, found_by, listing)
) STRICT, WITHOUT ROWID;
CREATE TABLE lists (
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources(id),
    parent TEXT NOT NULL DEFAULT '',
    parent_kind TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    checked_at TEXT,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (url, kind)
) STRICT;
CREATE INDEX lists_parent ON lists(parent, parent_kind);
CREATE INDEX fetches_warc ON fetches(warc_file, warc_offset) WHERE warc_file <> '';
CREATE VIEW verdicts AS
    SELECT source_id, substr(found_at, 1, 10) AS day, verdict, COUNT(*) AS addresses
    FROM addresses GROUP BY 1, 2, 3;
ALTER TABLE fetches ADD COLUMN at TEXT NOT NULL DEFAULT '';
ALTER TABLE fetches ADD COLUMN revision INTEGER;
UPDATE fetches SET revision = n.revision FROM (
    SELECT id, row_number() OVER (PARTITION BY article_id ORDER BY id) AS revision
    FROM fetches WHERE article_id IS NOT NULL AND verdict IN ('fetched', 'paywall')
) AS n WHERE n.id = fetches.id;
INSERT INTO addresses (
    url, source_id, verdict, detail, found_at, checked_at, visits, next_visit, modified,
    article_id
)
    SELECT f.url, f.source_id, f.verdict, f.detail, f.first, f.fetched_at, f.visits,
        CASE WHEN f.verdict IN ('failed', 'robots')
            OR f.verdict = 'http_error' AND f.status NOT IN (404, 410)
            OR julianday(COALESCE(a.published, a.first_seen)) > julianday('now') - 30
        THEN f.fetched_at END,
        f.modified, f.article_id
    FROM (
        SELECT *, MAX(id) OVER of_url AS latest, MIN(fetched_at) OVER of_url AS first,
            COUNT(*) OVER of_url AS visits
        FROM fetches WINDOW of_url AS (PARTITION BY url)
    ) AS f
    LEFT JOIN articles a ON a.id = f.article_id
    WHERE f.found_by <> 'source' AND f.id = f.latest
        AND f.url NOT IN (SELECT url FROM fetches WHERE verdict = 'listed');
INSERT INTO ways
    SELECT url, found_by, '', MIN(fetched_at) FROM fetches
    WHERE url IN (SELECT url FROM addresses) GROUP BY url, found_by;
