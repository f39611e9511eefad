CREATE TABLE absences (                        -- who said that he is away
    staff_id TEXT PRIMARY KEY,
    since    INTEGER NOT NULL,
    until    INTEGER NOT NULL                   -- 0: until he says that he is back
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_answers_no_delete BEFORE DELETE ON audit_answers BEGIN SELECT RAISE(ABORT, 'answers are immutable'); END;
CREATE TRIGGER audit_answers_no_update BEFORE UPDATE ON audit_answers BEGIN SELECT RAISE(ABORT, 'answers are immutable'); END;
CREATE TABLE audit_answers (                   -- immutable: what its author said of a verdict on his decision, once
    audit_id    TEXT PRIMARY KEY REFERENCES audits (id),
    staff_id    TEXT   NOT NULL,
    at          INTEGER NOT NULL,
    text_sealed BLOB
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audits_no_delete BEFORE DELETE ON audits BEGIN SELECT RAISE(ABORT, 'audits are immutable'); END;
CREATE TRIGGER audits_no_update BEFORE UPDATE ON audits BEGIN SELECT RAISE(ABORT, 'audits are immutable'); END;
CREATE TABLE audits (                          -- immutable
    id          TEXT PRIMARY KEY,
    decision_id TEXT   NOT NULL REFERENCES decisions (id),
    verdict     TEXT   NOT NULL CHECK (verdict IN ('agree', 'overturn')),
    staff_id    TEXT   NOT NULL,
    at          INTEGER NOT NULL,
    note_sealed BLOB
, severity TEXT NOT NULL DEFAULT '', sample_id TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;
CREATE INDEX audits_decision ON audits (decision_id, at, id);
CREATE INDEX audits_time     ON audits (at);
CREATE TABLE batch_rows (
    batch_id  TEXT   NOT NULL REFERENCES batches (id),
    n         INTEGER NOT NULL,                 -- its place among those that were named
    reference TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,                 -- 'done', or why not; '' while it has not been tried
    who_id    TEXT   NOT NULL,                 -- who stands in the way; '' for nobody
    state     TEXT   NOT NULL,                 -- that stands in the way; '' for none
    PRIMARY KEY (batch_id, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE batches (                         -- one act on several submissions; kept for a day
    id       TEXT PRIMARY KEY,
    staff_id TEXT   NOT NULL,                  -- who did it
    act      TEXT   NOT NULL,
    to_id    TEXT   NOT NULL,                  -- to whom they were assigned; '' for nobody
    at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX batches_time ON batches (at);
CREATE TABLE comments (                        -- of staff for staff; only ever added
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    round         INTEGER NOT NULL,
    staff_id      TEXT   NOT NULL,
    at            INTEGER NOT NULL,
    key_id        TEXT   NOT NULL,             -- '' once erased
    text_sealed   BLOB
) STRICT;
CREATE INDEX comments_submission ON comments (submission_id, at, id);
CREATE TRIGGER complaint_answers_no_delete BEFORE DELETE ON complaint_answers BEGIN SELECT RAISE(ABORT, 'complaints are immutable'); END;
CREATE TRIGGER complaint_answers_no_update BEFORE UPDATE OF complaint_id, verdict, staff_id, at ON complaint_answers
BEGIN SELECT RAISE(ABORT, 'complaints are immutable'); END;
CREATE TABLE complaint_answers (               -- immutable, but that it is erased
    complaint_id   TEXT PRIMARY KEY REFERENCES complaints (id),
    verdict        TEXT   NOT NULL CHECK (verdict IN ('agree', 'overturn')), -- of the rejection, as in audits
    staff_id       TEXT   NOT NULL,
    at             INTEGER NOT NULL,
    key_id         TEXT   NOT NULL,            -- the submission's; '' once erased
    message_sealed BLOB                       -- to the applicant
) STRICT, WITHOUT ROWID;
CREATE TRIGGER complaints_no_delete BEFORE DELETE ON complaints BEGIN SELECT RAISE(ABORT, 'complaints are immutable'); END;
CREATE TRIGGER complaints_no_update BEFORE UPDATE OF id, submission_id, decision_id, via, staff_id, lang, at ON complaints
BEGIN SELECT RAISE(ABORT, 'complaints are immutable'); END;
CREATE TABLE complaints (                      -- one a submission; immutable, but that it is answered and erased
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL UNIQUE REFERENCES submissions (id),
    decision_id   TEXT   NOT NULL REFERENCES decisions (id), -- the rejection
    via           TEXT   NOT NULL CHECK (via IN ('link', 'support')),
    staff_id      TEXT   NOT NULL,             -- who passed it on; '' when the applicant wrote it
    lang          TEXT   NOT NULL,             -- in which it is answered
    at            INTEGER NOT NULL,
    key_id        TEXT   NOT NULL,             -- the submission's; '' once erased
    text_sealed   BLOB,
    waiting       INTEGER NOT NULL CHECK (waiting IN (0, 1)) -- 1: nobody has answered it
) STRICT;
CREATE INDEX complaints_decision ON complaints (decision_id);
CREATE INDEX complaints_waiting  ON complaints (at, id) WHERE waiting = 1;
CREATE TABLE context_views (                   -- one row a person, submission, grant and what was found
    submission_id TEXT   NOT NULL,
    staff_id      TEXT   NOT NULL,
    grant_id      TEXT   NOT NULL,
    found         BLOB  NOT NULL,             -- keyed digest of the submissions that were named
    at            INTEGER NOT NULL,
    PRIMARY KEY (submission_id, staff_id, grant_id, found)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER decisions_answer_by BEFORE UPDATE OF answer_by ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TRIGGER decisions_answer_times BEFORE UPDATE OF answer_times ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TRIGGER decisions_bulk BEFORE UPDATE OF bulk ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TRIGGER decisions_digests BEFORE UPDATE OF digests ON decisions
    WHEN length(NEW.digests) >= length(OLD.digests) AND NEW.digests <> OLD.digests
    BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TRIGGER decisions_looking BEFORE UPDATE OF looking, back_shown, answered, in_bulk ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TRIGGER decisions_marks BEFORE UPDATE OF marks, marks_sealed ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TRIGGER decisions_no_update BEFORE UPDATE OF
    id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version,
    seen_version, lang, answers, reasons, images, decided_at, effective_at, handling, waiting,
    key_id, note_sealed, message_sealed
    ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TRIGGER decisions_second BEFORE UPDATE OF second_asked, first_id, led_to, own_words, sent_sealed ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
CREATE TABLE decisions (                       -- immutable, but that digests can be destroyed
    id             TEXT PRIMARY KEY,
    submission_id  TEXT   NOT NULL REFERENCES submissions (id),
    round          INTEGER NOT NULL,
    stage          TEXT   NOT NULL CHECK (stage IN ('first', 'second', 'settle')),
    outcome        TEXT   NOT NULL CHECK (outcome IN ('approve', 'reject', 'resubmit', 'escalate')),
    staff_id       TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    kind_version   TEXT   NOT NULL,
    policy_version TEXT   NOT NULL,
    seen_version   INTEGER NOT NULL,
    lang           TEXT   NOT NULL,
    answers        TEXT   NOT NULL,            -- JSON object: item → yes, no, na
    reasons        TEXT   NOT NULL,            -- codes in the order in which they were given, joined by commas
    images         TEXT   NOT NULL,            -- the pictures it was made on: side:id, joined by commas
    digests        TEXT   NOT NULL,            -- their keyed digests: side:hex, joined by commas; gone with the picture
    decided_at     INTEGER NOT NULL,
    effective_at   INTEGER NOT NULL,
    handling       INTEGER NOT NULL,            -- microseconds since the claim
    waiting        INTEGER NOT NULL,            -- microseconds since the round was sent
    key_id         TEXT   NOT NULL,            -- the round's
    note_sealed    BLOB,
    message_sealed BLOB
, second_asked TEXT NOT NULL DEFAULT '', first_id TEXT NOT NULL DEFAULT '', led_to TEXT NOT NULL DEFAULT '', own_words INTEGER NOT NULL DEFAULT 0, sent_sealed BLOB, bulk TEXT NOT NULL DEFAULT '', marks INTEGER NOT NULL DEFAULT 0, marks_sealed BLOB, answer_times TEXT NOT NULL DEFAULT '', looking TEXT NOT NULL DEFAULT '', back_shown INTEGER NOT NULL DEFAULT 0, answered INTEGER NOT NULL DEFAULT 0, in_bulk INTEGER NOT NULL DEFAULT 0, answer_by INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX decisions_submission ON decisions (submission_id, decided_at, id);
CREATE INDEX decisions_time       ON decisions (decided_at, id, staff_id);
CREATE TABLE destructions (                    -- committed, and not yet carried out
    id            TEXT PRIMARY KEY,            -- of the image, or of the submission when all of it goes
    submission_id TEXT   NOT NULL,
    at            INTEGER NOT NULL,
    staff_id      TEXT   NOT NULL,             -- who purged the image; '' otherwise
    kept_days     INTEGER NOT NULL,             -- of the image, as in its row
    key_ids       TEXT   NOT NULL,             -- joined by commas
    blobs         TEXT   NOT NULL              -- joined by commas
) STRICT, WITHOUT ROWID;
CREATE TRIGGER exports_ended BEFORE UPDATE ON exports WHEN OLD.ended_at <> 0
BEGIN SELECT RAISE(ABORT, 'exports are immutable'); END;
CREATE TRIGGER exports_no_delete BEFORE DELETE ON exports BEGIN SELECT RAISE(ABORT, 'exports are immutable'); END;
CREATE TRIGGER exports_no_update BEFORE UPDATE OF id, staff_id, at, what, format, filter ON exports
BEGIN SELECT RAISE(ABORT, 'exports are immutable'); END;
CREATE TABLE exports (                         -- what left the desk as a file
    id             TEXT PRIMARY KEY,
    staff_id       TEXT   NOT NULL,            -- '' for the command line
    at             INTEGER NOT NULL,
    what           TEXT   NOT NULL,
    format         TEXT   NOT NULL,
    filter         TEXT   NOT NULL,            -- as the query of a URL: codes, ids and days
    key_id         TEXT   NOT NULL,            -- of its own
    purpose_sealed BLOB,
    row_count      INTEGER NOT NULL,            -- written so far; of a whole one, all
    seen_at        INTEGER NOT NULL,            -- when that was noted last
    ended_at       INTEGER NOT NULL,            -- 0 while it is being written
    whole          INTEGER NOT NULL CHECK (whole IN (0, 1)),
    digest         BLOB                       -- SHA-256 of the whole file
) STRICT;
CREATE INDEX exports_time ON exports (at, id);
CREATE TABLE field_views (
    submission_id TEXT   NOT NULL,
    staff_id      TEXT   NOT NULL,
    grant_id      TEXT   NOT NULL,            -- the claim, else the session
    round         INTEGER NOT NULL,
    opened_at     INTEGER NOT NULL,
    PRIMARY KEY (submission_id, staff_id, grant_id, round)
) STRICT, WITHOUT ROWID;
CREATE TABLE figures_awaited (                 -- not counted yet: a second opinion is awaited
    decision_id TEXT PRIMARY KEY,
    span        TEXT NOT NULL                  -- where it belongs
) STRICT, WITHOUT ROWID;
CREATE TABLE figures_cells (
    span     TEXT NOT NULL,
    lang     TEXT NOT NULL,                    -- '' for all together
    kind     TEXT NOT NULL,                    -- '' for all together
    staff_id TEXT NOT NULL,                    -- '' for everybody together
    cell     BLOB NOT NULL,
    PRIMARY KEY (span, lang, kind, staff_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE figures_recalled (                -- rounds that were taken back after they were sent, perhaps counted
    submission_id TEXT   NOT NULL,
    round         INTEGER NOT NULL,
    sent_at       INTEGER NOT NULL,
    PRIMARY KEY (submission_id, round, sent_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE figures_spans (                   -- a day or a month that has been counted
    span    TEXT PRIMARY KEY,                  -- d2026-11-24, m2026-11
    made_of TEXT   NOT NULL,                   -- how it was counted, and in which zone its days are
    made_at INTEGER NOT NULL,
    through INTEGER NOT NULL,                   -- what happened before is in it
    version INTEGER NOT NULL                    -- counts how often it was written
) STRICT, WITHOUT ROWID;
CREATE TABLE handovers (                       -- from a holder, or by a supervisor, to somebody
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    round         INTEGER NOT NULL,
    why           TEXT   NOT NULL CHECK (why IN ('handed', 'assigned')),
    by_id         TEXT   NOT NULL,
    to_id         TEXT   NOT NULL,
    at            INTEGER NOT NULL,
    until         INTEGER NOT NULL,
    key_id        TEXT   NOT NULL,             -- '' once erased
    note_sealed   BLOB
) STRICT;
CREATE INDEX handovers_submission ON handovers (submission_id, at, id);
CREATE TABLE image_views (                     -- one row a person, image and grant
    image_id   TEXT   NOT NULL,
    staff_id   TEXT   NOT NULL,
    grant_id   TEXT   NOT NULL,
    fetched_at INTEGER NOT NULL,
    viewed_at  INTEGER NOT NULL,
    PRIMARY KEY (image_id, staff_id, grant_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE images (
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    key_id        TEXT   NOT NULL,            -- '' once erased
    digest        BLOB,                      -- keyed digest of the bytes that were sent; NULL once destroyed
    original      TEXT   NOT NULL,            -- blob names; '' once destroyed
    screen        TEXT   NOT NULL,
    preview       TEXT   NOT NULL,
    thumb         TEXT   NOT NULL,
    bytes         INTEGER NOT NULL,
    width         INTEGER NOT NULL,            -- native pixels of the upright picture
    height        INTEGER NOT NULL,
    screen_width  INTEGER NOT NULL,
    screen_height INTEGER NOT NULL,
    name_sealed   BLOB,
    facts_sealed  BLOB,
    created_at    INTEGER NOT NULL,
    purged_at     INTEGER NOT NULL,
    purged_by     TEXT   NOT NULL
, kept_days INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX images_purged_by ON images (purged_at) WHERE purged_by <> '';
CREATE INDEX images_submission ON images (submission_id);
CREATE TABLE kind_versions (                   -- every version of a kind that was used
    kind     TEXT   NOT NULL,
    version  TEXT   NOT NULL,
    snapshot BLOB  NOT NULL,
    used_at  INTEGER NOT NULL,
    PRIMARY KEY (kind, version)
) STRICT;
CREATE TABLE lanes (
    listed      TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    lang        TEXT   NOT NULL,              -- '' of what does not wait for the desk
    queue_group TEXT   NOT NULL,
    shard       INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    PRIMARY KEY (listed, kind, lang, queue_group, shard)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER log_checkpoints_no_delete BEFORE DELETE ON log_checkpoints BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
CREATE TRIGGER log_checkpoints_no_update BEFORE UPDATE ON log_checkpoints BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
CREATE TABLE log_checkpoints (                 -- immutable
    size INTEGER PRIMARY KEY,                   -- how many leaves it is of
    at   INTEGER NOT NULL,
    note BLOB  NOT NULL                       -- signed
) STRICT;
CREATE TRIGGER log_entries_no_delete BEFORE DELETE ON log_entries BEGIN SELECT RAISE(ABORT, 'log entries are immutable'); END;
CREATE TRIGGER log_entries_no_update BEFORE UPDATE OF id, at, act, leaf ON log_entries BEGIN SELECT RAISE(ABORT, 'log entries are immutable'); END;
CREATE TRIGGER log_entries_salts BEFORE UPDATE OF subject, salt ON log_entries WHEN NEW.subject <> '' OR NEW.salt IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'log entries are immutable'); END;
CREATE TABLE log_entries (                     -- immutable, but that salts can be destroyed; numbered, hashed and signed elsewhere
    id      TEXT PRIMARY KEY,
    at      INTEGER NOT NULL,
    act     TEXT   NOT NULL,
    leaf    BLOB  NOT NULL,
    subject TEXT   NOT NULL,                   -- whose erasure takes the salt, and this with it; '' when nobody's
    salt    BLOB                              -- opens the commitments of the leaf; NULL once erased
) STRICT;
CREATE INDEX log_entries_about ON log_entries (subject, at) WHERE subject <> '';
CREATE TRIGGER log_hashes_no_delete BEFORE DELETE ON log_hashes BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
CREATE TRIGGER log_hashes_no_update BEFORE UPDATE ON log_hashes BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
CREATE TABLE log_hashes (                      -- immutable
    i    INTEGER PRIMARY KEY,                   -- of a leaf, then of the nodes that it completes, from the lowest up
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE log_lead (                        -- one row: who numbers
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    holder TEXT   NOT NULL,
    fence  INTEGER NOT NULL,                    -- grows with every change of holder
    until  INTEGER NOT NULL
) STRICT;
CREATE TABLE log_pending (                     -- entries without a number
    entry_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TRIGGER log_sequence_no_delete BEFORE DELETE ON log_sequence BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
CREATE TRIGGER log_sequence_no_update BEFORE UPDATE ON log_sequence BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
CREATE TABLE log_sequence (                    -- immutable
    n        INTEGER PRIMARY KEY,               -- from 0, without a gap
    entry_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE look_items (                      -- the decisions on which one asked
    decision_id TEXT PRIMARY KEY REFERENCES decisions (id),
    order_id    TEXT NOT NULL REFERENCES look_orders (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX look_items_order ON look_items (order_id);
CREATE TABLE look_orders (
    id        TEXT PRIMARY KEY,
    staff_id  TEXT   NOT NULL,                 -- who asked
    at        INTEGER NOT NULL,
    person_id TEXT   NOT NULL,                 -- its filter; '' filters nothing
    kind      TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,
    lang      TEXT   NOT NULL,
    finding   TEXT   NOT NULL,
    wanted    INTEGER NOT NULL,
    until_at  INTEGER NOT NULL,                 -- from when on no more is asked
    ended_by  TEXT   NOT NULL,                 -- who ended it before; until_at is when then
    CHECK (wanted > 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX look_orders_until ON look_orders (until_at);
CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (                          -- ids only
    submission_id TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    topic         TEXT   NOT NULL,
    decision_id   TEXT   NOT NULL,
    created_at    INTEGER NOT NULL,
    not_before    INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    leased_by     TEXT   NOT NULL,
    leased_until  INTEGER NOT NULL,
    sent_at       INTEGER NOT NULL,
    failed_at     INTEGER NOT NULL, staff_id TEXT NOT NULL DEFAULT '', expires_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (submission_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX outbox_open ON outbox (id) WHERE sent_at = 0 AND failed_at = 0;
CREATE UNIQUE INDEX outbox_staff ON outbox (staff_id) WHERE staff_id <> '';
CREATE TABLE passes (                          -- not offered to a person until then
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    staff_id      TEXT   NOT NULL,
    until         INTEGER NOT NULL,             -- 9223372036854775807: barred for good
    PRIMARY KEY (submission_id, staff_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE phrases (
    id         TEXT PRIMARY KEY,
    owner_id   TEXT   NOT NULL,            -- whose own it is; '' for the desk's
    use_for    TEXT   NOT NULL CHECK (use_for IN ('message', 'note')),
    reason     TEXT   NOT NULL,            -- the reason that it goes with; '' for any
    texts      TEXT   NOT NULL,            -- JSON of texts by language; that of a note is under ''
    version    BIGINT NOT NULL,            -- counts its changes
    changed_at BIGINT NOT NULL,
    changed_by TEXT   NOT NULL
);
CREATE INDEX phrases_owner ON phrases (owner_id, id);
CREATE TABLE practice (                       -- how many decisions of a person stand, to tell who is new
    staff_id TEXT PRIMARY KEY,
    n        INTEGER NOT NULL                 -- not counted beyond 1000
) STRICT, WITHOUT ROWID;
CREATE TABLE priorities (                     -- what was put first by hand, or back to its place
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    staff_id      TEXT   NOT NULL,
    at            INTEGER NOT NULL,
    first         INTEGER NOT NULL CHECK (first IN (0, 1)),
    key_id        TEXT   NOT NULL,            -- '' once erased
    reason_sealed BLOB
) STRICT;
CREATE INDEX priorities_submission ON priorities (submission_id, at, id);
CREATE TABLE queue_choices (                   -- of a person, for every list
    staff_id TEXT PRIMARY KEY,
    shown    TEXT NOT NULL,                    -- '' for the usual columns
    density  TEXT NOT NULL,                    -- '' for the usual one
    view_id  TEXT NOT NULL                     -- opened first; '' or one that is gone for the plain queue
) STRICT, WITHOUT ROWID;
CREATE TABLE queue_views (
    id         TEXT PRIMARY KEY,
    staff_id   TEXT   NOT NULL,                -- who saved it
    shared     INTEGER NOT NULL CHECK (shared IN (0, 1)),
    name       TEXT   NOT NULL,
    state      TEXT   NOT NULL,                -- as lists name it
    kind       TEXT   NOT NULL,                -- '' for every kind
    sort       TEXT   NOT NULL,
    shown      TEXT   NOT NULL,                -- columns, joined by commas; '' for those of whoever reads
    density    TEXT   NOT NULL,                -- '' for that of whoever reads
    version    INTEGER NOT NULL,                -- counts the changes
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_views_shared ON queue_views (shared) WHERE shared = 1;
CREATE INDEX queue_views_staff  ON queue_views (staff_id);
CREATE TABLE replies (                         -- answers to the questions of escalations
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    round         INTEGER NOT NULL,
    decision_id   TEXT   NOT NULL REFERENCES decisions (id),
    staff_id      TEXT   NOT NULL,
    at            INTEGER NOT NULL,
    key_id        TEXT   NOT NULL,             -- '' once erased
    text_sealed   BLOB
) STRICT;
CREATE INDEX replies_submission ON replies (submission_id, at, id);
CREATE TRIGGER reports_no_delete BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'reports are immutable'); END;
CREATE TRIGGER reports_no_update BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'reports are immutable'); END;
CREATE TABLE reports (                         -- immutable
    decision_id TEXT PRIMARY KEY REFERENCES decisions (id),
    staff_id    TEXT   NOT NULL,
    at          INTEGER NOT NULL,
    note_sealed BLOB
) STRICT, WITHOUT ROWID;
CREATE TRIGGER retractions_no_delete BEFORE DELETE ON retractions BEGIN SELECT RAISE(ABORT, 'retractions are immutable'); END;
CREATE TRIGGER retractions_no_update BEFORE UPDATE ON retractions BEGIN SELECT RAISE(ABORT, 'retractions are immutable'); END;
CREATE TABLE retractions (                     -- immutable
    decision_id TEXT PRIMARY KEY REFERENCES decisions (id),
    staff_id    TEXT   NOT NULL,
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE round_images (
    submission_id TEXT   NOT NULL,
    round         INTEGER NOT NULL,
    side          TEXT   NOT NULL,
    image_id      TEXT   NOT NULL REFERENCES images (id),
    carried       INTEGER NOT NULL CHECK (carried IN (0, 1)), -- 1: taken over from the round before
    PRIMARY KEY (submission_id, round, side),
    FOREIGN KEY (submission_id, round) REFERENCES rounds (submission_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX round_images_image ON round_images (image_id);
CREATE TABLE rounds (
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    n             INTEGER NOT NULL,
    kind          TEXT   NOT NULL,
    kind_version  TEXT   NOT NULL,
    lang          TEXT   NOT NULL,            -- the applicant's when it was sent
    key_id        TEXT   NOT NULL,            -- '' once erased
    fields_sealed BLOB,
    findings      TEXT   NOT NULL,
    created_at    INTEGER NOT NULL,
    submitted_at  INTEGER NOT NULL,            -- 0 while it is being edited
    PRIMARY KEY (submission_id, n)
) STRICT;
CREATE INDEX rounds_submitted ON rounds (submitted_at) WHERE submitted_at > 0;
CREATE TRIGGER sample_answers_no_delete BEFORE DELETE ON sample_answers BEGIN SELECT RAISE(ABORT, 'answers are immutable'); END;
CREATE TRIGGER sample_answers_no_update BEFORE UPDATE ON sample_answers BEGIN SELECT RAISE(ABORT, 'answers are immutable'); END;
CREATE TABLE sample_answers (                  -- immutable: what somebody said before he saw a decision
    sample_id TEXT   NOT NULL,
    n         INTEGER NOT NULL,
    staff_id  TEXT   NOT NULL,
    at        INTEGER NOT NULL,
    outcome   TEXT   NOT NULL CHECK (outcome IN ('approve', 'reject', 'resubmit', 'escalate')),
    reasons   TEXT   NOT NULL,                 -- joined by commas
    PRIMARY KEY (sample_id, n, staff_id),
    FOREIGN KEY (sample_id, n) REFERENCES sample_items (sample_id, n)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER sample_items_no_delete BEFORE DELETE ON sample_items BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
CREATE TRIGGER sample_items_no_update BEFORE UPDATE ON sample_items BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
CREATE TABLE sample_items (                    -- immutable
    sample_id   TEXT   NOT NULL REFERENCES samples (id),
    n           INTEGER NOT NULL,               -- from 1, in the order of the draw
    decision_id TEXT   NOT NULL REFERENCES decisions (id),
    stratum     TEXT   NOT NULL,
    weight      INTEGER NOT NULL,               -- how many tickets it had
    PRIMARY KEY (sample_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_items_decision ON sample_items (decision_id);
CREATE TRIGGER sample_strata_no_delete BEFORE DELETE ON sample_strata BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
CREATE TRIGGER sample_strata_no_update BEFORE UPDATE ON sample_strata BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
CREATE TABLE sample_strata (                   -- immutable
    sample_id TEXT   NOT NULL REFERENCES samples (id),
    name      TEXT   NOT NULL,                 -- its traits, joined by bars; '' when it is not stratified
    size      INTEGER NOT NULL,                 -- in the population
    taken     INTEGER NOT NULL,
    PRIMARY KEY (sample_id, name)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER samples_no_delete BEFORE DELETE ON samples BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
CREATE TRIGGER samples_no_update BEFORE UPDATE ON samples BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
CREATE TABLE samples (                         -- immutable
    id         TEXT PRIMARY KEY,
    staff_id   TEXT   NOT NULL,                -- who had it drawn
    at         INTEGER NOT NULL,                -- the cut-off: what came later is not in its population
    draw       TEXT   NOT NULL CHECK (draw IN ('random', 'risk')),
    blind      INTEGER NOT NULL CHECK (blind IN (0, 1)),
    seed       TEXT   NOT NULL,
    traits     TEXT   NOT NULL,                -- by what it is stratified, joined by commas
    person_id  TEXT   NOT NULL,                -- its filter; '' and 0 filter nothing
    kind       TEXT   NOT NULL,
    outcome    TEXT   NOT NULL,
    lang       TEXT   NOT NULL,
    finding    TEXT   NOT NULL,
    from_at    INTEGER NOT NULL,
    until_at   INTEGER NOT NULL,
    share      INTEGER NOT NULL,                -- in thousandths of a percent; 0 when a count was asked for
    population INTEGER NOT NULL,
    size       INTEGER NOT NULL,
    digest     TEXT   NOT NULL                 -- SHA-256 of its decisions in the order of the draw
) STRICT, WITHOUT ROWID;
CREATE INDEX samples_time ON samples (at, id);
CREATE TABLE search_tokens (                   -- keyed; class is part of the token
    token         BLOB  NOT NULL,
    at            INTEGER NOT NULL,             -- of the submission, for the newest first
    submission_id TEXT   NOT NULL,
    PRIMARY KEY (token, at, submission_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_tokens_submission ON search_tokens (submission_id);
CREATE TABLE searches (                        -- what a session searched for, as tokens
    id         TEXT PRIMARY KEY,
    session    TEXT   NOT NULL,
    terms      BLOB  NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX searches_created ON searches (created_at);
CREATE TABLE sessions (
    hash     BLOB PRIMARY KEY,               -- SHA-256 of the cookie's token
    id       TEXT   NOT NULL,                 -- names it in the log; no secret
    staff_id TEXT   NOT NULL REFERENCES staff (id),
    made_at  INTEGER NOT NULL,
    seen_at  INTEGER NOT NULL                  -- to the minute
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_staff ON sessions (staff_id);
CREATE TABLE skills (                         -- what a person takes on; who has no row takes everything
    staff_id TEXT PRIMARY KEY,
    kinds    TEXT   NOT NULL,                 -- joined by commas; '' for every kind
    langs    TEXT   NOT NULL,                 -- '' for every language
    queue_groups TEXT NOT NULL,                 -- to which the person belongs
    by_id    TEXT   NOT NULL,
    at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE skips (                           -- claims that were given back
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    round         INTEGER NOT NULL,
    staff_id      TEXT   NOT NULL,
    at            INTEGER NOT NULL,
    held          INTEGER NOT NULL,             -- microseconds since the claim
    reason        TEXT   NOT NULL,             -- '' when none was given
    key_id        TEXT   NOT NULL,             -- '' once erased
    note_sealed   BLOB
) STRICT;
CREATE INDEX skips_submission ON skips (submission_id);
CREATE INDEX skips_time       ON skips (at, id);
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
    created_at    INTEGER NOT NULL,
    password_at   INTEGER NOT NULL,
    signed_in_at  INTEGER NOT NULL,
    disabled_at   INTEGER NOT NULL
, keys TEXT NOT NULL DEFAULT '') STRICT;
CREATE TABLE staff_links (                    -- one-time links: an account has one at most
    hash       BLOB PRIMARY KEY,
    staff_id   TEXT   NOT NULL UNIQUE REFERENCES staff (id),
    purpose    TEXT   NOT NULL CHECK (purpose IN ('invitation', 'reset', 'handed')),
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER stays_no_delete BEFORE DELETE ON stays BEGIN SELECT RAISE(ABORT, 'stays are immutable'); END;
CREATE TABLE stays (                           -- what keeps a submission from erasure
    id            TEXT PRIMARY KEY,
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    why           TEXT   NOT NULL CHECK (why IN ('complaint', 'hand')),
    staff_id      TEXT   NOT NULL,             -- who set it; '' for a complaint that came by the link
    at            INTEGER NOT NULL,
    key_id        TEXT   NOT NULL,             -- the submission's; '' once erased
    reason_sealed BLOB,
    ended_at      INTEGER NOT NULL,             -- 0 while it holds
    ended_by      TEXT   NOT NULL
) STRICT;
CREATE INDEX stays_open       ON stays (at, id) WHERE ended_at = 0;
CREATE INDEX stays_submission ON stays (submission_id, at, id);
CREATE TABLE submissions (
    id              TEXT PRIMARY KEY,
    reference       TEXT   NOT NULL UNIQUE,
    link_hash       BLOB  NOT NULL UNIQUE,   -- SHA-256 of the lookup link's token
    link_sealed     BLOB,                    -- the token, so that mail can carry it again
    email_sealed    BLOB,
    external_sealed BLOB,                    -- the operator's own number
    key_id          TEXT   NOT NULL,
    state           TEXT   NOT NULL CHECK (state IN ('draft', 'waiting', 'second_review', 'escalated', 'resubmission', 'approved', 'rejected', 'withdrawn')),
    listed          TEXT   NOT NULL,          -- state as lists show it: a second review looks like any waiting one; '' once erased
    next_state      TEXT   NOT NULL,          -- what a decision leads to at effective_at; '' when none is pending
    effective_at    INTEGER NOT NULL,
    round           INTEGER NOT NULL CHECK (round >= 1),
    kind            TEXT   NOT NULL,
    lang            TEXT   NOT NULL,
    sides           TEXT   NOT NULL,          -- of the sent round, joined by commas
    findings        TEXT   NOT NULL,          -- codes of the sent round, joined by commas
    version         INTEGER NOT NULL,          -- counts every change of what a reviewer sees
    rank            INTEGER NOT NULL,          -- 0 first in line, 1 the usual
    created_at      INTEGER NOT NULL,
    since           INTEGER NOT NULL,          -- when state was entered
    queued_at       INTEGER NOT NULL,          -- when the round was sent
    due_at          INTEGER NOT NULL,          -- when a draft is gone or a resubmission closes
    claim_id        TEXT   NOT NULL,
    claim_by        TEXT   NOT NULL,          -- '' when nobody ever held it since the last change
    claim_at        INTEGER NOT NULL,
    claim_until     INTEGER NOT NULL,          -- a claim that ran out is simply free
    decision_id     TEXT   NOT NULL,          -- the latest that stands; '' when none does
    erased_at       INTEGER NOT NULL
, queue_group TEXT NOT NULL DEFAULT '', answer_by INTEGER NOT NULL DEFAULT 0, keep_id TEXT NOT NULL DEFAULT '', keep_for TEXT NOT NULL DEFAULT '', keep_by TEXT NOT NULL DEFAULT '', keep_why TEXT NOT NULL DEFAULT '', keep_until INTEGER NOT NULL DEFAULT 0, ends_at INTEGER NOT NULL DEFAULT 0, images_erased_at INTEGER NOT NULL DEFAULT 0, claim_ahead INTEGER NOT NULL DEFAULT 0, changed_at INTEGER NOT NULL DEFAULT 0, said_at INTEGER NOT NULL DEFAULT 0, stays INTEGER NOT NULL DEFAULT 0, stay_ended_at INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX submissions_answer ON submissions (listed, answer_by, id, kind) WHERE answer_by > 0;
CREATE INDEX submissions_changed ON submissions (changed_at) WHERE changed_at > 0;
CREATE INDEX submissions_claimed    ON submissions (claim_by, claim_until) WHERE claim_by <> '';
CREATE INDEX submissions_due        ON submissions (state, due_at) WHERE due_at > 0;
CREATE INDEX submissions_ended        ON submissions (state, ends_at) WHERE ends_at > 0;
CREATE INDEX submissions_ended_images ON submissions (ends_at) WHERE ends_at > 0 AND images_erased_at = 0;
CREATE INDEX submissions_erased     ON submissions (erased_at) WHERE erased_at > 0;
CREATE INDEX submissions_kept ON submissions (keep_for, keep_until) WHERE keep_for <> '';
CREATE INDEX submissions_lane ON submissions (listed, queue_group, kind, lang, rank, queued_at, id)
    WHERE listed = 'waiting' OR listed = 'escalated';
CREATE INDEX submissions_pending    ON submissions (effective_at) WHERE next_state <> '';
CREATE INDEX submissions_queue      ON submissions (listed, rank, queued_at, id, due_at);
CREATE INDEX submissions_queue_kind ON submissions (listed, kind, rank, queued_at, id, due_at);
CREATE TABLE throttles (                      -- attempts in the current window
    key   BLOB  NOT NULL,                    -- keyed hash of what is counted
    span  INTEGER NOT NULL,                    -- length of the window in microseconds
    until INTEGER NOT NULL,                    -- its end
    n     INTEGER NOT NULL,
    PRIMARY KEY (key, span)
) STRICT, WITHOUT ROWID;
CREATE TABLE traces (                          -- keyed; what it is of is part of the token
    token         BLOB  NOT NULL,
    at            INTEGER NOT NULL,             -- when the round was sent, for the newest first
    submission_id TEXT   NOT NULL,
    image_id      TEXT   NOT NULL,             -- whose look it is; '' for what was typed
    round         INTEGER NOT NULL,
    PRIMARY KEY (token, at, submission_id, image_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX traces_submission ON traces (submission_id, round);
CREATE TABLE training_cases (              -- those that were opened
    set_id      TEXT   NOT NULL REFERENCES training_sets (id),
    n           INTEGER NOT NULL,           -- from 1
    opened_at   INTEGER NOT NULL,
    answered_at INTEGER NOT NULL,           -- 0 while it is open
    work        TEXT   NOT NULL,           -- JSON of unsent answers
    outcome     TEXT   NOT NULL,
    answers     TEXT   NOT NULL,           -- JSON of answers by item
    reasons     TEXT   NOT NULL,
    defects     TEXT   NOT NULL,           -- that were put in
    seen        TEXT   NOT NULL,           -- of these
    named       TEXT   NOT NULL,           -- of these, with item and reason
    false_alarm INTEGER NOT NULL,           -- 1: something was found that is not there
    PRIMARY KEY (set_id, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE training_sets (
    id        TEXT PRIMARY KEY,
    person_id TEXT   NOT NULL,             -- who works through it
    by_id     TEXT   NOT NULL,             -- who had it drawn
    seed      INTEGER NOT NULL,
    size      INTEGER NOT NULL,             -- cases
    mix       TEXT   NOT NULL,             -- how many of them are sound
    day       INTEGER NOT NULL,             -- today, in its cases
    made_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX training_sets_person ON training_sets (person_id, id);
CREATE TABLE verdicts_read (                   -- up to when a person has read what was said of his decisions
    staff_id TEXT PRIMARY KEY,
    until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE worksheets (                      -- unsent answers and notes of a person
    submission_id TEXT   NOT NULL REFERENCES submissions (id),
    staff_id      TEXT   NOT NULL,
    round         INTEGER NOT NULL,
    key_id        TEXT   NOT NULL,
    sealed        BLOB  NOT NULL,
    saved_at      INTEGER NOT NULL,
    PRIMARY KEY (submission_id, staff_id)
) STRICT;
