-- When an item of the checklist was answered whose moment matters, such as an inquiry at an authority; and the
-- saved phrases: short texts for notes and messages, the desk's and each person's own, in which no personal data belong.
--
-- +goose Up

ALTER TABLE decisions ADD COLUMN answer_times TEXT NOT NULL DEFAULT ''; -- JSON of microseconds by item; '' for none
-- +goose StatementBegin
CREATE TRIGGER decisions_answer_times BEFORE UPDATE OF answer_times ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd

CREATE TABLE phrases (
    id         TEXT PRIMARY KEY,
    owner_id   TEXT   NOT NULL,            -- whose own it is; '' for the desk's
    use_for    TEXT   NOT NULL CHECK (use_for IN ('message', 'note')),
    reason     TEXT   NOT NULL,            -- the reason that it goes with; '' for any
    texts      TEXT   NOT NULL,            -- JSON of texts by language; that of a note is under ''
    version    BIGINT NOT NULL,            -- counts its changes
    changed_at BIGINT NOT NULL,
    changed_by TEXT   NOT NULL
) /* WITHOUT ROWID */;
CREATE INDEX phrases_owner ON phrases (owner_id, id);
