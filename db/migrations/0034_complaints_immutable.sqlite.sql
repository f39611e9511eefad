-- What an applicant asked and was answered, and what left the desk, stays as it is. A sealed text can go with its key.
--
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER complaints_no_update BEFORE UPDATE OF id, submission_id, decision_id, via, staff_id, lang, at ON complaints
BEGIN SELECT RAISE(ABORT, 'complaints are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER complaints_no_delete BEFORE DELETE ON complaints BEGIN SELECT RAISE(ABORT, 'complaints are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER complaint_answers_no_update BEFORE UPDATE OF complaint_id, verdict, staff_id, at ON complaint_answers
BEGIN SELECT RAISE(ABORT, 'complaints are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER complaint_answers_no_delete BEFORE DELETE ON complaint_answers BEGIN SELECT RAISE(ABORT, 'complaints are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stays_no_delete BEFORE DELETE ON stays BEGIN SELECT RAISE(ABORT, 'stays are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER exports_no_update BEFORE UPDATE OF id, staff_id, at, what, format, filter ON exports
BEGIN SELECT RAISE(ABORT, 'exports are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER exports_ended BEFORE UPDATE ON exports WHEN OLD.ended_at <> 0
BEGIN SELECT RAISE(ABORT, 'exports are immutable'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER exports_no_delete BEFORE DELETE ON exports BEGIN SELECT RAISE(ABORT, 'exports are immutable'); END;
-- +goose StatementEnd
