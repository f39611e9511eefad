-- What was recorded of looking is as immutable as the rest of a decision.
--
-- +goose Up
CREATE TRIGGER decisions_looking BEFORE UPDATE OF looking, back_shown, answered, in_bulk ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
