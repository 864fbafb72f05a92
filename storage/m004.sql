-- what each article adds to the counts of a part: they change by what changed
CREATE TABLE contributions (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (article_id, part)
) STRICT, WITHOUT ROWID;
-- counted anew from nothing by the next version of their parts
DELETE FROM changes WHERE made_by IN ('positions', 'voices');
DELETE FROM voices;
DELETE FROM positions;
DELETE FROM contested;
CREATE TABLE contested_holders (
    issue_id TEXT NOT NULL REFERENCES issues(id),
    period TEXT NOT NULL,
    holder_id TEXT NOT NULL REFERENCES entities(id),
    lang TEXT NOT NULL CHECK (lang IN ('fr', 'en', 'any')),
    polarity TEXT NOT NULL CHECK (polarity IN ('favor', 'against', 'ambivalent')),
    PRIMARY KEY (issue_id, period, holder_id, lang)
) STRICT, WITHOUT ROWID;
CREATE INDEX stances_held ON stances(holder_id, target_issue, day) WHERE target_issue IS NOT NULL;
DROP TABLE lags;
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
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX lags_days ON lags(kind, days);
CREATE INDEX lags_en ON lags(en_article);
CREATE INDEX lags_fr ON lags(fr_article);
