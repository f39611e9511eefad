-- Where on the pictures the reasons of a decision are seen: sealed as its note is, under the round's key, so that
-- it ends with that. How many there are is known without it.
--
-- +goose Up

ALTER TABLE decisions ADD COLUMN marks BIGINT NOT NULL DEFAULT 0;
ALTER TABLE decisions ADD COLUMN marks_sealed BYTEA;
