-- Periods of retention: what is due is found without reading what is not. And what an erasure has still to
-- destroy outside of the database, so that a crash in the middle leaves nothing behind.
--
-- ends_at is when a submission was approved, rejected or withdrawn, and of a resubmission when it closes;
-- 0 for what is undecided and for what was erased. images_erased_at is when the period of its images was
-- over; 0 again as soon as the state changes. kept_days is after how many days the period of an image
-- destroyed it; 0 for one that is there or that a person purged.
--
-- +goose Up

ALTER TABLE submissions ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE submissions ADD COLUMN images_erased_at BIGINT NOT NULL DEFAULT 0;
UPDATE submissions SET ends_at = CASE WHEN state = 'resubmission' THEN due_at ELSE since END
WHERE state IN ('approved', 'rejected', 'withdrawn', 'resubmission') AND erased_at = 0;
CREATE INDEX submissions_ended        ON submissions (state, ends_at) WHERE ends_at > 0;
CREATE INDEX submissions_ended_images ON submissions (ends_at) WHERE ends_at > 0 AND images_erased_at = 0;

-- Supervisors are told of what people purged. What periods destroy is much more and not among it.
ALTER TABLE images ADD COLUMN kept_days BIGINT NOT NULL DEFAULT 0;
CREATE INDEX images_purged_by ON images (purged_at) WHERE purged_by <> '';
DROP INDEX images_purged;

CREATE TABLE destructions (                    -- committed, and not yet carried out
    id            TEXT PRIMARY KEY,            -- of the image, or of the submission when all of it goes
    submission_id TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    staff_id      TEXT   NOT NULL,             -- who purged the image; '' otherwise
    kept_days     BIGINT NOT NULL,             -- of the image, as in its row
    key_ids       TEXT   NOT NULL,             -- joined by commas
    blobs         TEXT   NOT NULL              -- joined by commas
) /* WITHOUT ROWID */;
