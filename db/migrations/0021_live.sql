-- When what lists show of a submission last changed: by it each process finds what others did. Who merely goes on
-- with what he holds, and a decision that can still be taken back, change nothing that is shown.
--
-- +goose Up

ALTER TABLE submissions ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0; -- 0: not since before this column, or never sent
CREATE INDEX submissions_changed ON submissions (changed_at) WHERE changed_at > 0;
