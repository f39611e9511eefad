-- Second, blind reviews: why one was asked for, what it is an opinion on, where a decision leads, and what
-- the applicant reads when two decisions agree.
--
-- In words of PostgreSQL, because of the trigger; the other file says the same to SQLite.
--
-- +goose Up

ALTER TABLE decisions ADD COLUMN
    second_asked TEXT COLLATE "C" NOT NULL DEFAULT '';      -- the rules that ask for a second opinion, joined by commas; '' for none
ALTER TABLE decisions ADD COLUMN
    first_id TEXT COLLATE "C" NOT NULL DEFAULT '';          -- the decision on which this is the second opinion; '' for no such
ALTER TABLE decisions ADD COLUMN
    led_to TEXT COLLATE "C" NOT NULL DEFAULT '';            -- the state to which it leads; '' when older: as its outcome says
ALTER TABLE decisions ADD COLUMN
    own_words BIGINT NOT NULL DEFAULT 0;                    -- 1: the message is its author's own
ALTER TABLE decisions ADD COLUMN
    sent_sealed BYTEA;                                      -- what the applicant reads where that is not the message
CREATE TRIGGER decisions_second BEFORE UPDATE OF second_asked, first_id, led_to, own_words, sent_sealed ON decisions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE practice (                       -- how many decisions of a person stand, to tell who is new
    staff_id TEXT COLLATE "C" PRIMARY KEY,
    n        BIGINT NOT NULL                                -- not counted beyond 1000
);
INSERT INTO practice SELECT d.staff_id, least(count(*), 1000) FROM decisions AS d
WHERE NOT EXISTS (SELECT 1 FROM retractions AS t WHERE t.decision_id = d.id) GROUP BY d.staff_id;
