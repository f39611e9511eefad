-- The marks of a decision are as immutable as the rest of it.
--
-- +goose Up
CREATE TRIGGER decisions_marks BEFORE UPDATE OF marks, marks_sealed ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
