-- What was drawn, and what was said of it, stays as it is.
--
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER samples_no_update BEFORE UPDATE ON samples BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER samples_no_delete BEFORE DELETE ON samples BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sample_strata_no_update BEFORE UPDATE ON sample_strata BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sample_strata_no_delete BEFORE DELETE ON sample_strata BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sample_items_no_update BEFORE UPDATE ON sample_items BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sample_items_no_delete BEFORE DELETE ON sample_items BEGIN SELECT RAISE(ABORT, 'samples are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sample_answers_no_update BEFORE UPDATE ON sample_answers BEGIN SELECT RAISE(ABORT, 'answers are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sample_answers_no_delete BEFORE DELETE ON sample_answers BEGIN SELECT RAISE(ABORT, 'answers are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_answers_no_update BEFORE UPDATE ON audit_answers BEGIN SELECT RAISE(ABORT, 'answers are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_answers_no_delete BEFORE DELETE ON audit_answers BEGIN SELECT RAISE(ABORT, 'answers are immutable'); END;
-- +goose StatementEnd
