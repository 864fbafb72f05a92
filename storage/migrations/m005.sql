-- how many of these articles are no copies; beside every count there is one without them
ALTER TABLE entity_days ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue_days ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue_days ADD COLUMN favor_counted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue_days ADD COLUMN against_counted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE issue_days ADD COLUMN ambivalent_counted INTEGER NOT NULL DEFAULT 0;
DROP INDEX entity_days_day;
-- covering: what moves in some weeks, among all entities, is read from the index alone
CREATE INDEX entity_days_day ON entity_days(day, entity_id, lang, articles, counted, mentions);
CREATE TABLE entity_months (
    month TEXT NOT NULL,
    entity_id TEXT NOT NULL REFERENCES entities(id),
    lang TEXT NOT NULL,
    articles INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (month, entity_id, lang)
) STRICT, WITHOUT ROWID;
CREATE TABLE entity_years (
    year TEXT NOT NULL,
    entity_id TEXT NOT NULL REFERENCES entities(id),
    lang TEXT NOT NULL,
    articles INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (year, entity_id, lang)
) STRICT, WITHOUT ROWID;
CREATE TABLE holder_months (
    issue_id TEXT NOT NULL REFERENCES issues(id),
    month TEXT NOT NULL,
    holder_id TEXT NOT NULL REFERENCES entities(id),
    favor INTEGER NOT NULL,
    against INTEGER NOT NULL,
    ambivalent INTEGER NOT NULL,
    PRIMARY KEY (issue_id, month, holder_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE source_days (
    source_id TEXT NOT NULL REFERENCES sources(id),
    day TEXT NOT NULL,
    lang TEXT NOT NULL,
    held INTEGER NOT NULL,
    relevant INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    paywall INTEGER NOT NULL,
    PRIMARY KEY (source_id, day, lang)
) STRICT, WITHOUT ROWID;
CREATE TABLE article_days (
    day TEXT NOT NULL,
    lang TEXT NOT NULL,
    held INTEGER NOT NULL,
    relevant INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    PRIMARY KEY (day, lang)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER source_days_added AFTER INSERT ON source_days
BEGIN
    INSERT INTO article_days VALUES (NEW.day, NEW.lang, NEW.held, NEW.relevant, NEW.counted)
    ON CONFLICT DO UPDATE SET held = held + excluded.held, relevant = relevant + excluded.relevant,
        counted = counted + excluded.counted;
END;
CREATE TRIGGER source_days_changed AFTER UPDATE ON source_days
BEGIN
    UPDATE article_days SET held = held + NEW.held - OLD.held,
        relevant = relevant + NEW.relevant - OLD.relevant,
        counted = counted + NEW.counted - OLD.counted
    WHERE day = NEW.day AND lang = NEW.lang;
END;
CREATE TRIGGER source_days_deleted AFTER DELETE ON source_days
BEGIN
    DELETE FROM article_days WHERE day = OLD.day AND lang = OLD.lang AND held = 0;
END;
INSERT INTO source_days
    SELECT a.source_id, COALESCE(a.day, '') AS on_day, a.lang, COUNT(*), SUM(a.relevant IS 1),
        SUM(a.relevant IS 1 AND COALESCE(c.original_id, a.id) = a.id), SUM(a.access = 'paywall')
    FROM articles a LEFT JOIN copies c ON c.article_id = a.id GROUP BY 1, 2, 3;
CREATE TRIGGER articles_added AFTER INSERT ON articles
BEGIN
    INSERT INTO source_days VALUES (NEW.source_id, COALESCE(NEW.day, ''), NEW.lang, 1,
        NEW.relevant IS 1, NEW.relevant IS 1, NEW.access = 'paywall')
    ON CONFLICT DO UPDATE SET held = held + 1, relevant = relevant + excluded.relevant,
        counted = counted + excluded.counted, paywall = paywall + excluded.paywall;
END;
CREATE TRIGGER articles_changed AFTER UPDATE OF source_id, day, lang, relevant, access ON articles
    WHEN OLD.source_id <> NEW.source_id OR OLD.day IS NOT NEW.day OR OLD.lang <> NEW.lang
        OR OLD.relevant IS NOT NEW.relevant OR OLD.access <> NEW.access
BEGIN
    UPDATE source_days SET held = held - 1, relevant = relevant - (OLD.relevant IS 1),
        counted = counted - (OLD.relevant IS 1 AND NOT EXISTS (
            SELECT 1 FROM copies WHERE article_id = OLD.id AND original_id <> OLD.id)),
        paywall = paywall - (OLD.access = 'paywall')
    WHERE source_id = OLD.source_id AND day = COALESCE(OLD.day, '') AND lang = OLD.lang;
    INSERT INTO source_days VALUES (NEW.source_id, COALESCE(NEW.day, ''), NEW.lang, 1,
        NEW.relevant IS 1, NEW.relevant IS 1 AND NOT EXISTS (
            SELECT 1 FROM copies WHERE article_id = NEW.id AND original_id <> NEW.id),
        NEW.access = 'paywall')
    ON CONFLICT DO UPDATE SET held = held + 1, relevant = relevant + excluded.relevant,
        counted = counted + excluded.counted, paywall = paywall + excluded.paywall;
    DELETE FROM source_days WHERE held = 0
        AND source_id = OLD.source_id AND day = COALESCE(OLD.day, '') AND lang = OLD.lang;
END;
CREATE TRIGGER articles_deleted BEFORE DELETE ON articles
BEGIN
    UPDATE source_days SET held = held - 1, relevant = relevant - (OLD.relevant IS 1),
        counted = counted - (OLD.relevant IS 1 AND NOT EXISTS (
            SELECT 1 FROM copies WHERE article_id = OLD.id AND original_id <> OLD.id)),
        paywall = paywall - (OLD.access = 'paywall')
    WHERE source_id = OLD.source_id AND day = COALESCE(OLD.day, '') AND lang = OLD.lang;
    DELETE FROM source_days WHERE held = 0
        AND source_id = OLD.source_id AND day = COALESCE(OLD.day, '') AND lang = OLD.lang;
END;
CREATE TRIGGER copies_added AFTER INSERT ON copies WHEN NEW.original_id <> NEW.article_id
BEGIN
    UPDATE source_days SET counted = counted - 1 FROM articles a
    WHERE a.id = NEW.article_id AND a.relevant = 1 AND source_days.source_id = a.source_id
        AND source_days.day = COALESCE(a.day, '') AND source_days.lang = a.lang;
END;
CREATE TRIGGER copies_deleted AFTER DELETE ON copies WHEN OLD.original_id <> OLD.article_id
BEGIN
    UPDATE source_days SET counted = counted + 1 FROM articles a
    WHERE a.id = OLD.article_id AND a.relevant = 1 AND source_days.source_id = a.source_id
        AND source_days.day = COALESCE(a.day, '') AND source_days.lang = a.lang;
END;
CREATE TRIGGER copies_changed AFTER UPDATE OF original_id ON copies
    WHEN (OLD.original_id = OLD.article_id) <> (NEW.original_id = NEW.article_id)
BEGIN
    UPDATE source_days SET counted = counted
        + (NEW.original_id = NEW.article_id) - (OLD.original_id = OLD.article_id) FROM articles a
    WHERE a.id = NEW.article_id AND a.relevant = 1 AND source_days.source_id = a.source_id
        AND source_days.day = COALESCE(a.day, '') AND source_days.lang = a.lang;
END;
DROP VIEW verdicts;
CREATE TABLE verdicts (
    source_id TEXT NOT NULL REFERENCES sources(id),
    day TEXT NOT NULL,
    verdict TEXT NOT NULL,
    addresses INTEGER NOT NULL,
    PRIMARY KEY (source_id, day, verdict)
) STRICT, WITHOUT ROWID;
INSERT INTO verdicts
    SELECT source_id, substr(found_at, 1, 10) AS on_day, verdict, COUNT(*) FROM addresses
    GROUP BY 1, 2, 3;
CREATE TRIGGER addresses_added AFTER INSERT ON addresses
BEGIN
    INSERT INTO verdicts VALUES (NEW.source_id, substr(NEW.found_at, 1, 10), NEW.verdict, 1)
    ON CONFLICT DO UPDATE SET addresses = addresses + 1;
END;
CREATE TRIGGER addresses_judged AFTER UPDATE OF source_id, found_at, verdict ON addresses
    WHEN OLD.source_id <> NEW.source_id OR OLD.found_at <> NEW.found_at
        OR OLD.verdict <> NEW.verdict
BEGIN
    UPDATE verdicts SET addresses = addresses - 1 WHERE source_id = OLD.source_id
        AND day = substr(OLD.found_at, 1, 10) AND verdict = OLD.verdict;
    INSERT INTO verdicts VALUES (NEW.source_id, substr(NEW.found_at, 1, 10), NEW.verdict, 1)
    ON CONFLICT DO UPDATE SET addresses = addresses + 1;
    DELETE FROM verdicts WHERE addresses = 0 AND source_id = OLD.source_id
        AND day = substr(OLD.found_at, 1, 10) AND verdict = OLD.verdict;
END;
CREATE TRIGGER addresses_deleted AFTER DELETE ON addresses
BEGIN
    UPDATE verdicts SET addresses = addresses - 1 WHERE source_id = OLD.source_id
        AND day = substr(OLD.found_at, 1, 10) AND verdict = OLD.verdict;
    DELETE FROM verdicts WHERE addresses = 0 AND source_id = OLD.source_id
        AND day = substr(OLD.found_at, 1, 10) AND verdict = OLD.verdict;
END;
CREATE TABLE word_forms (
    lang TEXT NOT NULL,
    form TEXT NOT NULL,
    lemma TEXT NOT NULL,
    PRIMARY KEY (lang, form, lemma)
) STRICT, WITHOUT ROWID;
CREATE INDEX word_forms_lemma ON word_forms(lang, lemma);
-- who speaks for whom, as the topic says
CREATE TABLE offices (
    id INTEGER PRIMARY KEY,
    entity_id TEXT NOT NULL REFERENCES entities(id) ON DELETE CASCADE,
    of_id TEXT NOT NULL REFERENCES entities(id) ON DELETE CASCADE,
    title_fr TEXT NOT NULL, title_en TEXT NOT NULL,
    since TEXT, until TEXT
) STRICT;
CREATE INDEX offices_entity ON offices(entity_id);
CREATE INDEX offices_of ON offices(of_id);
-- names as readers type them
CREATE INDEX entities_name ON entities(name COLLATE NOCASE);
CREATE INDEX entities_listed ON entities(name) WHERE listed = 1;
CREATE INDEX entity_names_name ON entity_names(name COLLATE NOCASE);
-- covering: who is for or against what is counted from the index alone
CREATE INDEX positions_held
    ON positions(holder_id, target_issue, target_entity, day, favor, against, ambivalent);
CREATE INDEX positions_about
    ON positions(target_entity, holder_id, day, favor, against, ambivalent);
CREATE INDEX positions_turned_holder ON positions(holder_id, day) WHERE turned_from IS NOT NULL;
CREATE INDEX positions_turned_issue ON positions(target_issue, day)
    WHERE turned_from IS NOT NULL;
CREATE INDEX positions_turned_entity ON positions(target_entity, day)
    WHERE turned_from IS NOT NULL;
CREATE INDEX stances_held_about ON stances(holder_id, target_entity, day)
    WHERE target_entity IS NOT NULL;
CREATE INDEX stances_unnamed ON stances(target_issue, day)
    WHERE holder_id IS NULL AND target_issue IS NOT NULL;
CREATE TABLE holder_years (
    holder_id TEXT NOT NULL REFERENCES entities(id),
    issue_id TEXT NOT NULL REFERENCES issues(id),
    year TEXT NOT NULL,
    favor INTEGER NOT NULL,
    against INTEGER NOT NULL,
    ambivalent INTEGER NOT NULL,
    PRIMARY KEY (holder_id, issue_id, year)
) STRICT, WITHOUT ROWID;
-- covering: whom an outlet quotes and whom it only names is read from the index alone
DROP INDEX voices_source;
CREATE INDEX voices_source ON voices(source_id, month, entity_id, articles, origins, quoted,
    quoted_origins, quotes);
CREATE TABLE source_months (
    source_id TEXT NOT NULL REFERENCES sources(id),
    month TEXT NOT NULL,
    lang TEXT NOT NULL,
    held INTEGER NOT NULL,
    relevant INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    paywall INTEGER NOT NULL,
    PRIMARY KEY (source_id, month, lang)
) STRICT, WITHOUT ROWID;
INSERT INTO source_months
    SELECT source_id, substr(day, 1, 7), lang, SUM(held), SUM(relevant), SUM(counted), SUM(paywall)
    FROM source_days GROUP BY 1, 2, 3;
CREATE TRIGGER source_months_added AFTER INSERT ON source_days
BEGIN
    INSERT INTO source_months VALUES (NEW.source_id, substr(NEW.day, 1, 7), NEW.lang, NEW.held,
        NEW.relevant, NEW.counted, NEW.paywall)
    ON CONFLICT DO UPDATE SET held = held + excluded.held, relevant = relevant + excluded.relevant,
        counted = counted + excluded.counted, paywall = paywall + excluded.paywall;
END;
CREATE TRIGGER source_months_changed AFTER UPDATE ON source_days
BEGIN
    UPDATE source_months SET held = held + NEW.held - OLD.held,
        relevant = relevant + NEW.relevant - OLD.relevant,
        counted = counted + NEW.counted - OLD.counted, paywall = paywall + NEW.paywall - OLD.paywall
    WHERE source_id = NEW.source_id AND month = substr(NEW.day, 1, 7) AND lang = NEW.lang;
END;
CREATE TRIGGER source_months_deleted AFTER DELETE ON source_days
BEGIN
    DELETE FROM source_months WHERE held = 0
        AND source_id = OLD.source_id AND month = substr(OLD.day, 1, 7) AND lang = OLD.lang;
END;
CREATE TABLE verdict_months (
    source_id TEXT NOT NULL REFERENCES sources(id),
    month TEXT NOT NULL,
    verdict TEXT NOT NULL,
    addresses INTEGER NOT NULL,
    PRIMARY KEY (source_id, month, verdict)
) STRICT, WITHOUT ROWID;
INSERT INTO verdict_months
    SELECT source_id, substr(day, 1, 7), verdict, SUM(addresses) FROM verdicts GROUP BY 1, 2, 3;
CREATE TABLE verdict_days (
    day TEXT NOT NULL,
    verdict TEXT NOT NULL,
    addresses INTEGER NOT NULL,
    PRIMARY KEY (day, verdict)
) STRICT, WITHOUT ROWID;
INSERT INTO verdict_days SELECT day, verdict, SUM(addresses) FROM verdicts GROUP BY 1, 2;
CREATE TRIGGER verdicts_added AFTER INSERT ON verdicts
BEGIN
    INSERT INTO verdict_days VALUES (NEW.day, NEW.verdict, NEW.addresses)
    ON CONFLICT DO UPDATE SET addresses = addresses + excluded.addresses;
    INSERT INTO verdict_months VALUES (NEW.source_id, substr(NEW.day, 1, 7), NEW.verdict,
        NEW.addresses)
    ON CONFLICT DO UPDATE SET addresses = addresses + excluded.addresses;
END;
CREATE TRIGGER verdicts_changed AFTER UPDATE ON verdicts
BEGIN
    UPDATE verdict_days SET addresses = addresses + NEW.addresses - OLD.addresses
    WHERE day = NEW.day AND verdict = NEW.verdict;
    UPDATE verdict_months SET addresses = addresses + NEW.addresses - OLD.addresses
    WHERE source_id = NEW.source_id AND month = substr(NEW.day, 1, 7) AND verdict = NEW.verdict;
END;
CREATE TRIGGER verdicts_deleted AFTER DELETE ON verdicts
BEGIN
    DELETE FROM verdict_days WHERE addresses = 0 AND day = OLD.day AND verdict = OLD.verdict;
    DELETE FROM verdict_months WHERE addresses = 0 AND source_id = OLD.source_id
        AND month = substr(OLD.day, 1, 7) AND verdict = OLD.verdict;
END;
CREATE INDEX claims_told ON claims(entity_id, conflicting, articles, last_day, first_day);
-- the search: articles by day, and the day of an article, without reading their long rows
CREATE INDEX articles_newest ON articles(day, id, lang, source_id);
CREATE INDEX articles_narrow ON articles(id, day, lang, source_id);
DROP INDEX mentions_entity;
CREATE INDEX mentions_entity ON mentions(entity_id, day, article_id);
DROP INDEX mentions_article;
CREATE INDEX mentions_article ON mentions(article_id, entity_id);
-- stories by size, and those whose figures disagree
CREATE INDEX stories_size ON stories(articles, last_day, first_day);
CREATE INDEX claims_disputed ON claims(story_id, articles) WHERE conflicting = 1;
-- covering: whole years of all names, and of all who hold something on an issue, are added up in the
-- order of their index
CREATE INDEX entity_years_entity ON entity_years(entity_id, year, counted);
CREATE INDEX holder_years_issue
    ON holder_years(issue_id, holder_id, year, favor, against, ambivalent);
-- the log of addresses is shown newest first
CREATE INDEX addresses_found ON addresses(found_at);
-- what the number of mentions counts: articles that are not on the topic may name somebody too
CREATE VIEW mentions_counted AS
    SELECT m.id, m.article_id, a.title, a.source_id, m.revision, m."start", m."end", m.entity_id,
        m.kind, m.rule, m.confidence, m.day, m.lang
    FROM mentions m JOIN articles a ON a.id = m.article_id AND a.relevant = 1;
