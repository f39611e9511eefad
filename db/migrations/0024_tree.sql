-- The log as a tree: entries get numbers, the tree's hashes and signed heads. An act writes its entry and notes that
-- it waits; one process at a time numbers what waits. Nothing here is ever changed, only added to; who leads is, and
-- what waits goes.
--
-- +goose Up

CREATE TABLE log_pending (                     -- entries without a number
    entry_id TEXT PRIMARY KEY
) /* WITHOUT ROWID */;
INSERT INTO log_pending (entry_id) SELECT id FROM log_entries;

CREATE TABLE log_sequence (                    -- immutable
    n        BIGINT PRIMARY KEY,               -- from 0, without a gap
    entry_id TEXT NOT NULL UNIQUE
);

CREATE TABLE log_hashes (                      -- immutable
    i    BIGINT PRIMARY KEY,                   -- of a leaf, then of the nodes that it completes, from the lowest up
    hash BYTEA NOT NULL
);

CREATE TABLE log_checkpoints (                 -- immutable
    size BIGINT PRIMARY KEY,                   -- how many leaves it is of
    at   BIGINT NOT NULL,
    note BYTEA  NOT NULL                       -- signed
);

CREATE TABLE log_lead (                        -- one row: who numbers
    id     BIGINT PRIMARY KEY CHECK (id = 1),
    holder TEXT   NOT NULL,
    fence  BIGINT NOT NULL,                    -- grows with every change of holder
    until  BIGINT NOT NULL
);
INSERT INTO log_lead (id, holder, fence, until) VALUES (1, '', 0, 0);
