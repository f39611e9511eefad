-- Submissions, their rounds, images and decisions, and what is to be sent.
--
-- One text for both databases: BIGINT and BYTEA become INTEGER and BLOB on SQLite, whose tables are
-- STRICT; TEXT is compared byte by byte on PostgreSQL, as SQLite does. Ids are UUIDv7 text made by the
-- application. Times are microseconds since 1970 in UTC; 0 is "never". A column whose name ends in
-- _sealed holds ciphertext under the key named beside it; tokens and digests are keyed, so nothing a
-- person typed or sent can be read from these tables.
--
-- +goose Up

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) /* WITHOUT ROWID */;

CREATE TABLE submissions (
    id              TEXT PRIMARY KEY,
    reference       TEXT   NOT NULL UNIQUE,
    link_hash       BYTEA  NOT NULL UNIQUE,   -- SHA-256 of the lookup link's token
    link_sealed     BYTEA,                    -- the token, so that mail can carry it again
    email_sealed    BYTEA,
    external_sealed BYTEA,                    -- the operator's own number
    key_id          TEXT   NOT NULL,
    state           TEXT   NOT NULL CHECK (state IN ('draft', 'waiting', 'second_review', 'escalated', 'resubmission', 'approved', 'rejected', 'withdrawn')),
    listed          TEXT   NOT NULL,          -- state as lists show it: a second review looks like any waiting one; '' once erased
    next_state      TEXT   NOT NULL,          -- what a decision leads to at effective_at; '' when none is pending
    effective_at    BIGINT NOT NULL,
    round           BIGINT NOT NULL CHECK (round >= 1),
    kind            TEXT   NOT NULL,
    lang            TEXT   NOT NULL,
    sides           TEXT   NOT NULL,          -- of the sent round, joined by commas
    findings        TEXT   NOT NULL,          -- codes of the sent round, joined by commas
    version         BIGINT NOT NULL,          -- counts every change of what a reviewer sees
    rank            BIGINT NOT NULL,          -- 0 first in line, 1 the usual
    created_at      BIGINT NOT NULL,
    since           BIGINT NOT NULL,          -- when state was entered
    queued_at       BIGINT NOT NULL,          -- when the round was sent
    due_at          BIGINT NOT NULL,          -- when a draft is gone or a resubmission closes
    claim_id        TEXT   NOT NULL,
    claim_by        TEXT   NOT NULL,          -- '' when nobody ever held it since the last change
    claim_at        BIGINT NOT NULL,
    claim_until     BIGINT NOT NULL,          -- a claim that ran out is simply free
    decision_id     TEXT   NOT NULL,          -- the latest that stands; '' when none does
    erased_at       BIGINT NOT NULL
);
-- The queue's order, whole and by kind; read backwards it is the newest first. due_at stands at the
-- end so that resubmissions whose date has passed are told apart without reading their rows.
CREATE INDEX submissions_queue      ON submissions (listed, rank, queued_at, id, due_at);
CREATE INDEX submissions_queue_kind ON submissions (listed, kind, rank, queued_at, id, due_at);
CREATE INDEX submissions_pending    ON submissions (effective_at) WHERE next_state <> '';
CREATE INDEX submissions_claimed    ON submissions (claim_by, claim_until) WHERE claim_by <> '';
CREATE INDEX submissions_due        ON submissions (state, due_at) WHERE due_at > 0;
CREATE INDEX submissions_erased     ON submissions (erased_at) WHERE erased_at > 0;

-- How many submissions are listed under a state and a kind; kept by the transactions that move them,
-- because counting them takes a tenth of a second at a million. A count is the sum of its shards, of
-- which PostgreSQL uses several so that two transactions seldom wait for one row.
CREATE TABLE counts (
    listed TEXT   NOT NULL,
    kind   TEXT   NOT NULL,
    shard  BIGINT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (listed, kind, shard)
) /* WITHOUT ROWID */;

CREATE TABLE rounds (
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    n             BIGINT NOT NULL,
    kind          TEXT   NOT NULL,
    kind_version  TEXT   NOT NULL,
    lang          TEXT   NOT NULL,            -- the applicant's when it was sent
    key_id        TEXT   NOT NULL,            -- '' once erased
    fields_sealed BYTEA,
    findings      TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    submitted_at  BIGINT NOT NULL,            -- 0 while it is being edited
    PRIMARY KEY (submission_id, n)
);
CREATE INDEX rounds_submitted ON rounds (submitted_at) WHERE submitted_at > 0;

CREATE TABLE images (
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    key_id        TEXT   NOT NULL,            -- '' once erased
    digest        BYTEA,                      -- keyed digest of the bytes that were sent; NULL once destroyed
    original      TEXT   NOT NULL,            -- blob names; '' once destroyed
    screen        TEXT   NOT NULL,
    preview       TEXT   NOT NULL,
    thumb         TEXT   NOT NULL,
    bytes         BIGINT NOT NULL,
    width         BIGINT NOT NULL,            -- native pixels of the upright picture
    height        BIGINT NOT NULL,
    screen_width  BIGINT NOT NULL,
    screen_height BIGINT NOT NULL,
    name_sealed   BYTEA,
    facts_sealed  BYTEA,
    created_at    BIGINT NOT NULL,
    purged_at     BIGINT NOT NULL,
    purged_by     TEXT   NOT NULL
);
CREATE INDEX images_submission ON images (submission_id);
CREATE INDEX images_purged     ON images (purged_at) WHERE purged_at > 0;

CREATE TABLE round_images (
    submission_id TEXT   NOT NULL,
    round         BIGINT NOT NULL,
    side          TEXT   NOT NULL,
    image_id      TEXT   NOT NULL REFERENCES images (id),
    carried       BIGINT NOT NULL CHECK (carried IN (0, 1)), -- 1: taken over from the round before
    PRIMARY KEY (submission_id, round, side),
    FOREIGN KEY (submission_id, round) REFERENCES rounds (submission_id, n)
) /* WITHOUT ROWID */;
CREATE INDEX round_images_image ON round_images (image_id);

CREATE TABLE passes (                          -- not offered to a person until then
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    staff_id      TEXT   NOT NULL,
    until         BIGINT NOT NULL,             -- 9223372036854775807: barred for good
    PRIMARY KEY (submission_id, staff_id)
) /* WITHOUT ROWID */;

CREATE TABLE worksheets (                      -- unsent answers and notes of a person
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    staff_id      TEXT   NOT NULL,
    round         BIGINT NOT NULL,
    key_id        TEXT   NOT NULL,
    sealed        BYTEA  NOT NULL,
    saved_at      BIGINT NOT NULL,
    PRIMARY KEY (submission_id, staff_id)
);

CREATE TABLE kind_versions (                   -- every version of a kind that was used
    kind     TEXT   NOT NULL,
    version  TEXT   NOT NULL,
    snapshot BYTEA  NOT NULL,
    used_at  BIGINT NOT NULL,
    PRIMARY KEY (kind, version)
);

CREATE TABLE decisions (                       -- immutable, but that digests can be destroyed
    id             TEXT PRIMARY KEY,
    submission_id  TEXT   NOT NULL REFERENCES submissions (id),
    round          BIGINT NOT NULL,
    stage          TEXT   NOT NULL CHECK (stage IN ('first', 'second', 'settle')),
    outcome        TEXT   NOT NULL CHECK (outcome IN ('approve', 'reject', 'resubmit', 'escalate')),
    staff_id       TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    kind_version   TEXT   NOT NULL,
    policy_version TEXT   NOT NULL,
    seen_version   BIGINT NOT NULL,
    lang           TEXT   NOT NULL,
    answers        TEXT   NOT NULL,            -- JSON object: item → yes, no, na
    reasons        TEXT   NOT NULL,            -- codes in the order in which they were given, joined by commas
    images         TEXT   NOT NULL,            -- the pictures it was made on: side:id, joined by commas
    digests        TEXT   NOT NULL,            -- their keyed digests: side:hex, joined by commas; gone with the picture
    decided_at     BIGINT NOT NULL,
    effective_at   BIGINT NOT NULL,
    handling       BIGINT NOT NULL,            -- microseconds since the claim
    waiting        BIGINT NOT NULL,            -- microseconds since the round was sent
    key_id         TEXT   NOT NULL,            -- the round's
    note_sealed    BYTEA,
    message_sealed BYTEA
);
CREATE INDEX decisions_submission ON decisions (submission_id, decided_at, id);
-- staff_id stands at the end so that a person's decisions are picked out without reading the others'
-- rows. An index of their own would be one more page to write with every decision.
CREATE INDEX decisions_time       ON decisions (decided_at, id, staff_id);

CREATE TABLE retractions (                     -- immutable
    decision_id TEXT PRIMARY KEY REFERENCES decisions (id),
    staff_id    TEXT   NOT NULL,
    at          BIGINT NOT NULL
) /* WITHOUT ROWID */;

CREATE TABLE reports (                         -- immutable
    decision_id TEXT PRIMARY KEY REFERENCES decisions (id),
    staff_id    TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    note_sealed BYTEA
) /* WITHOUT ROWID */;

CREATE TABLE audits (                          -- immutable
    id          TEXT PRIMARY KEY,
    decision_id TEXT   NOT NULL REFERENCES decisions (id),
    verdict     TEXT   NOT NULL CHECK (verdict IN ('agree', 'overturn')),
    staff_id    TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    note_sealed BYTEA
) /* WITHOUT ROWID */;
CREATE INDEX audits_decision ON audits (decision_id, at, id);
CREATE INDEX audits_time     ON audits (at);

CREATE TABLE image_views (                     -- one row a person, image and grant
    image_id   TEXT   NOT NULL,
    staff_id   TEXT   NOT NULL,
    grant_id   TEXT   NOT NULL,
    fetched_at BIGINT NOT NULL,
    viewed_at  BIGINT NOT NULL,
    PRIMARY KEY (image_id, staff_id, grant_id)
) /* WITHOUT ROWID */;

CREATE TABLE log_entries (                     -- immutable, but that salts can be destroyed; numbered, hashed and signed elsewhere
    id      TEXT PRIMARY KEY,
    at      BIGINT NOT NULL,
    act     TEXT   NOT NULL,
    leaf    BYTEA  NOT NULL,
    subject TEXT   NOT NULL,                   -- whose erasure takes the salt, and this with it; '' when nobody's
    salt    BYTEA                              -- opens the commitments of the leaf; NULL once erased
);
CREATE INDEX log_entries_subject ON log_entries (subject) WHERE subject <> '';

CREATE TABLE outbox (                          -- ids only
    submission_id TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    topic         TEXT   NOT NULL,
    decision_id   TEXT   NOT NULL,
    created_at    BIGINT NOT NULL,
    not_before    BIGINT NOT NULL,
    attempts      BIGINT NOT NULL,
    leased_by     TEXT   NOT NULL,
    leased_until  BIGINT NOT NULL,
    sent_at       BIGINT NOT NULL,
    failed_at     BIGINT NOT NULL,
    PRIMARY KEY (submission_id, id)
) /* WITHOUT ROWID */;
CREATE UNIQUE INDEX outbox_open ON outbox (id) WHERE sent_at = 0 AND failed_at = 0;

CREATE TABLE search_tokens (                   -- keyed; class is part of the token
    token         BYTEA  NOT NULL,
    at            BIGINT NOT NULL,             -- of the submission, for the newest first
    submission_id TEXT   NOT NULL,
    PRIMARY KEY (token, at, submission_id)
) /* WITHOUT ROWID */;
CREATE INDEX search_tokens_submission ON search_tokens (submission_id);

CREATE TABLE searches (                        -- what a session searched for, as tokens
    id         TEXT PRIMARY KEY,
    session    TEXT   NOT NULL,
    terms      BYTEA  NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX searches_created ON searches (created_at);
