-- Training: sets of drawn specimens, and how people did on them. Nothing refers from here to a submission, or from
-- there to here, so that no case of a set is ever met in earnest.
--
-- +goose Up

CREATE TABLE training_sets (
    id        TEXT PRIMARY KEY,
    person_id TEXT   NOT NULL,             -- who works through it
    by_id     TEXT   NOT NULL,             -- who had it drawn
    seed      BIGINT NOT NULL,
    size      BIGINT NOT NULL,             -- cases
    mix       TEXT   NOT NULL,             -- how many of them are sound
    day       BIGINT NOT NULL,             -- today, in its cases
    made_at   BIGINT NOT NULL
) /* WITHOUT ROWID */;
CREATE INDEX training_sets_person ON training_sets (person_id, id);

CREATE TABLE training_cases (              -- those that were opened
    set_id      TEXT   NOT NULL REFERENCES training_sets (id),
    n           BIGINT NOT NULL,           -- from 1
    opened_at   BIGINT NOT NULL,
    answered_at BIGINT NOT NULL,           -- 0 while it is open
    work        TEXT   NOT NULL,           -- JSON of unsent answers
    outcome     TEXT   NOT NULL,
    answers     TEXT   NOT NULL,           -- JSON of answers by item
    reasons     TEXT   NOT NULL,
    defects     TEXT   NOT NULL,           -- that were put in
    seen        TEXT   NOT NULL,           -- of these
    named       TEXT   NOT NULL,           -- of these, with item and reason
    false_alarm BIGINT NOT NULL,           -- 1: something was found that is not there
    PRIMARY KEY (set_id, n)
) /* WITHOUT ROWID */;
