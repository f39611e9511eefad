-- What an applicant asked and was answered, and what left the desk, stays as it is. A sealed text can go with its key.
--
-- +goose Up
CREATE TRIGGER complaints_immutable BEFORE UPDATE OF id, submission_id, decision_id, via, staff_id, lang, at OR DELETE ON complaints
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER complaints_whole BEFORE TRUNCATE ON complaints EXECUTE FUNCTION refuse_change();
CREATE TRIGGER complaint_answers_immutable BEFORE UPDATE OF complaint_id, verdict, staff_id, at OR DELETE ON complaint_answers
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER complaint_answers_whole BEFORE TRUNCATE ON complaint_answers EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stays_whole BEFORE DELETE ON stays FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER exports_immutable BEFORE UPDATE OF id, staff_id, at, what, format, filter OR DELETE ON exports
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER exports_ended BEFORE UPDATE ON exports FOR EACH ROW WHEN (OLD.ended_at <> 0) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER exports_whole BEFORE TRUNCATE ON exports EXECUTE FUNCTION refuse_change();
