-- Letters to the staff stand in the outbox, too: one an account at most, with its id and no submission.
--
-- +goose Up

ALTER TABLE outbox ADD COLUMN
    staff_id TEXT NOT NULL DEFAULT '';        -- whose letter it is; '' for a mail to an applicant
ALTER TABLE outbox ADD COLUMN
    expires_at BIGINT NOT NULL DEFAULT 0;     -- from when on it is of no use; 0 for never
CREATE UNIQUE INDEX outbox_staff ON outbox (staff_id) WHERE staff_id <> '';
