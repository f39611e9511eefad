-- What the workbench adds: a claim that is only kept ready for a person who is still at another case, the
-- answers that were given all at once, and each person's own keys.
--
-- +goose Up

ALTER TABLE submissions ADD COLUMN claim_ahead BIGINT NOT NULL DEFAULT 0; -- 1: kept ready, not yet looked at
ALTER TABLE decisions ADD COLUMN bulk TEXT NOT NULL DEFAULT '';           -- items answered together with others, joined by commas
ALTER TABLE staff ADD COLUMN keys TEXT NOT NULL DEFAULT '';               -- JSON of the person's keys; '' for the usual ones
