-- 0 where a correction, or its withdrawal, is kept and does not show in the findings yet
ALTER TABLE corrections ADD COLUMN applied INTEGER NOT NULL DEFAULT 1 CHECK (applied IN (0, 1));
CREATE INDEX corrections_outstanding ON corrections(made_at) WHERE applied = 0;
