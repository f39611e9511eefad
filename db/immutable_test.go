package db_test

import (
	"errors"
	"strings"
	"testing"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

func TestWhatIsImmutableCannotBeChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		_, d := everything(t, s, "person")
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.InsertRetraction(ctx, review.Retraction{Decision: d.ID}), tx.InsertReport(ctx, review.Report{Decision: d.ID}),
				tx.InsertAudit(ctx, &review.Audit{ID: "a", Decision: d.ID, Verdict: review.Agree}))
		})
		statements := []string{
			`UPDATE decisions SET outcome = 'approve'`, `UPDATE decisions SET digests = digests || 'x'`, `DELETE FROM decisions`,
			`UPDATE decisions SET digests = 'xxxx:' || substr(digests, 6)`,
			`UPDATE retractions SET at = 1`, `DELETE FROM retractions`, `UPDATE reports SET at = 1`, `DELETE FROM reports`,
			`UPDATE audits SET verdict = 'overturn'`, `DELETE FROM audits`,
			`UPDATE log_entries SET id = id`, `UPDATE log_entries SET at = at`, `UPDATE log_entries SET act = 'other'`, `UPDATE log_entries SET leaf = leaf`,
			`UPDATE log_entries SET salt = leaf`, `UPDATE log_entries SET salt = NULL, subject = 'another'`, `DELETE FROM log_entries`,
		}
		sub := sent(t, s, noon)
		of := decision(sub, "author")
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.InsertDecision(ctx, of), tx.InsertComplaint(ctx, &review.Complaint{ID: "c", Submission: sub.ID, Decision: of.ID, Via: review.ViaLink, At: noon}),
				tx.AnswerComplaint(ctx, "c", review.ComplaintAnswer{Verdict: review.Agree, At: noon}), tx.InsertStay(ctx, &review.Stay{ID: "y", Submission: sub.ID, Why: review.StayHand, At: noon}))
		})
		for _, c := range []string{"id", "submission_id", "decision_id", "via", "staff_id", "lang", "at"} {
			statements = append(statements, `UPDATE complaints SET `+c+` = `+c)
		}
		statements = append(statements, `DELETE FROM complaints`, `UPDATE complaint_answers SET verdict = 'overturn'`, `DELETE FROM complaint_answers`, `DELETE FROM stays`)
		columns := `SELECT name FROM pragma_table_info('decisions') WHERE name <> 'digests'`
		if s.Dialect() == "postgres" {
			columns = `SELECT column_name FROM information_schema.columns WHERE table_name = 'decisions' AND column_name <> 'digests'`
		}
		for _, c := range must[[]string](t)(s.Texts(ctx, columns)) {
			statements = append(statements, `UPDATE decisions SET `+c+` = `+c)
		}
		if s.Dialect() == "postgres" {
			statements = append(statements, `TRUNCATE decisions CASCADE`, `TRUNCATE log_entries`)
		} else {
			statements = append(statements, `INSERT OR REPLACE INTO log_entries SELECT id, 0, 'other', leaf, subject, salt FROM log_entries`)
		}
		for _, statement := range statements {
			if err := s.Exec(ctx, statement); err == nil || !strings.Contains(err.Error(), "immutable") {
				t.Errorf("%s: %v, want a refusal", statement, err)
			}
		}
		for _, statement := range []string{`DELETE FROM log_entries WHERE id = 'none'`, `UPDATE decisions SET digests = substr(digests, 1, 20)`, `UPDATE decisions SET digests = ''`, `UPDATE log_entries SET salt = NULL, subject = ''`} {
			if err := s.Exec(ctx, statement); err != nil {
				t.Errorf("%s: %v, though it changes nothing that must stay", statement, err)
			}
		}
	})
}
