-- What else is known: by what a sent round is known again, and who was told what that found.
--
-- +goose Up

CREATE TABLE traces (                          -- keyed; what it is of is part of the token
    token         BYTEA  NOT NULL,
    at            BIGINT NOT NULL,             -- when the round was sent, for the newest first
    submission_id TEXT   NOT NULL,
    image_id      TEXT   NOT NULL,             -- whose look it is; '' for what was typed
    round         BIGINT NOT NULL,
    PRIMARY KEY (token, at, submission_id, image_id)
) /* WITHOUT ROWID */;
CREATE INDEX traces_submission ON traces (submission_id, round);

CREATE TABLE context_views (                   -- one row a person, submission, grant and what was found
    submission_id TEXT   NOT NULL,
    staff_id      TEXT   NOT NULL,
    grant_id      TEXT   NOT NULL,
    found         BYTEA  NOT NULL,             -- keyed digest of the submissions that were named
    at            BIGINT NOT NULL,
    PRIMARY KEY (submission_id, staff_id, grant_id, found)
) /* WITHOUT ROWID */;
