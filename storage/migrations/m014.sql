-- what became of each page of an archive file; what its first bytes are and what kept it from being
-- read to its end
ALTER TABLE archive_files ADD COLUMN head TEXT NOT NULL DEFAULT '';
ALTER TABLE archive_files ADD COLUMN problem TEXT NOT NULL DEFAULT '';
CREATE TABLE archive_verdicts (
    file TEXT NOT NULL REFERENCES archive_files(file),
    verdict TEXT NOT NULL,
    pages INTEGER NOT NULL,
    PRIMARY KEY (file, verdict)
) STRICT, WITHOUT ROWID;
