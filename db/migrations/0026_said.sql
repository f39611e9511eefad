-- When somebody last wrote a comment that everybody may read: whoever has the submission on screen is told.
--
-- +goose Up

ALTER TABLE submissions ADD COLUMN said_at BIGINT NOT NULL DEFAULT 0; -- 0: nobody has
