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
