-- Figures: what is counted of each day and month, so that no page reads a year of decisions; and by when a decision was
-- promised, which its submission forgets once it is decided.
--
-- Everything here but the promise can be made again from the decisions: shinsa figures rebuild.
--
-- +goose Up

CREATE TABLE figures_spans (                   -- a day or a month that has been counted
    span    TEXT PRIMARY KEY,                  -- d2026-11-24, m2026-11
    made_of TEXT   NOT NULL,                   -- how it was counted, and in which zone its days are
    made_at BIGINT NOT NULL,
    through BIGINT NOT NULL,                   -- what happened before is in it
    version BIGINT NOT NULL                    -- counts how often it was written
) /* WITHOUT ROWID */;

CREATE TABLE figures_cells (
    span     TEXT NOT NULL,
    lang     TEXT NOT NULL,                    -- '' for all together
    kind     TEXT NOT NULL,                    -- '' for all together
    staff_id TEXT NOT NULL,                    -- '' for everybody together
    cell     BYTEA NOT NULL,
    PRIMARY KEY (span, lang, kind, staff_id)
) /* WITHOUT ROWID */;

CREATE TABLE figures_awaited (                 -- not counted yet: a second opinion is awaited
    decision_id TEXT PRIMARY KEY,
    span        TEXT NOT NULL                  -- where it belongs
) /* WITHOUT ROWID */;

CREATE TABLE figures_recalled (                -- rounds that were taken back after they were sent, perhaps counted
    submission_id TEXT   NOT NULL,
    round         BIGINT NOT NULL,
    sent_at       BIGINT NOT NULL,
    PRIMARY KEY (submission_id, round, sent_at)
) /* WITHOUT ROWID */;

ALTER TABLE decisions ADD COLUMN answer_by BIGINT NOT NULL DEFAULT 0; -- when it should have been decided at the latest; 0 when nothing had been promised, and in older ones
