-- A story over articles 1 to 3 and 13 of the invented controversy, and one whose words are hostile.
INSERT INTO stories (id, title_fr, title_en, first_article, first_day, last_day, articles, origins, outlets, languages)
VALUES (1, 'La machine qui emprunte les voix', 'A machine that borrows voices', 1, '2023-07-12', '2023-08-02', 4, 2, 2, 'en fr'),
       (2, '<img src=x onerror="document.title=''owned''">', '<script>document.title=''owned''</script>', 8, '2023-07-15', '2023-07-22', 2, 2, 1, 'en fr'),
       (3, NULL, 'In brief alone', 7, '2023-07-08', '2023-07-08', 1, 1, 1, 'en');
INSERT INTO story_articles (article_id, story_id, role, score, reasons, day, lang, source_id, moment)
SELECT a.id, s.value ->> 1, s.value ->> 2, 0.9, '[]', a.day, a.lang, a.source_id, a.day || 'T12:00:00Z'
FROM json_each('[[1,1,"origin"],[2,1,"follower"],[3,1,"rewrite"],[13,1,"independent"],[8,2,"origin"],[9,2,"independent"],[7,3,"origin"]]') s
JOIN articles a ON a.id = s.value ->> 0;
CREATE TEMP TABLE places AS
SELECT t.article_id, t.revision, w.value AS words, instr(t.text, w.value) - 1 AS first,
       instr(t.text, w.value) - 1 + length(w.value) AS last
FROM texts t JOIN json_each('["The Harbour Post","40 percent","Monday","A voice is not a coat that one lends","Une voix n’est pas un manteau que l’on prête","Echo Works said","3 000 personnes"]') w
WHERE instr(t.text, w.value) > 0;
INSERT INTO cascade (article_id, from_id, from_outlet, kind, credited, revision, "start", "end", hours, rule, confidence, day, lang, story_id)
SELECT 2, 1, NULL, 'credit', 1, 1, first, last, 24.5, 'cue', 0.9, '2023-07-13', 'fr', 1 FROM places WHERE article_id = 2 AND words = 'The Harbour Post'
UNION ALL SELECT 3, 1, NULL, 'rewrite', 0, 1, first, last, 504, 'shingles', 0.5, '2023-08-02', 'en', 1 FROM places WHERE article_id = 3 AND words = 'Echo Works said'
UNION ALL SELECT 1, NULL, 'img-src-x', 'credit', 1, 2, first, last, NULL, 'verb before', 0.8, '2023-07-12', 'en', 1 FROM places WHERE article_id = 1 AND revision = 2 AND words = 'The Harbour Post'
UNION ALL SELECT 13, 1, NULL, 'time', 0, 1, NULL, NULL, 240, 'same-figures', 0.3, '2023-07-22', 'en', 1;
INSERT INTO roots (story_id, outlet_id, day, followers, shown_by, revision, "start", "end", rule, confidence)
SELECT 1, 'img-src-x', NULL, 1, 1, 2, first, last, 'none', 0.8 FROM places WHERE article_id = 1 AND revision = 2 AND words = 'The Harbour Post';
INSERT INTO resurfacings (article_id, story_id, previous_id, days, articles, day, lang) VALUES (3, 1, 2, 20, 1, '2023-08-02', 'en');
INSERT INTO claims (id, story_id, entity_id, label, unit, first_day, last_day, articles, origins, conflicting, rule, confidence)
VALUES (1, 1, 'img-src-x', '"><svg onload="document.title=''owned''">', 'percent', '2023-07-12', '2023-08-02', 2, 2, 1, 'words', 0.7);
INSERT INTO claim_figures (article_id, revision, "start", "end", claim_id, value, unit, bound, speaker_id, speaker, source_id, changed_from, confidence, day, lang)
SELECT 1, 2, first, last, 1, 40, 'percent', 'exact', 'ada-brandt', 'Ada Brandt', 'harbour-post', NULL, 0.9, '2023-07-12', 'en' FROM places WHERE article_id = 1 AND words = '40 percent'
UNION ALL SELECT 3, 1, first, last, 1, 60, 'percent', 'exact', NULL, '<img src=x onerror="document.title=''owned''">', 'harbour-post', 40, 0.9, '2023-08-02', 'en' FROM places WHERE article_id = 3 AND words = 'Monday';
INSERT INTO edits (article_id, from_revision, to_revision, kind, change, old_start, old_end, new_start, new_end, entity_id, rule, confidence, seen_at)
SELECT 1, 1, 2, 'figure', 'added', NULL, NULL, first, last, NULL, 'count', 0.7, '2023-07-14T09:00:00+00:00' FROM places WHERE article_id = 1 AND words = '40 percent'
UNION ALL SELECT 1, 1, 2, 'text', 'removed', 0, 14, NULL, NULL, NULL, 'sentence', 1.0, '2023-07-14T09:00:00+00:00'
UNION ALL SELECT 1, 1, 2, 'headline', 'changed', 23, 28, 23, 29, NULL, 'words', 1.0, '2023-07-14T09:00:00+00:00';
INSERT INTO statements (id, speaker_id, speaker, first_article, first_day, last_day, articles, origins, languages)
VALUES (1, 'louis-ferrand', 'Louis Ferrand', 1, '2023-07-12', '2023-08-02', 3, 2, 'en fr');
INSERT INTO statement_quotes (article_id, revision, "start", "end", statement_id, role, of_id, of_revision, of_start, of_end, similarity, rule, confidence, day, lang)
SELECT 1, 2, o.first, o.last, 1, 'original', NULL, NULL, NULL, NULL, 1.0, 'first', 0.95, '2023-07-12', 'en' FROM places o WHERE o.article_id = 1 AND o.words LIKE 'A voice%'
UNION ALL SELECT 2, 1, t.first, t.last, 1, 'translation', 1, 2, o.first, o.last, 0.8, 'translation', 0.6, '2023-07-13', 'fr' FROM places o, places t WHERE o.article_id = 1 AND o.words LIKE 'A voice%' AND t.words LIKE 'Une voix%'
UNION ALL SELECT 3, 1, t.first, t.last, 1, 'alteration', 1, 2, o.first, o.last, 0.5, 'words-changed', 0.5, '2023-08-02', 'en' FROM places o, places t WHERE o.article_id = 1 AND o.words LIKE 'A voice%' AND t.article_id = 3 AND t.words = 'Echo Works said';
INSERT INTO copies (article_id, original_id, of_id, role, similarity, containment, revision, of_revision, rule, confidence)
VALUES (1, 1, 1, 'original', 1.0, 1.0, 2, 2, 'shingles', 1.0), (3, 1, 1, 'rewrite', 0.4, 0.6, 1, 2, 'shingles', 0.8);
INSERT INTO lags (kind, key, en_article, en_day, fr_article, fr_day, en_articles, fr_articles, days)
VALUES ('story', '1', 1, '2023-07-12', 2, '2023-07-13', 3, 1, 1);
INSERT INTO links (article_id, revision, "start", "end", url, host)
SELECT 2, 1, first, last, 'https://harbour.example/launch', 'harbour.example' FROM places WHERE article_id = 2 AND words = 'The Harbour Post';
INSERT INTO addresses (url, source_id, verdict, detail, found_at, checked_at, visits, article_id)
VALUES ('javascript:document.title=''owned''', 'harbour-post', 'fetched', '<script>document.title=''owned''</script>', '2023-07-12T07:00:00+00:00', '2023-07-14T09:00:00+00:00', 2, 3)
ON CONFLICT DO UPDATE SET detail = excluded.detail, article_id = 3;
INSERT OR IGNORE INTO ways (url, found_by, listing, found_at)
VALUES ('javascript:document.title=''owned''', 'feed', 'javascript:document.title=''owned''', '2023-07-12T07:00:00+00:00');
DROP TABLE places;
