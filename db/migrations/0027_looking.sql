-- The order of looking: what the page told of which side was in sight when and when items were answered. And what is
-- counted of a decision, in columns, so that figures need not read its texts: how many items were answered, how many of
-- them in bulk, and whether its back was ever in sight.
--
-- +goose Up

ALTER TABLE decisions ADD COLUMN looking TEXT NOT NULL DEFAULT '';       -- a line for each visit; '' when nothing was recorded
ALTER TABLE decisions ADD COLUMN back_shown BIGINT NOT NULL DEFAULT 0;   -- 0 not known, or there is no back; 1 shown; 2 never shown
ALTER TABLE decisions ADD COLUMN answered BIGINT NOT NULL DEFAULT 0;     -- items with an answer
ALTER TABLE decisions ADD COLUMN in_bulk BIGINT NOT NULL DEFAULT 0;      -- those of them that were answered in bulk
-- An entry is also looked for by its time: a verification holds each row against the entry that tells of it.
CREATE INDEX log_entries_about ON log_entries (subject, at) WHERE subject <> '';
DROP INDEX log_entries_subject;

UPDATE decisions SET answered = (length(answers) - length(replace(answers, '":"', ''))) / 3 WHERE answers <> '{}';
UPDATE decisions SET in_bulk = length(bulk) - length(replace(bulk, ',', '')) + 1 WHERE bulk <> '';
