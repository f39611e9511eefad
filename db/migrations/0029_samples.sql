-- Samples of decisions, drawn for audit, and how much an overturned decision weighs.
--
-- +goose Up

ALTER TABLE audits ADD COLUMN
    severity TEXT NOT NULL DEFAULT '';         -- minor, major, critical; '' of agreement and of what is older
ALTER TABLE audits ADD COLUMN
    sample_id TEXT NOT NULL DEFAULT '';        -- in which sample it was said; '' for none

CREATE TABLE samples (                         -- immutable
    id         TEXT PRIMARY KEY,
    staff_id   TEXT   NOT NULL,                -- who had it drawn
    at         BIGINT NOT NULL,                -- the cut-off: what came later is not in its population
    draw       TEXT   NOT NULL CHECK (draw IN ('random', 'risk')),
    blind      BIGINT NOT NULL CHECK (blind IN (0, 1)),
    seed       TEXT   NOT NULL,
    traits     TEXT   NOT NULL,                -- by what it is stratified, joined by commas
    person_id  TEXT   NOT NULL,                -- its filter; '' and 0 filter nothing
    kind       TEXT   NOT NULL,
    outcome    TEXT   NOT NULL,
    lang       TEXT   NOT NULL,
    finding    TEXT   NOT NULL,
    from_at    BIGINT NOT NULL,
    until_at   BIGINT NOT NULL,
    share      BIGINT NOT NULL,                -- in thousandths of a percent; 0 when a count was asked for
    population BIGINT NOT NULL,
    size       BIGINT NOT NULL,
    digest     TEXT   NOT NULL                 -- SHA-256 of its decisions in the order of the draw
) /* WITHOUT ROWID */;
CREATE INDEX samples_time ON samples (at, id);

CREATE TABLE sample_strata (                   -- immutable
    sample_id TEXT   NOT NULL REFERENCES samples (id),
    name      TEXT   NOT NULL,                 -- its traits, joined by bars; '' when it is not stratified
    size      BIGINT NOT NULL,                 -- in the population
    taken     BIGINT NOT NULL,
    PRIMARY KEY (sample_id, name)
) /* WITHOUT ROWID */;

CREATE TABLE sample_items (                    -- immutable
    sample_id   TEXT   NOT NULL REFERENCES samples (id),
    n           BIGINT NOT NULL,               -- from 1, in the order of the draw
    decision_id TEXT   NOT NULL REFERENCES decisions (id),
    stratum     TEXT   NOT NULL,
    weight      BIGINT NOT NULL,               -- how many tickets it had
    PRIMARY KEY (sample_id, n)
) /* WITHOUT ROWID */;
CREATE INDEX sample_items_decision ON sample_items (decision_id);

CREATE TABLE sample_answers (                  -- immutable: what somebody said before he saw a decision
    sample_id TEXT   NOT NULL,
    n         BIGINT NOT NULL,
    staff_id  TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    outcome   TEXT   NOT NULL CHECK (outcome IN ('approve', 'reject', 'resubmit', 'escalate')),
    reasons   TEXT   NOT NULL,                 -- joined by commas
    PRIMARY KEY (sample_id, n, staff_id),
    FOREIGN KEY (sample_id, n) REFERENCES sample_items (sample_id, n)
) /* WITHOUT ROWID */;

CREATE TABLE audit_answers (                   -- immutable: what its author said of a verdict on his decision, once
    audit_id    TEXT PRIMARY KEY REFERENCES audits (id),
    staff_id    TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    text_sealed BYTEA
) /* WITHOUT ROWID */;

CREATE TABLE verdicts_read (                   -- up to when a person has read what was said of his decisions
    staff_id TEXT PRIMARY KEY,
    until    BIGINT NOT NULL
) /* WITHOUT ROWID */;
