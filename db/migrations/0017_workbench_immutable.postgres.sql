-- What a decision says of answers given together is as immutable as the rest of it.
--
-- +goose Up
CREATE TRIGGER decisions_bulk BEFORE UPDATE OF bulk ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
