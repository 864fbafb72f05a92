-- A text long enough to be quoted from, with a sentence that nothing was found in, and a quotation of 900 characters.
UPDATE texts SET text = text || char(10)
    || replace(hex(zeroblob(30)), '00', 'The rain went on and nobody said a word of it, for it was no news. ')
    || 'The quartz marmot recited seventeen forgotten tariffs beneath a vermilion aqueduct. ' || char(10)
    || '“' || replace(hex(zeroblob(20)), '00', 'We were asked to speak and we spoke for hours, ') || 'and that was all.”'
WHERE article_id = 1 AND revision = 2;
INSERT INTO quotes (article_id, revision, "start", "end", speaker_id, speaker, kind, cue, rule, confidence, day, lang)
SELECT 1, 2, instr(text, '“We were') - 1, length(text), 'ada-brandt', 'Ada Brandt', 'direct', '', 'long', 0.9, '2023-07-12', 'en'
FROM texts WHERE article_id = 1 AND revision = 2;
-- a letter that takes two units in UTF-16, before everything that is found in article 2
UPDATE texts SET text = '𝄞' || substr(text, 2) || char(10)
    || replace(hex(zeroblob(20)), '00', 'Il a plu tout le jour, et personne n’en a rien dit. ') WHERE article_id = 2;
UPDATE articles SET excerpt = '𝄞' || substr(excerpt, 2) WHERE id = 2;
-- a name that only an article off the topic has
INSERT INTO entities (id, name, type) VALUES ('off-topic-name', 'Ottilie Offtopic', 'PERSON');
INSERT INTO mentions (article_id, revision, "start", "end", entity_id, kind, rule, confidence, day, lang)
VALUES (4, 1, 0, 3, 'off-topic-name', 'name', 'capitals', 0.5, '2023-08-03', 'en');
-- a member by office, another person of a name that is taken, and an ambivalent position
INSERT INTO offices (entity_id, of_id, title_fr, title_en) VALUES ('louis-ferrand', 'voice-guild', 'porte-parole', 'spokesman');
INSERT INTO entities (id, name, type) VALUES ('ada-brandt-2', 'Ada Brandt', 'PERSON');
INSERT INTO stances (article_id, revision, "start", "end", sentence_start, sentence_end, holder_id, holder, target_issue, polarity, rule, confidence, day, lang)
SELECT article_id, revision, "start", "end", sentence_start, sentence_end, w.value ->> 0, 'Ada Brandt', 'payment', w.value ->> 1, 'test', 0.9, day, lang
FROM stances, json_each('[["ada-brandt-2", "favor"], ["ada-brandt", "ambivalent"]]') w WHERE article_id = 1 AND holder_id = 'voice-guild';
