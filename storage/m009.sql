-- from when on something needs a look: the table [health] of topic.toml
CREATE TABLE limits (
    key TEXT PRIMARY KEY,
    value REAL NOT NULL
) STRICT;
-- what an outlet's own lists named: archives go on finding articles when a feed is dead
CREATE TABLE list_days (
    source_id TEXT NOT NULL REFERENCES sources(id),
    day TEXT NOT NULL,
    addresses INTEGER NOT NULL,
    PRIMARY KEY (source_id, day)
) STRICT, WITHOUT ROWID;
INSERT INTO list_days
    SELECT a.source_id, substr(w.found_at, 1, 10) AS on_day, COUNT(*)
    FROM ways w JOIN addresses a ON a.url = w.url
    WHERE w.found_by IN ('feed', 'sitemap', 'section') GROUP BY 1, 2;
CREATE TRIGGER list_days_added AFTER INSERT ON ways
    WHEN NEW.found_by IN ('feed', 'sitemap', 'section')
BEGIN
    INSERT INTO list_days
        SELECT source_id, substr(NEW.found_at, 1, 10), 1 FROM addresses WHERE url = NEW.url
    ON CONFLICT DO UPDATE SET addresses = addresses + 1;
END;
CREATE TRIGGER list_days_deleted BEFORE DELETE ON addresses
BEGIN
    UPDATE list_days SET addresses = addresses - (
        SELECT COUNT(*) FROM ways WHERE url = OLD.url
            AND found_by IN ('feed', 'sitemap', 'section')
            AND substr(found_at, 1, 10) = list_days.day
    ) WHERE source_id = OLD.source_id AND day IN (
        SELECT substr(found_at, 1, 10) FROM ways WHERE url = OLD.url
            AND found_by IN ('feed', 'sitemap', 'section')
    );
    DELETE FROM list_days WHERE source_id = OLD.source_id AND addresses = 0;
END;
-- when the lists of a source were asked for last, and when one of them was last read
CREATE TABLE looks (
    source_id TEXT PRIMARY KEY REFERENCES sources(id),
    asked_at TEXT NOT NULL,
    answered_at TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO looks
    SELECT source_id, MAX(checked_at), MAX(iif(verdict IN ('listed', 'unchanged'), checked_at, NULL))
    FROM lists WHERE checked_at IS NOT NULL GROUP BY 1;
CREATE TRIGGER looks_first AFTER INSERT ON lists WHEN NEW.checked_at IS NOT NULL
BEGIN
    INSERT INTO looks VALUES (NEW.source_id, NEW.checked_at,
        iif(NEW.verdict IN ('listed', 'unchanged'), NEW.checked_at, NULL))
    ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at,
        answered_at = COALESCE(excluded.answered_at, answered_at);
END;
CREATE TRIGGER looks_again AFTER UPDATE OF checked_at ON lists WHEN NEW.checked_at IS NOT NULL
BEGIN
    INSERT INTO looks VALUES (NEW.source_id, NEW.checked_at,
        iif(NEW.verdict IN ('listed', 'unchanged'), NEW.checked_at, NULL))
    ON CONFLICT DO UPDATE SET asked_at = excluded.asked_at,
        answered_at = COALESCE(excluded.answered_at, answered_at);
END;
-- up to which day an outlet was watched, and its last sign of life by then: an address that its
-- lists named, or, within a year, an article that it published; what is older was never followed.
-- Where no list was ever read, it was watched up to the archive's last day.
CREATE VIEW signs AS
    SELECT s.id AS source_id, 'named' AS sign, substr(l.answered_at, 1, 10) AS watched,
        (SELECT MAX(d.day) FROM list_days d
            WHERE d.source_id = s.id AND d.day <= substr(l.answered_at, 1, 10)) AS last_day
    FROM sources s JOIN looks l ON l.source_id = s.id
    WHERE l.answered_at IS NOT NULL AND s.kind NOT IN ('service', 'unlisted')
    UNION ALL
    SELECT p.source_id, 'published', p.watched,
        (SELECT MAX(d.day) FROM source_days d
            WHERE d.source_id = p.source_id
                AND d.day BETWEEN date(p.watched, '-1 year') AND p.watched) AS last_day
    FROM (
        SELECT s.id AS source_id, MIN(
            COALESCE(substr(l.answered_at, 1, 10),
                (SELECT MAX(day) FROM article_days WHERE day <= date('now')), date('now')),
            COALESCE((SELECT window_end FROM topics), '9999')
        ) AS watched
        FROM sources s LEFT JOIN looks l ON l.source_id = s.id
        WHERE s.kind NOT IN ('service', 'unlisted')
    ) p;
-- silences beside the gaps between the days with a sign, in the half year before the last one
CREATE VIEW silences AS
    SELECT source_id, sign, last_day, watched, silent, COUNT(gap) AS gaps, AVG(gap) AS usual,
        SUM(gap >= silent) AS as_long
    FROM (
        SELECT source_id, sign, last_day, watched, silent,
            julianday(day) - julianday(lag(day) OVER (PARTITION BY source_id, sign ORDER BY day))
            AS gap
        FROM (
            SELECT DISTINCT s.*,
                CAST(julianday(s.watched) - julianday(s.last_day) AS INTEGER) AS silent, d.day
            FROM signs s CROSS JOIN list_days d ON d.source_id = s.source_id
                AND d.day BETWEEN date(s.last_day, '-182 days') AND s.last_day
            WHERE s.sign = 'named'
                AND s.last_day <= date(s.watched, '-' || (
                    SELECT CAST(value AS INTEGER) FROM limits WHERE key = 'quiet_days') || ' days')
            UNION ALL
            SELECT DISTINCT s.*,
                CAST(julianday(s.watched) - julianday(s.last_day) AS INTEGER), d.day
            FROM signs s CROSS JOIN source_days d ON d.source_id = s.source_id
                AND d.day BETWEEN date(s.last_day, '-182 days') AND s.last_day
            WHERE s.sign = 'published'
                AND s.last_day <= date(s.watched, '-' || (
                    SELECT CAST(value AS INTEGER) FROM limits WHERE key = 'quiet_days') || ' days')
        )
    ) GROUP BY source_id, sign;
-- sources that are not as they were, a row each: none of their lists was read for long, or they
-- gave no sign of life for longer than was usual with them; of paused ones nothing is expected
CREATE VIEW conditions AS
    WITH failing AS (
        SELECT source_id, 'failing' AS condition, '' AS sign,
            substr(answered_at, 1, 10) AS last_day,
            CAST(julianday(asked_at) - julianday(answered_at) AS INTEGER) AS silent,
            NULL AS usual
        FROM looks
        WHERE answered_at IS NULL OR 24 * (julianday(asked_at) - julianday(answered_at))
            > (SELECT value FROM limits WHERE key = 'failing_hours')
    ),
    quiet AS (
        SELECT source_id, 'quiet' AS condition, MIN(sign) AS sign, last_day, silent, usual
        FROM silences
        WHERE gaps >= (SELECT value FROM limits WHERE key = 'quiet_gaps')
            AND silent > usual * (SELECT value FROM limits WHERE key = 'quiet_times')
            AND as_long <= gaps * (SELECT value FROM limits WHERE key = 'quiet_share')
        GROUP BY source_id
    )
    SELECT * FROM failing WHERE source_id NOT IN (SELECT source_id FROM paused)
    UNION ALL
    SELECT * FROM quiet WHERE source_id NOT IN (SELECT source_id FROM failing)
        AND source_id NOT IN (SELECT source_id FROM paused);
