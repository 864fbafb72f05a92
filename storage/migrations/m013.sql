-- a run keeps its name where databases are brought together; origin is the file it came with
ALTER TABLE runs ADD COLUMN key TEXT NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN origin TEXT NOT NULL DEFAULT '';
UPDATE runs SET key = kind || ' ' || started_at || ' ' || id;
CREATE UNIQUE INDEX runs_key ON runs(key) WHERE key <> '';
CREATE TRIGGER runs_named AFTER INSERT ON runs WHEN NEW.key = ''
BEGIN
    UPDATE runs SET key = lower(hex(randomblob(8))) WHERE id = NEW.id;
END;
-- a request is looked up by address and moment: a list is asked for thousands of times
DROP INDEX fetches_url;
CREATE INDEX fetches_url ON fetches(url, fetched_at);
