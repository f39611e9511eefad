-- What a decision was promised by is as immutable as the rest of it.
--
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER decisions_answer_by BEFORE UPDATE OF answer_by ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd
