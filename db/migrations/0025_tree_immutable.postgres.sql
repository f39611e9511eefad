-- What is in the tree of the log stays as it is, not even a mistake in the code changes it.
--
-- +goose Up
CREATE TRIGGER log_sequence_immutable BEFORE UPDATE OR DELETE ON log_sequence FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_sequence_whole BEFORE TRUNCATE ON log_sequence EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_hashes_immutable BEFORE UPDATE OR DELETE ON log_hashes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_hashes_whole BEFORE TRUNCATE ON log_hashes EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_checkpoints_immutable BEFORE UPDATE OR DELETE ON log_checkpoints FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_checkpoints_whole BEFORE TRUNCATE ON log_checkpoints EXECUTE FUNCTION refuse_change();
