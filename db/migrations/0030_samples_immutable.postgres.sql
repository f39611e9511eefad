-- What was drawn, and what was said of it, stays as it is.
--
-- +goose Up
CREATE TRIGGER samples_immutable BEFORE UPDATE OR DELETE ON samples FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER samples_whole BEFORE TRUNCATE ON samples EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sample_strata_immutable BEFORE UPDATE OR DELETE ON sample_strata FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sample_strata_whole BEFORE TRUNCATE ON sample_strata EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sample_items_immutable BEFORE UPDATE OR DELETE ON sample_items FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sample_items_whole BEFORE TRUNCATE ON sample_items EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sample_answers_immutable BEFORE UPDATE OR DELETE ON sample_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sample_answers_whole BEFORE TRUNCATE ON sample_answers EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_answers_immutable BEFORE UPDATE OR DELETE ON audit_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_answers_whole BEFORE TRUNCATE ON audit_answers EXECUTE FUNCTION refuse_change();
