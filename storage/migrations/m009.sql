-- from when on something needs a look: the table [health] of topic.toml
CREATE TABLE limits (
    key TEXT PRIMARY KEY,
    value REAL NOT NULL
) STRICT;
-- the log of what was found, by day: nothing is taken away, so that a loss of addresses shows.
-- `listed` were named by the outlet's own lists: archives go on finding articles when a feed is dead.
CREATE TABLE found_days (
    source_id TEXT NOT NULL REFERENCES sources(id),
    day TEXT NOT NULL,
    addresses INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    PRIMARY KEY (source_id, day)
) STRICT, WITHOUT ROWID;
INSERT INTO found_days
    SELECT a.source_id, substr(f.found_at, 1, 10) AS on_day, SUM(f.first), SUM(f.listed)
    FROM (
        SELECT url, MIN(found_at) AS found_at, 1 AS first, 0 AS listed FROM ways GROUP BY url
        UNION ALL
        SELECT url, found_at, 0, 1 FROM ways WHERE found_by IN ('feed', 'sitemap', 'section')
    ) f JOIN addresses a ON a.url = f.url GROUP BY 1, 2;
CREATE TRIGGER found_days_added AFTER INSERT ON ways
BEGIN
    INSERT INTO found_days
        SELECT source_id, substr(NEW.found_at, 1, 10), NOT EXISTS (
                SELECT 1 FROM ways WHERE url = NEW.url
                    AND (found_by, listing) <> (NEW.found_by, NEW.listing)
            ), NEW.found_by IN ('feed', 'sitemap', 'section')
        FROM addresses WHERE url = NEW.url
    ON CONFLICT DO UPDATE SET addresses = addresses + excluded.addresses,
        listed = listed + excluded.listed;
END;
-- every request, by day and what came of it
CREATE TABLE request_days (
    day TEXT NOT NULL,
    source_id TEXT NOT NULL REFERENCES sources(id),
    verdict TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (day, source_id, verdict)
) STRICT, WITHOUT ROWID;
INSERT INTO request_days
    SELECT substr(fetched_at, 1, 10) AS on_day, source_id, verdict, COUNT(*) FROM fetches
    GROUP BY 1, 2, 3;
CREATE TRIGGER request_days_added AFTER INSERT ON fetches
BEGIN
    INSERT INTO request_days
        VALUES (substr(NEW.fetched_at, 1, 10), NEW.source_id, NEW.verdict, 1)
    ON CONFLICT DO UPDATE SET requests = requests + 1;
END;
CREATE INDEX articles_broken ON articles(id) WHERE analysis_error <> '';
CREATE INDEX articles_seen ON articles(first_seen);
CREATE INDEX runs_kind ON runs(kind, outcome, finished_at);
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
        (SELECT MAX(d.day) FROM found_days d WHERE d.source_id = s.id AND d.listed > 0
            AND d.day <= substr(l.answered_at, 1, 10)) AS last_day
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
            FROM signs s CROSS JOIN found_days d ON d.source_id = s.source_id AND d.listed > 0
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
-- requests of the last days that were allowed, and those without a usable answer
CREATE VIEW errors AS
    SELECT source_id, SUM(requests) AS requests,
        SUM(iif(verdict IN ('http_error', 'failed'), requests, 0)) AS errors
    FROM request_days
    WHERE day > date('now', '-' || (
            SELECT CAST(value AS INTEGER) FROM limits WHERE key = 'error_days') || ' days')
        AND verdict NOT IN ('pending', 'robots', 'tdm', 'unsafe', 'paused', 'withdrawn')
    GROUP BY source_id;
-- what needs a look: what is wrong, with which source or part of the timetable, how much and what
-- is allowed
CREATE VIEW concerns AS
    WITH bounds AS (
        SELECT MAX(iif(key = 'run_hours', value, 0)) AS run_hours,
            MAX(iif(key = 'article_hours', value, 0)) AS article_hours,
            MAX(iif(key = 'error_share', value, 0)) AS error_share,
            MAX(iif(key = 'error_requests', value, 0)) AS error_requests,
            MAX(iif(key = 'error_days', value, 0)) AS error_days,
            MAX(iif(key = 'backlog', value, 0)) AS backlog
        FROM limits
    ),
    ages AS (
        SELECT 24 * (julianday('now') - julianday(COALESCE(
                (SELECT MAX(finished_at) FROM runs WHERE outcome IN ('done', 'partly')
                    AND (kind = 'crawl' OR kind GLOB 'schedule *')
                    AND finished_at < date('now', '+1 day')),
                (SELECT MIN(started_at) FROM runs)))) AS run,
            24 * (julianday('now') - julianday((
                SELECT MAX(first_seen) FROM articles
                WHERE first_seen < date('now', '+1 day')))) AS article
    )
    SELECT 'no-run' AS concern, NULL AS source_id, '' AS part, ages.run AS value,
        run_hours AS bound
    FROM ages, bounds WHERE COALESCE(ages.run > run_hours, 1)
    UNION ALL
    SELECT 'failed', NULL, r.kind, 24 * (julianday('now') - julianday(r.finished_at)), NULL
    FROM bounds, (SELECT DISTINCT kind FROM runs) k
    JOIN runs r ON r.id = (
        SELECT MAX(id) FROM runs WHERE kind = k.kind AND finished_at IS NOT NULL)
    WHERE r.outcome = 'failed'
        AND r.finished_at > datetime('now', '-' || CAST(error_days AS INTEGER) || ' days')
    UNION ALL
    SELECT 'no-article', NULL, '', ages.article, article_hours FROM ages, bounds
    WHERE ages.article > article_hours
        AND COALESCE((SELECT window_end FROM topics), '9999') >= date('now')
    UNION ALL
    SELECT 'errors', NULL, '', 1.0 * SUM(errors) / SUM(requests), error_share
    FROM errors, bounds HAVING SUM(requests) >= MAX(error_requests)
        AND SUM(errors) > MAX(error_share) * SUM(requests)
    UNION ALL
    SELECT 'errors', source_id, '', 1.0 * errors / requests, error_share FROM errors, bounds
    WHERE requests >= error_requests AND errors > error_share * requests
    UNION ALL
    SELECT 'backlog', NULL, '', waiting, backlog
    FROM bounds, (SELECT COUNT(*) AS waiting FROM articles WHERE analysis_version = '')
    WHERE waiting > backlog
    UNION ALL
    SELECT condition, source_id, sign, silent, usual FROM conditions;
