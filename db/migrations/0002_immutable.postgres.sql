-- Decisions, what became of them, and log entries are never changed or deleted, not even by a mistake
-- in the code. Only the digests of a decision's pictures go when the pictures do, so they may get shorter.
-- The salt of an entry can be destroyed, and nothing else.
-- By row, because a trigger for a statement fires when no row is touched, too.
--
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% are immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER decisions_immutable BEFORE DELETE OR UPDATE OF
    id, submission_id, round, stage, outcome, staff_id, kind, kind_version, policy_version,
    seen_version, lang, answers, reasons, images, decided_at, effective_at, handling, waiting,
    key_id, note_sealed, message_sealed
    ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_digests     BEFORE UPDATE OF digests ON decisions FOR EACH ROW
    WHEN (length(NEW.digests) >= length(OLD.digests) AND NEW.digests <> OLD.digests) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_kept        BEFORE TRUNCATE         ON decisions   FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER retractions_immutable BEFORE UPDATE OR DELETE ON retractions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER retractions_kept      BEFORE TRUNCATE         ON retractions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reports_immutable     BEFORE UPDATE OR DELETE ON reports     FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reports_kept          BEFORE TRUNCATE         ON reports     FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audits_immutable      BEFORE UPDATE OR DELETE ON audits      FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audits_kept           BEFORE TRUNCATE         ON audits      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_entries_immutable BEFORE DELETE OR UPDATE OF id, at, act, leaf ON log_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_entries_salts     BEFORE UPDATE OF subject, salt ON log_entries FOR EACH ROW
    WHEN (NEW.subject <> '' OR NEW.salt IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER log_entries_kept      BEFORE TRUNCATE         ON log_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
