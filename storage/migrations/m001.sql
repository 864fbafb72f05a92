CREATE TABLE topics (
    id TEXT PRIMARY KEY,
    title_fr TEXT NOT NULL, title_en TEXT NOT NULL,
    description_fr TEXT NOT NULL, description_en TEXT NOT NULL,
    window_start TEXT NOT NULL, window_end TEXT
) STRICT;
CREATE TABLE issues (
    id TEXT PRIMARY KEY,
    label_fr TEXT NOT NULL, label_en TEXT NOT NULL,
    favor_fr TEXT NOT NULL, favor_en TEXT NOT NULL,
    against_fr TEXT NOT NULL, against_en TEXT NOT NULL
) STRICT;
CREATE TABLE events (
    id TEXT PRIMARY KEY,
    day TEXT NOT NULL,
    label_fr TEXT NOT NULL, label_en TEXT NOT NULL,
    source_url TEXT NOT NULL
) STRICT;
CREATE TABLE sources (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    country TEXT NOT NULL,
    lang TEXT NOT NULL,
    kind TEXT NOT NULL,
    home TEXT NOT NULL
) STRICT;
CREATE TABLE entities (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    wikidata TEXT,
    listed INTEGER NOT NULL DEFAULT 0 CHECK (listed IN (0, 1))
) STRICT;
CREATE TABLE entity_names (
    entity_id TEXT NOT NULL REFERENCES entities(id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('name', 'alias', 'unique', 'weak')),
    PRIMARY KEY (entity_id, lang, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT CHECK (outcome IN ('done', 'partly', 'failed')),
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    source_id TEXT NOT NULL REFERENCES sources(id),
    lang TEXT NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL DEFAULT '[]',
    published TEXT,
    published_from TEXT,
    published_confidence REAL NOT NULL DEFAULT 0,
    day TEXT,
    access TEXT NOT NULL CHECK (access IN ('open', 'paywall')),
    excerpt TEXT NOT NULL,
    words INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    relevant INTEGER CHECK (relevant IN (0, 1)),
    relevance REAL,
    analysis_version TEXT NOT NULL DEFAULT '',
    analysis_error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX articles_day ON articles(relevant, day);
CREATE INDEX articles_source ON articles(source_id, day);
CREATE INDEX articles_analysis ON articles(analysis_version, id);
CREATE TABLE fetches (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs(id),
    source_id TEXT NOT NULL REFERENCES sources(id),
    url TEXT NOT NULL,
    found_by TEXT NOT NULL,
    verdict TEXT NOT NULL,
    status INTEGER,
    detail TEXT NOT NULL DEFAULT '',
    fetched_at TEXT NOT NULL,
    modified TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '',
    warc_file TEXT NOT NULL DEFAULT '',
    warc_offset INTEGER,
    warc_length INTEGER,
    article_id INTEGER REFERENCES articles(id)
) STRICT;
CREATE INDEX fetches_run ON fetches(run_id);
CREATE INDEX fetches_source ON fetches(source_id, fetched_at);
CREATE INDEX fetches_url ON fetches(url);
CREATE INDEX fetches_article ON fetches(article_id);
CREATE TABLE revisions (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    title TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    extractor TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    PRIMARY KEY (article_id, revision)
) STRICT;
CREATE TABLE texts (
    article_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (article_id, revision),
    FOREIGN KEY (article_id, revision)
        REFERENCES revisions(article_id, revision) ON DELETE CASCADE
) STRICT;
CREATE TABLE reasons (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    rule TEXT NOT NULL,
    weight REAL NOT NULL
) STRICT;
CREATE INDEX reasons_article ON reasons(article_id);
CREATE TABLE mentions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    entity_id TEXT NOT NULL REFERENCES entities(id),
    kind TEXT NOT NULL CHECK (kind IN ('name', 'alias', 'nominal')),
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    day TEXT, lang TEXT NOT NULL
) STRICT;
CREATE INDEX mentions_article ON mentions(article_id);
CREATE INDEX mentions_entity ON mentions(entity_id, day);
CREATE TABLE quotes (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    speaker_id TEXT REFERENCES entities(id),
    speaker TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('direct', 'indirect', 'mixed')),
    cue TEXT NOT NULL,
    cue_start INTEGER, cue_end INTEGER,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    day TEXT, lang TEXT NOT NULL
) STRICT;
CREATE INDEX quotes_article ON quotes(article_id);
CREATE INDEX quotes_speaker ON quotes(speaker_id, day);
CREATE TABLE stances (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL,
    holder_id TEXT REFERENCES entities(id),
    holder TEXT NOT NULL,
    target_entity TEXT REFERENCES entities(id),
    target_issue TEXT REFERENCES issues(id),
    polarity TEXT NOT NULL CHECK (polarity IN ('favor', 'against', 'ambivalent')),
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    day TEXT, lang TEXT NOT NULL,
    CHECK ((target_entity IS NULL) <> (target_issue IS NULL))
) STRICT;
CREATE INDEX stances_article ON stances(article_id);
CREATE INDEX stances_holder ON stances(holder_id, day);
CREATE INDEX stances_target_entity ON stances(target_entity, day);
CREATE INDEX stances_target_issue ON stances(target_issue, day);
CREATE TABLE credits (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    outlet_id TEXT NOT NULL REFERENCES entities(id),
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    day TEXT, lang TEXT NOT NULL
) STRICT;
CREATE INDEX credits_article ON credits(article_id);
CREATE INDEX credits_outlet ON credits(outlet_id, day);
CREATE TABLE figures (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    what TEXT NOT NULL,
    rule TEXT NOT NULL,
    confidence REAL NOT NULL,
    day TEXT, lang TEXT NOT NULL
) STRICT;
CREATE INDEX figures_article ON figures(article_id);
CREATE INDEX figures_unit ON figures(unit, value);
CREATE TABLE entity_days (
    entity_id TEXT NOT NULL REFERENCES entities(id),
    day TEXT NOT NULL,
    lang TEXT NOT NULL,
    articles INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    quotes INTEGER NOT NULL,
    favor INTEGER NOT NULL,
    against INTEGER NOT NULL,
    ambivalent INTEGER NOT NULL,
    PRIMARY KEY (entity_id, day, lang)
) STRICT, WITHOUT ROWID;
CREATE INDEX entity_days_day ON entity_days(day);
CREATE TABLE issue_days (
    issue_id TEXT NOT NULL REFERENCES issues(id),
    day TEXT NOT NULL,
    lang TEXT NOT NULL,
    articles INTEGER NOT NULL,
    favor INTEGER NOT NULL,
    against INTEGER NOT NULL,
    ambivalent INTEGER NOT NULL,
    PRIMARY KEY (issue_id, day, lang)
) STRICT, WITHOUT ROWID;
CREATE VIEW searchable AS
    SELECT articles.id, articles.title, texts.text
    FROM articles JOIN texts
    ON texts.article_id = articles.id AND texts.revision = articles.revision;
CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, text,
    content='searchable', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2'
);
