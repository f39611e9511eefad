-- What a decision says of answers given together is as immutable as the rest of it.
--
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER decisions_bulk BEFORE UPDATE OF bulk ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are immutable'); END;
-- +goose StatementEnd
