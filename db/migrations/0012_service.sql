-- The order of the queue: ranks that rules give, groups of people, when a submission should be answered, what
-- each person takes on, and what was put first by hand.
--
-- +goose Up

ALTER TABLE submissions ADD COLUMN
    queue_group TEXT NOT NULL DEFAULT '';     -- who takes it, by the rules of the queue; '' for everybody
ALTER TABLE submissions ADD COLUMN
    answer_by BIGINT NOT NULL DEFAULT 0;      -- when it should be decided at the latest; 0 when nothing says

-- rank is the place before the waiting time: 1 the usual, less is further in front. Rules give what is near
-- 1; -100 and less is first in line. What waits for nobody has the usual rank, so that it is listed by time.
UPDATE submissions SET rank = 1 WHERE rank = 0 AND listed NOT IN ('waiting', 'escalated');
UPDATE submissions SET rank = -200 WHERE rank = 0;

-- The queue of each lane: of those that the same people take.
CREATE INDEX submissions_lane ON submissions (listed, queue_group, kind, lang, rank, queued_at, id)
    WHERE listed = 'waiting' OR listed = 'escalated';
CREATE INDEX submissions_answer ON submissions (listed, answer_by, id, kind) WHERE answer_by > 0;

-- How many submissions are listed under a state and a kind, and those that wait by lane. It takes the place of
-- the table of counts, in the same way: kept by the transactions that move them, in shards.
CREATE TABLE lanes (
    listed      TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    lang        TEXT   NOT NULL,              -- '' of what does not wait for the desk
    queue_group TEXT   NOT NULL,
    shard       BIGINT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (listed, kind, lang, queue_group, shard)
) /* WITHOUT ROWID */;
INSERT INTO lanes SELECT listed, kind, CASE WHEN listed IN ('waiting', 'escalated') THEN lang ELSE '' END, '', 0, count(*)
FROM submissions WHERE listed <> '' GROUP BY 1, 2, 3;
DROP TABLE counts;

CREATE TABLE skills (                         -- what a person takes on; who has no row takes everything
    staff_id TEXT PRIMARY KEY,
    kinds    TEXT   NOT NULL,                 -- joined by commas; '' for every kind
    langs    TEXT   NOT NULL,                 -- '' for every language
    queue_groups TEXT NOT NULL,                 -- to which the person belongs
    by_id    TEXT   NOT NULL,
    at       BIGINT NOT NULL
) /* WITHOUT ROWID */;

CREATE TABLE priorities (                     -- what was put first by hand, or back to its place
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    staff_id      TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    first         BIGINT NOT NULL CHECK (first IN (0, 1)),
    key_id        TEXT   NOT NULL,            -- '' once erased
    reason_sealed BYTEA
);
CREATE INDEX priorities_submission ON priorities (submission_id, at, id);
