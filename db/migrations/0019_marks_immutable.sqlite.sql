-- The marks of a decision are as immutable as the rest of it.
--
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER decisions_marks BEFORE UPDATE OF marks, marks_sealed ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd
