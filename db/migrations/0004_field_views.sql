-- Who saw what was typed: one row a person, round and grant, beside its entry in the log.
--
-- +goose Up

CREATE TABLE field_views (
    submission_id TEXT   NOT NULL,
    staff_id      TEXT   NOT NULL,
    grant_id      TEXT   NOT NULL,            -- the claim, else the session
    round         BIGINT NOT NULL,
    opened_at     BIGINT NOT NULL,
    PRIMARY KEY (submission_id, staff_id, grant_id, round)
) /* WITHOUT ROWID */;
