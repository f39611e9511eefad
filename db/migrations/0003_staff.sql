-- The people who work at the desk, how they sign in, and what is counted of their attempts.
--
-- +goose Up

CREATE TABLE staff (
    id            TEXT PRIMARY KEY,
    email         TEXT   NOT NULL,            -- as it was typed
    folded        TEXT   NOT NULL UNIQUE,     -- as it is compared
    name          TEXT   NOT NULL,
    role          TEXT   NOT NULL CHECK (role IN ('', 'reviewer', 'supervisor', 'support', 'admin')),
    pending_role  TEXT   NOT NULL CHECK (pending_role IN ('', 'reviewer', 'supervisor')), -- waits for a supervisor
    lang          TEXT   NOT NULL,
    status        TEXT   NOT NULL CHECK (status IN ('invited', 'active', 'disabled')),
    password_hash TEXT   NOT NULL,            -- '' until one was set
    created_at    BIGINT NOT NULL,
    password_at   BIGINT NOT NULL,
    signed_in_at  BIGINT NOT NULL,
    disabled_at   BIGINT NOT NULL
);

CREATE TABLE sessions (
    hash     BYTEA PRIMARY KEY,               -- SHA-256 of the cookie's token
    id       TEXT   NOT NULL,                 -- names it in the log; no secret
    staff_id TEXT   NOT NULL REFERENCES staff (id),
    made_at  BIGINT NOT NULL,
    seen_at  BIGINT NOT NULL                  -- to the minute
) /* WITHOUT ROWID */;
CREATE INDEX sessions_staff ON sessions (staff_id);

CREATE TABLE staff_links (                    -- one-time links: an account has one at most
    hash       BYTEA PRIMARY KEY,
    staff_id   TEXT   NOT NULL UNIQUE REFERENCES staff (id),
    purpose    TEXT   NOT NULL CHECK (purpose IN ('invitation', 'reset', 'handed')),
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) /* WITHOUT ROWID */;

CREATE TABLE throttles (                      -- attempts in the current window
    key   BYTEA  NOT NULL,                    -- keyed hash of what is counted
    span  BIGINT NOT NULL,                    -- length of the window in microseconds
    until BIGINT NOT NULL,                    -- its end
    n     BIGINT NOT NULL,
    PRIMARY KEY (key, span)
) /* WITHOUT ROWID */;
