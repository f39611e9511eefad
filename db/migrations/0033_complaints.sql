-- Complaints of applicants against a rejection, what is kept from erasure meanwhile, and the list of exports.
--
-- stays counts what keeps a submission from erasure; stay_ended_at is when the last of it ended, 0 for never. ends_at is
-- 0 while anything does, and not before stay_ended_at afterwards, so what is kept is in no list of what is due.
--
-- +goose Up

ALTER TABLE submissions ADD COLUMN stays BIGINT NOT NULL DEFAULT 0;
ALTER TABLE submissions ADD COLUMN stay_ended_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE complaints (                      -- one a submission; immutable, but that it is answered and erased
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL UNIQUE REFERENCES submissions (id),
    decision_id   TEXT   NOT NULL REFERENCES decisions (id), -- the rejection
    via           TEXT   NOT NULL CHECK (via IN ('link', 'support')),
    staff_id      TEXT   NOT NULL,             -- who passed it on; '' when the applicant wrote it
    lang          TEXT   NOT NULL,             -- in which it is answered
    at            BIGINT NOT NULL,
    key_id        TEXT   NOT NULL,             -- the submission's; '' once erased
    text_sealed   BYTEA,
    waiting       BIGINT NOT NULL CHECK (waiting IN (0, 1)) -- 1: nobody has answered it
);
CREATE INDEX complaints_waiting  ON complaints (at, id) WHERE waiting = 1;
CREATE INDEX complaints_decision ON complaints (decision_id);

CREATE TABLE complaint_answers (               -- immutable, but that it is erased
    complaint_id   TEXT PRIMARY KEY REFERENCES complaints (id),
    verdict        TEXT   NOT NULL CHECK (verdict IN ('agree', 'overturn')), -- of the rejection, as in audits
    staff_id       TEXT   NOT NULL,
    at             BIGINT NOT NULL,
    key_id         TEXT   NOT NULL,            -- the submission's; '' once erased
    message_sealed BYTEA                       -- to the applicant
) /* WITHOUT ROWID */;

CREATE TABLE stays (                           -- what keeps a submission from erasure
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    why           TEXT   NOT NULL CHECK (why IN ('complaint', 'hand')),
    staff_id      TEXT   NOT NULL,             -- who set it; '' for a complaint that came by the link
    at            BIGINT NOT NULL,
    key_id        TEXT   NOT NULL,             -- the submission's; '' once erased
    reason_sealed BYTEA,
    ended_at      BIGINT NOT NULL,             -- 0 while it holds
    ended_by      TEXT   NOT NULL
);
CREATE INDEX stays_submission ON stays (submission_id, at, id);
CREATE INDEX stays_open       ON stays (at, id) WHERE ended_at = 0;

CREATE TABLE exports (                         -- what left the desk as a file
    id             TEXT PRIMARY KEY,
    staff_id       TEXT   NOT NULL,            -- '' for the command line
    at             BIGINT NOT NULL,
    what           TEXT   NOT NULL,
    format         TEXT   NOT NULL,
    filter         TEXT   NOT NULL,            -- as the query of a URL: codes, ids and days
    key_id         TEXT   NOT NULL,            -- of its own
    purpose_sealed BYTEA,
    row_count      BIGINT NOT NULL,            -- written so far; of a whole one, all
    seen_at        BIGINT NOT NULL,            -- when that was noted last
    ended_at       BIGINT NOT NULL,            -- 0 while it is being written
    whole          BIGINT NOT NULL CHECK (whole IN (0, 1)),
    digest         BYTEA                       -- SHA-256 of the whole file
);
CREATE INDEX exports_time ON exports (at, id);
