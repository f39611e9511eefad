-- Decisions, what became of them, and log entries are never changed or deleted, not even by a mistake
-- in the code. Only the digests of a decision's pictures go when the pictures do, so they may get shorter.
-- The salt of an entry can be destroyed, and nothing else.
-- INSERT OR REPLACE deletes without asking a trigger unless recursive_triggers is on, as it is on the
-- store's own connections.
--
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER decisions_no_update BEFORE UPDATE OF
    id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version,
    seen_version, lang, answers, reasons, images, decided_at, effective_at, handling, waiting,
    key_id, note_sealed, message_sealed
    ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_digests BEFORE UPDATE OF digests ON decisions
    WHEN length(NEW.digests) >= length(OLD.digests) AND NEW.digests <> OLD.digests
    BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER retractions_no_update BEFORE UPDATE ON retractions BEGIN SELECT RAISE(ABORT, 'retractions are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER retractions_no_delete BEFORE DELETE ON retractions BEGIN SELECT RAISE(ABORT, 'retractions are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reports_no_update BEFORE UPDATE ON reports BEGIN SELECT RAISE(ABORT, 'reports are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reports_no_delete BEFORE DELETE ON reports BEGIN SELECT RAISE(ABORT, 'reports are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audits_no_update BEFORE UPDATE ON audits BEGIN SELECT RAISE(ABORT, 'audits are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audits_no_delete BEFORE DELETE ON audits BEGIN SELECT RAISE(ABORT, 'audits are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_entries_no_update BEFORE UPDATE OF id, at, act, leaf ON log_entries BEGIN SELECT RAISE(ABORT, 'log entries are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_entries_salts BEFORE UPDATE OF subject, salt ON log_entries WHEN NEW.subject <> '' OR NEW.salt IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'log entries are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_entries_no_delete BEFORE DELETE ON log_entries BEGIN SELECT RAISE(ABORT, 'log entries are immutable'); END;
-- +goose StatementEnd
