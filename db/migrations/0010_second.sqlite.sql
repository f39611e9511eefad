-- Second, blind reviews: why one was asked for, what it is an opinion on, where a decision leads, and what
-- the applicant reads when two decisions agree.
--
-- In words of SQLite, because of the trigger; the other file says the same to PostgreSQL.
--
-- +goose Up

ALTER TABLE decisions ADD COLUMN
    second_asked TEXT NOT NULL DEFAULT '';    -- the rules that ask for a second opinion, joined by commas; '' for none
ALTER TABLE decisions ADD COLUMN
    first_id TEXT NOT NULL DEFAULT '';        -- the decision on which this is the second opinion; '' for no such
ALTER TABLE decisions ADD COLUMN
    led_to TEXT NOT NULL DEFAULT '';          -- the state to which it leads; '' when older: as its outcome says
ALTER TABLE decisions ADD COLUMN
    own_words INTEGER NOT NULL DEFAULT 0;     -- 1: the message is its author's own
ALTER TABLE decisions ADD COLUMN
    sent_sealed BLOB;                         -- what the applicant reads where that is not the message
-- +goose StatementBegin
CREATE TRIGGER decisions_second BEFORE UPDATE OF second_asked, first_id, led_to, own_words, sent_sealed ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd

CREATE TABLE practice (                       -- how many decisions of a person stand, to tell who is new
    staff_id TEXT PRIMARY KEY,
    n        INTEGER NOT NULL                 -- not counted beyond 1000
) STRICT, WITHOUT ROWID;
INSERT INTO practice SELECT d.staff_id, min(count(*), 1000) FROM decisions AS d
WHERE NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id) GROUP BY d.staff_id;
