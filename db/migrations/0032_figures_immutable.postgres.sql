-- What a decision was promised by is as immutable as the rest of it.
--
-- +goose Up
CREATE TRIGGER decisions_answer_by BEFORE UPDATE OF answer_by ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
