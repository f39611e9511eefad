-- What was recorded of looking is as immutable as the rest of a decision.
--
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER decisions_looking BEFORE UPDATE OF looking, back_shown, answered, in_bulk ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd
