-- Working together: for whom a submission is kept, what was given back and why, what was handed on, the answers to
-- questions, comments, and who is away. What staff wrote is sealed under the submission's key.
--
-- +goose Up

ALTER TABLE submissions ADD COLUMN
    keep_id TEXT NOT NULL DEFAULT '';         -- of the handover or the reply
ALTER TABLE submissions ADD COLUMN
    keep_for TEXT NOT NULL DEFAULT '';         -- for whom it is kept; '' for nobody
ALTER TABLE submissions ADD COLUMN
    keep_by TEXT NOT NULL DEFAULT '';
ALTER TABLE submissions ADD COLUMN
    keep_why TEXT NOT NULL DEFAULT '';        -- 'handed', 'assigned' or 'answered'
ALTER TABLE submissions ADD COLUMN
    keep_until BIGINT NOT NULL DEFAULT 0;     -- one that ran out counts no more
CREATE INDEX submissions_kept ON submissions (keep_for, keep_until) WHERE keep_for <> '';

CREATE TABLE skips (                           -- claims that were given back
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    round         BIGINT NOT NULL,
    staff_id      TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    held          BIGINT NOT NULL,             -- microseconds since the claim
    reason        TEXT   NOT NULL,             -- '' when none was given
    key_id        TEXT   NOT NULL,             -- '' once erased
    note_sealed   BYTEA
);
CREATE INDEX skips_time       ON skips (at, id);
CREATE INDEX skips_submission ON skips (submission_id);

CREATE TABLE handovers (                       -- from a holder, or by a supervisor, to somebody
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    round         BIGINT NOT NULL,
    why           TEXT   NOT NULL CHECK (why IN ('handed', 'assigned')),
    by_id         TEXT   NOT NULL,
    to_id         TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    until         BIGINT NOT NULL,
    key_id        TEXT   NOT NULL,             -- '' once erased
    note_sealed   BYTEA
);
CREATE INDEX handovers_submission ON handovers (submission_id, at, id);

CREATE TABLE replies (                         -- answers to the questions of escalations
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    round         BIGINT NOT NULL,
    decision_id   TEXT   NOT NULL REFERENCES decisions (id),
    staff_id      TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    key_id        TEXT   NOT NULL,             -- '' once erased
    text_sealed   BYTEA
);
CREATE INDEX replies_submission ON replies (submission_id, at, id);

CREATE TABLE comments (                        -- of staff for staff; only ever added
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    round         BIGINT NOT NULL,
    staff_id      TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    key_id        TEXT   NOT NULL,             -- '' once erased
    text_sealed   BYTEA
);
CREATE INDEX comments_submission ON comments (submission_id, at, id);

CREATE TABLE absences (                        -- who said that he is away
    staff_id TEXT PRIMARY KEY,
    since    BIGINT NOT NULL,
    until    BIGINT NOT NULL                   -- 0: until he says that he is back
) /* WITHOUT ROWID */;
