-- The queue as people want it: lists saved under a name, what each person chose to be shown of a list, and what was
-- done to several submissions at once, until it has been read. Nothing that was searched for is ever in here.
--
-- +goose Up

CREATE TABLE queue_views (
    id         TEXT PRIMARY KEY,
    staff_id   TEXT   NOT NULL,                -- who saved it
    shared     BIGINT NOT NULL CHECK (shared IN (0, 1)),
    name       TEXT   NOT NULL,
    state      TEXT   NOT NULL,                -- as lists name it
    kind       TEXT   NOT NULL,                -- '' for every kind
    sort       TEXT   NOT NULL,
    shown      TEXT   NOT NULL,                -- columns, joined by commas; '' for those of whoever reads
    density    TEXT   NOT NULL,                -- '' for that of whoever reads
    version    BIGINT NOT NULL,                -- counts the changes
    changed_at BIGINT NOT NULL
) /* WITHOUT ROWID */;
CREATE INDEX queue_views_staff  ON queue_views (staff_id);
CREATE INDEX queue_views_shared ON queue_views (shared) WHERE shared = 1;

CREATE TABLE queue_choices (                   -- of a person, for every list
    staff_id TEXT PRIMARY KEY,
    shown    TEXT NOT NULL,                    -- '' for the usual columns
    density  TEXT NOT NULL,                    -- '' for the usual one
    view_id  TEXT NOT NULL                     -- opened first; '' or one that is gone for the plain queue
) /* WITHOUT ROWID */;

CREATE TABLE batches (                         -- one act on several submissions; kept for a day
    id       TEXT PRIMARY KEY,
    staff_id TEXT   NOT NULL,                  -- who did it
    act      TEXT   NOT NULL,
    to_id    TEXT   NOT NULL,                  -- to whom they were assigned; '' for nobody
    at       BIGINT NOT NULL
) /* WITHOUT ROWID */;
CREATE INDEX batches_time ON batches (at);

CREATE TABLE batch_rows (
    batch_id  TEXT   NOT NULL REFERENCES batches (id),
    n         BIGINT NOT NULL,                 -- its place among those that were named
    reference TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,                 -- 'done', or why not; '' while it has not been tried
    who_id    TEXT   NOT NULL,                 -- who stands in the way; '' for nobody
    state     TEXT   NOT NULL,                 -- that stands in the way; '' for none
    PRIMARY KEY (batch_id, n)
) /* WITHOUT ROWID */;
