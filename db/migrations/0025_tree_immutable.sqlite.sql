-- What is in the tree of the log stays as it is, not even a mistake in the code changes it.
--
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER log_sequence_no_update BEFORE UPDATE ON log_sequence BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_sequence_no_delete BEFORE DELETE ON log_sequence BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_hashes_no_update BEFORE UPDATE ON log_hashes BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_hashes_no_delete BEFORE DELETE ON log_hashes BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_checkpoints_no_update BEFORE UPDATE ON log_checkpoints BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_checkpoints_no_delete BEFORE DELETE ON log_checkpoints BEGIN SELECT RAISE(ABORT, 'the log is immutable'); END;
-- +goose StatementEnd
