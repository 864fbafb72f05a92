ALTER TABLE revisions ADD COLUMN analysis_version TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN analysis_error TEXT NOT NULL DEFAULT '';
CREATE TABLE past_findings (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('mention', 'quote', 'stance', 'credit', 'figure')),
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    entity_id TEXT REFERENCES entities(id),
    words TEXT NOT NULL DEFAULT '',
    target TEXT NOT NULL DEFAULT '',
    polarity TEXT NOT NULL DEFAULT '',
    value REAL,
    unit TEXT NOT NULL DEFAULT '',
    form TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    FOREIGN KEY (article_id, revision)
        REFERENCES revisions(article_id, revision) ON DELETE CASCADE
) STRICT;
CREATE INDEX past_findings_revision ON past_findings(article_id, revision);
CREATE VIEW revision_findings AS
    SELECT article_id, revision, 'mention' AS kind, "start", "end", entity_id, '' AS words,
        '' AS target, '' AS polarity, NULL AS value, '' AS unit, kind AS form, rule, confidence
    FROM mentions
    UNION ALL
    SELECT article_id, revision, 'quote', "start", "end", speaker_id, speaker, '', '', NULL, '',
        kind, rule, confidence
    FROM quotes
    UNION ALL
    SELECT article_id, revision, 'stance', "start", "end", holder_id, holder,
        COALESCE(target_issue, target_entity), polarity, NULL, '',
        CASE WHEN target_issue IS NULL THEN 'entity' ELSE 'issue' END, rule, confidence
    FROM stances
    UNION ALL
    SELECT article_id, revision, 'credit', "start", "end", outlet_id, '', '', '', NULL, '', '',
        rule, confidence
    FROM credits
    UNION ALL
    SELECT article_id, revision, 'figure', "start", "end", NULL, what, '', '', value, unit, '',
        rule, confidence
    FROM figures
    UNION ALL
    SELECT article_id, revision, kind, "start", "end", entity_id, words, target, polarity, value,
        unit, form, rule, confidence
    FROM past_findings;
CREATE TABLE changes (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    made_by TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (article_id, made_by)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX changes_number ON changes(number);
INSERT INTO changes SELECT id, 'analyse', id FROM articles WHERE analysis_version <> '';
CREATE TABLE parts (
    name TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    upto INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    "start" INTEGER, "end" INTEGER,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    FOREIGN KEY (article_id, revision)
        REFERENCES revisions(article_id, revision) ON DELETE CASCADE
) STRICT;
CREATE INDEX links_article ON links(article_id, revision);
CREATE INDEX links_url ON links(url);
CREATE INDEX links_host ON links(host);
CREATE TABLE signatures (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    shingles INTEGER NOT NULL,
    minhash BLOB NOT NULL
) STRICT;
CREATE TABLE bands (
    band INTEGER NOT NULL,
    hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES signatures(article_id) ON DELETE CASCADE,
    PRIMARY KEY (band, hash, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bands_article ON bands(article_id);
CREATE TABLE copies (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    original_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    of_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('original', 'copy', 'rewrite', 'translation')),
    similarity REAL NOT NULL,
    containment REAL NOT NULL,
    revision INTEGER NOT NULL,
    "start" INTEGER, "end" INTEGER,
    of_revision INTEGER NOT NULL,
    of_start INTEGER, of_end INTEGER,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    CHECK ((role = 'original') = (original_id = article_id))
) STRICT;
CREATE INDEX copies_original ON copies(original_id);
CREATE INDEX copies_of ON copies(of_id);
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    title_fr TEXT, title_en TEXT,
    first_article INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    first_day TEXT, last_day TEXT,
    articles INTEGER NOT NULL DEFAULT 0,
    origins INTEGER NOT NULL DEFAULT 0,
    outlets INTEGER NOT NULL DEFAULT 0,
    languages TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX stories_days ON stories(last_day, first_day);
CREATE INDEX stories_first_article ON stories(first_article);
CREATE TABLE story_articles (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    role TEXT NOT NULL
        CHECK (role IN ('origin', 'independent', 'follower', 'copy', 'rewrite', 'translation')),
    score REAL NOT NULL,
    reasons TEXT NOT NULL DEFAULT '[]',
    moved_from INTEGER,
    day TEXT, lang TEXT NOT NULL
) STRICT;
CREATE INDEX story_articles_story ON story_articles(story_id, role);
CREATE TABLE story_features (
    feature TEXT NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    weight REAL NOT NULL,
    PRIMARY KEY (feature, story_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX story_features_story ON story_features(story_id);
CREATE TABLE article_features (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    features TEXT NOT NULL
) STRICT;
CREATE TRIGGER story_articles_deleted AFTER DELETE ON story_articles
BEGIN
    DELETE FROM stories WHERE id = OLD.story_id
        AND NOT EXISTS (SELECT 1 FROM story_articles WHERE story_id = OLD.story_id);
END;
CREATE TRIGGER story_articles_moved AFTER UPDATE OF story_id ON story_articles
    WHEN OLD.story_id <> NEW.story_id
BEGIN
    DELETE FROM stories WHERE id = OLD.story_id
        AND NOT EXISTS (SELECT 1 FROM story_articles WHERE story_id = OLD.story_id);
END;
CREATE TABLE cascade (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    from_id INTEGER REFERENCES articles(id) ON DELETE CASCADE,
    from_outlet TEXT REFERENCES entities(id),
    kind TEXT NOT NULL CHECK (kind IN ('credit', 'link', 'copy', 'rewrite', 'translation', 'time')),
    credited INTEGER NOT NULL CHECK (credited IN (0, 1)),
    revision INTEGER NOT NULL,
    "start" INTEGER, "end" INTEGER,
    hours REAL,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    day TEXT, lang TEXT NOT NULL,
    CHECK (from_id IS NOT NULL OR from_outlet IS NOT NULL),
    CHECK (from_id IS NULL OR from_id <> article_id)
) STRICT;
CREATE INDEX cascade_article ON cascade(article_id);
CREATE INDEX cascade_from ON cascade(from_id);
CREATE INDEX cascade_outlet ON cascade(from_outlet, day);
CREATE TABLE roots (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    article_id INTEGER REFERENCES articles(id) ON DELETE CASCADE,
    outlet_id TEXT REFERENCES entities(id),
    day TEXT,
    followers INTEGER NOT NULL,
    shown_by INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER, "end" INTEGER,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    CHECK ((article_id IS NULL) <> (outlet_id IS NULL))
) STRICT;
CREATE INDEX roots_story ON roots(story_id);
CREATE INDEX roots_article ON roots(article_id);
CREATE INDEX roots_outlet ON roots(outlet_id, day);
CREATE INDEX roots_shown_by ON roots(shown_by);
CREATE TABLE resurfacings (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    previous_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    days INTEGER NOT NULL,
    articles INTEGER NOT NULL,
    day TEXT NOT NULL, lang TEXT NOT NULL
) STRICT;
CREATE INDEX resurfacings_story ON resurfacings(story_id);
CREATE INDEX resurfacings_previous ON resurfacings(previous_id);
CREATE TABLE claims (
    id INTEGER PRIMARY KEY,
    story_id INTEGER REFERENCES stories(id) ON DELETE SET NULL,
    entity_id TEXT REFERENCES entities(id),
    label TEXT NOT NULL,
    unit TEXT NOT NULL,
    first_day TEXT, last_day TEXT,
    articles INTEGER NOT NULL DEFAULT 0,
    origins INTEGER NOT NULL DEFAULT 0,
    conflicting INTEGER NOT NULL DEFAULT 0 CHECK (conflicting IN (0, 1)),
    rule TEXT NOT NULL,
    confidence REAL NOT NULL
) STRICT;
CREATE INDEX claims_story ON claims(story_id);
CREATE INDEX claims_entity ON claims(entity_id, unit);
CREATE INDEX claims_conflicting ON claims(conflicting, last_day);
CREATE TABLE claim_keys (
    key TEXT NOT NULL,
    claim_id INTEGER NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
    PRIMARY KEY (key, claim_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_keys_claim ON claim_keys(claim_id);
CREATE TABLE claim_figures (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    claim_id INTEGER NOT NULL REFERENCES claims(id) ON DELETE CASCADE,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    bound TEXT NOT NULL CHECK (bound IN ('exact', 'about', 'over', 'under', 'least', 'most')),
    speaker_id TEXT REFERENCES entities(id),
    speaker TEXT NOT NULL DEFAULT '',
    source_id TEXT NOT NULL REFERENCES sources(id),
    changed_from REAL,
    confidence REAL NOT NULL,
    day TEXT, lang TEXT NOT NULL,
    PRIMARY KEY (article_id, revision, "start", "end")
) STRICT;
CREATE INDEX claim_figures_claim ON claim_figures(claim_id, value);
CREATE INDEX claim_figures_changed ON claim_figures(source_id, day) WHERE changed_from IS NOT NULL;
CREATE TRIGGER claim_figures_deleted AFTER DELETE ON claim_figures
BEGIN
    DELETE FROM claims WHERE id = OLD.claim_id
        AND NOT EXISTS (SELECT 1 FROM claim_figures WHERE claim_id = OLD.claim_id);
END;
CREATE TABLE edits (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL,
    from_revision INTEGER NOT NULL,
    to_revision INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN
        ('quote', 'figure', 'name', 'position', 'credit', 'headline', 'correction', 'text')),
    change TEXT NOT NULL CHECK (change IN ('added', 'removed', 'changed')),
    old_start INTEGER, old_end INTEGER,
    new_start INTEGER, new_end INTEGER,
    entity_id TEXT REFERENCES entities(id),
    old TEXT NOT NULL DEFAULT '',
    new TEXT NOT NULL DEFAULT '',
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    seen_at TEXT NOT NULL,
    FOREIGN KEY (article_id, from_revision)
        REFERENCES revisions(article_id, revision) ON DELETE CASCADE,
    FOREIGN KEY (article_id, to_revision)
        REFERENCES revisions(article_id, revision) ON DELETE CASCADE,
    CHECK (from_revision < to_revision),
    CHECK (change = 'added' OR old_start IS NOT NULL),
    CHECK (change = 'removed' OR new_start IS NOT NULL)
) STRICT;
CREATE INDEX edits_article ON edits(article_id, to_revision);
CREATE INDEX edits_kind ON edits(kind, seen_at);
CREATE INDEX edits_entity ON edits(entity_id, seen_at);
CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    speaker_id TEXT REFERENCES entities(id),
    speaker TEXT NOT NULL,
    first_article INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    first_day TEXT, last_day TEXT,
    articles INTEGER NOT NULL DEFAULT 0,
    origins INTEGER NOT NULL DEFAULT 0,
    languages TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX statements_speaker ON statements(speaker_id, first_day);
CREATE INDEX statements_first_article ON statements(first_article);
CREATE TABLE statement_keys (
    key INTEGER NOT NULL,
    statement_id INTEGER NOT NULL REFERENCES statements(id) ON DELETE CASCADE,
    PRIMARY KEY (key, statement_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_keys_statement ON statement_keys(statement_id);
CREATE TABLE statement_quotes (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    statement_id INTEGER NOT NULL REFERENCES statements(id) ON DELETE CASCADE,
    role TEXT NOT NULL
        CHECK (role IN ('original', 'same', 'translation', 'truncation', 'alteration')),
    of_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    of_revision INTEGER, of_start INTEGER, of_end INTEGER,
    similarity REAL NOT NULL,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    day TEXT, lang TEXT NOT NULL,
    PRIMARY KEY (article_id, revision, "start", "end")
) STRICT;
CREATE INDEX statement_quotes_statement ON statement_quotes(statement_id, day);
CREATE INDEX statement_quotes_of ON statement_quotes(of_id);
CREATE INDEX statement_quotes_heads ON statement_quotes(statement_id)
    WHERE role IN ('original', 'translation');
CREATE TRIGGER statement_quotes_moved AFTER UPDATE OF statement_id ON statement_quotes
    WHEN OLD.statement_id <> NEW.statement_id
BEGIN
    DELETE FROM statements WHERE id = OLD.statement_id
        AND NOT EXISTS (SELECT 1 FROM statement_quotes WHERE statement_id = OLD.statement_id);
END;
CREATE TRIGGER statement_quotes_deleted AFTER DELETE ON statement_quotes
BEGIN
    DELETE FROM statements WHERE id = OLD.statement_id
        AND NOT EXISTS (SELECT 1 FROM statement_quotes WHERE statement_id = OLD.statement_id);
END;
CREATE TABLE positions (
    id INTEGER PRIMARY KEY,
    holder_id TEXT NOT NULL REFERENCES entities(id),
    target_entity TEXT REFERENCES entities(id),
    target_issue TEXT REFERENCES issues(id),
    day TEXT NOT NULL,
    polarity TEXT NOT NULL CHECK (polarity IN ('favor', 'against', 'ambivalent')),
    favor INTEGER NOT NULL,
    against INTEGER NOT NULL,
    ambivalent INTEGER NOT NULL,
    origins INTEGER NOT NULL,
    turned_from TEXT CHECK (turned_from IN ('favor', 'against', 'ambivalent')),
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    confidence REAL NOT NULL,
    CHECK ((target_entity IS NULL) <> (target_issue IS NULL))
) STRICT;
CREATE UNIQUE INDEX positions_holder
    ON positions(holder_id, COALESCE(target_issue, ''), COALESCE(target_entity, ''), day);
CREATE INDEX positions_issue ON positions(target_issue, day);
CREATE INDEX positions_entity ON positions(target_entity, day);
CREATE INDEX positions_article ON positions(article_id);
CREATE INDEX positions_day ON positions(day);
CREATE INDEX positions_turned ON positions(day) WHERE turned_from IS NOT NULL;
CREATE TABLE contested (
    issue_id TEXT NOT NULL REFERENCES issues(id),
    period TEXT NOT NULL,
    lang TEXT NOT NULL CHECK (lang IN ('fr', 'en', 'any')),
    favor INTEGER NOT NULL,
    against INTEGER NOT NULL,
    ambivalent INTEGER NOT NULL,
    "index" REAL NOT NULL,
    PRIMARY KEY (issue_id, period, lang)
) STRICT, WITHOUT ROWID;
CREATE TABLE voices (
    entity_id TEXT NOT NULL REFERENCES entities(id),
    source_id TEXT NOT NULL REFERENCES sources(id),
    month TEXT NOT NULL,
    lang TEXT NOT NULL,
    articles INTEGER NOT NULL,
    origins INTEGER NOT NULL,
    quoted INTEGER NOT NULL,
    quoted_origins INTEGER NOT NULL,
    quotes INTEGER NOT NULL,
    PRIMARY KEY (entity_id, source_id, month, lang)
) STRICT, WITHOUT ROWID;
CREATE INDEX voices_source ON voices(source_id, month);
CREATE TABLE lags (
    kind TEXT NOT NULL CHECK (kind IN ('entity', 'figure', 'quote', 'story')),
    key TEXT NOT NULL,
    en_article INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    en_day TEXT,
    fr_article INTEGER REFERENCES articles(id) ON DELETE SET NULL,
    fr_day TEXT,
    en_articles INTEGER NOT NULL,
    fr_articles INTEGER NOT NULL,
    days INTEGER,
    PRIMARY KEY (kind, key),
    CHECK (en_day IS NOT NULL OR fr_day IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX lags_days ON lags(kind, days);
CREATE INDEX lags_en ON lags(en_article);
CREATE INDEX lags_fr ON lags(fr_article);
CREATE VIEW articles_counted AS
    SELECT a.id, a.title, a.source_id, a.lang, a.day, s.story_id, s.role AS story_role,
        COALESCE(c.role, 'original') AS role, COALESCE(c.original_id, a.id) AS original_id,
        COALESCE(c.original_id, a.id) = a.id AS counted
    FROM articles a
    LEFT JOIN copies c ON c.article_id = a.id
    LEFT JOIN story_articles s ON s.article_id = a.id
    WHERE a.relevant = 1;
CREATE VIEW origins AS
    SELECT s.story_id, COUNT(*) AS articles,
        SUM(s.role IN ('origin', 'independent')) + (
            SELECT COUNT(*) FROM roots r WHERE r.story_id = s.story_id AND r.outlet_id IS NOT NULL
        ) AS origins,
        SUM(s.role = 'follower') AS followers, SUM(s.role = 'copy') AS copies,
        SUM(s.role = 'rewrite') AS rewrites, SUM(s.role = 'translation') AS translations,
        COUNT(DISTINCT a.source_id) AS outlets, COUNT(DISTINCT s.lang) AS languages,
        MIN(s.day) AS first_day, MAX(s.day) AS last_day
    FROM story_articles s JOIN articles a ON a.id = s.article_id
    GROUP BY s.story_id;
CREATE VIEW uncredited AS
    SELECT c.article_id, a.source_id, c.from_id, f.source_id AS from_source, c.kind,
        c.revision, c."start", c."end", c.hours, c.confidence, c.day, c.lang
    FROM cascade c JOIN articles a ON a.id = c.article_id JOIN articles f ON f.id = c.from_id
    WHERE c.credited = 0 AND c.kind IN ('copy', 'rewrite', 'translation');
CREATE VIEW linked AS
    SELECT l.article_id, l.revision, l."start", l."end", l.url,
        COALESCE(a.id, d.article_id) AS to_id
    FROM links l LEFT JOIN articles a ON a.url = l.url LEFT JOIN addresses d ON d.url = l.url
    WHERE COALESCE(a.id, d.article_id) IS NOT NULL;
CREATE VIEW conflicts AS
    SELECT f.claim_id, c.label, c.entity_id, f.value, f.unit, COUNT(DISTINCT f.article_id) AS articles,
        COUNT(DISTINCT COALESCE(o.original_id, f.article_id)) AS origins,
        COUNT(DISTINCT f.source_id) AS outlets, MIN(f.day) AS first_day, MAX(f.day) AS last_day
    FROM claims c JOIN claim_figures f ON f.claim_id = c.id
    LEFT JOIN copies o ON o.article_id = f.article_id
    WHERE c.conflicting = 1 GROUP BY f.claim_id, f.value, f.unit;
CREATE VIEW turns AS
    SELECT holder_id, target_entity, target_issue, day, turned_from, polarity, article_id, revision,
        "start", "end", confidence
    FROM positions WHERE turned_from IS NOT NULL;
