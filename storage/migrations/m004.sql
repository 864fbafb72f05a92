-- what each article adds to the counts of a part: they change by what changed
CREATE TABLE contributions (
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (article_id, part)
) STRICT, WITHOUT ROWID;
-- counted anew from nothing by the next version of their parts
DELETE FROM changes WHERE made_by IN ('positions', 'voices');
DELETE FROM edits;
DELETE FROM voices;
DELETE FROM positions;
DELETE FROM contested;
CREATE TABLE contested_holders (
    issue_id TEXT NOT NULL REFERENCES issues(id),
    period TEXT NOT NULL,
    holder_id TEXT NOT NULL REFERENCES entities(id),
    lang TEXT NOT NULL CHECK (lang IN ('fr', 'en', 'any')),
    polarity TEXT NOT NULL CHECK (polarity IN ('favor', 'against', 'ambivalent')),
    favor INTEGER NOT NULL,
    against INTEGER NOT NULL,
    ambivalent INTEGER NOT NULL,
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
-- stories of any size: what their articles are ordered by, and what is counted of them, kept as
-- articles come and go
ALTER TABLE story_articles ADD COLUMN source_id TEXT REFERENCES sources(id);
ALTER TABLE story_articles ADD COLUMN moment TEXT NOT NULL DEFAULT '';
UPDATE story_articles SET source_id = a.source_id, moment = COALESCE(strftime('%Y-%m-%dT%H:%M:%SZ',
    CASE WHEN length(COALESCE(NULLIF(a.published, ''), a.first_seen)) <= 10
        THEN COALESCE(NULLIF(a.published, ''), a.first_seen) || 'T12:00:00Z'
        ELSE COALESCE(NULLIF(a.published, ''), a.first_seen) END), '')
FROM articles a WHERE a.id = story_articles.article_id;
CREATE INDEX story_articles_moment ON story_articles(story_id, moment, article_id);
CREATE INDEX story_articles_source ON story_articles(story_id, source_id, moment, article_id);
CREATE INDEX story_articles_lang ON story_articles(story_id, lang, moment, article_id);
CREATE INDEX story_articles_day ON story_articles(story_id, day);
CREATE TABLE story_outlets (
    story_id INTEGER NOT NULL REFERENCES stories(id) ON DELETE CASCADE,
    source_id TEXT NOT NULL,
    lang TEXT NOT NULL,
    articles INTEGER NOT NULL,
    independent INTEGER NOT NULL,
    PRIMARY KEY (story_id, source_id, lang)
) STRICT, WITHOUT ROWID;
INSERT INTO story_outlets
    SELECT story_id, COALESCE(source_id, ''), lang, COUNT(*), SUM(role IN ('origin', 'independent'))
    FROM story_articles GROUP BY 1, 2, 3;
CREATE TRIGGER story_outlets_added AFTER INSERT ON story_articles
BEGIN
    INSERT INTO story_outlets VALUES (NEW.story_id, COALESCE(NEW.source_id, ''), NEW.lang, 1,
        NEW.role IN ('origin', 'independent'))
    ON CONFLICT DO UPDATE SET articles = articles + 1,
        independent = independent + excluded.independent;
END;
CREATE TRIGGER story_outlets_deleted AFTER DELETE ON story_articles
BEGIN
    UPDATE story_outlets SET articles = articles - 1,
        independent = independent - (OLD.role IN ('origin', 'independent'))
    WHERE story_id = OLD.story_id AND source_id = COALESCE(OLD.source_id, '') AND lang = OLD.lang;
    DELETE FROM story_outlets WHERE articles = 0
        AND story_id = OLD.story_id AND source_id = COALESCE(OLD.source_id, '') AND lang = OLD.lang;
END;
CREATE TRIGGER story_outlets_changed AFTER UPDATE OF story_id, source_id, lang, role
    ON story_articles
    WHEN OLD.story_id <> NEW.story_id OR OLD.source_id IS NOT NEW.source_id
        OR OLD.lang <> NEW.lang OR OLD.role <> NEW.role
BEGIN
    UPDATE story_outlets SET articles = articles - 1,
        independent = independent - (OLD.role IN ('origin', 'independent'))
    WHERE story_id = OLD.story_id AND source_id = COALESCE(OLD.source_id, '') AND lang = OLD.lang;
    INSERT INTO story_outlets VALUES (NEW.story_id, COALESCE(NEW.source_id, ''), NEW.lang, 1,
        NEW.role IN ('origin', 'independent'))
    ON CONFLICT DO UPDATE SET articles = articles + 1,
        independent = independent + excluded.independent;
    DELETE FROM story_outlets WHERE articles = 0
        AND story_id = OLD.story_id AND source_id = COALESCE(OLD.source_id, '') AND lang = OLD.lang;
END;
DROP INDEX story_features_story;
-- covering: all features of a story are read from the index alone
CREATE INDEX story_features_story ON story_features(story_id, weight);
CREATE TABLE feature_stories (
    feature TEXT PRIMARY KEY,
    stories INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO feature_stories SELECT feature, COUNT(*) FROM story_features GROUP BY 1;
CREATE TRIGGER feature_stories_added AFTER INSERT ON story_features
BEGIN
    INSERT INTO feature_stories VALUES (NEW.feature, 1)
    ON CONFLICT DO UPDATE SET stories = stories + 1;
END;
CREATE TRIGGER feature_stories_deleted AFTER DELETE ON story_features
BEGIN
    UPDATE feature_stories SET stories = stories - 1 WHERE feature = OLD.feature;
    DELETE FROM feature_stories WHERE feature = OLD.feature AND stories = 0;
END;
ALTER TABLE cascade ADD COLUMN story_id INTEGER REFERENCES stories(id) ON DELETE SET NULL;
ALTER TABLE cascade ADD COLUMN told_day TEXT;
ALTER TABLE cascade ADD COLUMN told_rule TEXT NOT NULL DEFAULT '';
CREATE INDEX cascade_story ON cascade(story_id, from_outlet);
-- while articles move, a story may be empty for a moment
DROP TRIGGER story_articles_moved;
