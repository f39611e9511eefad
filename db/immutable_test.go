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
			`UPDATE decisions SET outcome = 'approve'`, `UPDATE decisions SET note_sealed = NULL WHERE id = '` + string(d.ID) + `'`, `DELETE FROM decisions`,
			`UPDATE retractions SET at = 1`, `DELETE FROM retractions`, `UPDATE reports SET at = 1`, `DELETE FROM reports`,
			`UPDATE audits SET verdict = 'overturn'`, `DELETE FROM audits`,
			`UPDATE log_entries SET act = 'other'`, `DELETE FROM log_entries`,
		}
		if s.Dialect() == "postgres" {
			statements = append(statements, `TRUNCATE decisions CASCADE`, `TRUNCATE log_entries`)
		} else {
			statements = append(statements, `INSERT OR REPLACE INTO log_entries SELECT id, 0, 'other', leaf FROM log_entries`)
		}
		for _, statement := range statements {
			if err := s.Exec(ctx, statement); err == nil || !strings.Contains(err.Error(), "immutable") {
				t.Errorf("%s: %v, want a refusal", statement, err)
			}
		}
		if err := s.Exec(ctx, `DELETE FROM log_entries WHERE id = 'none'`); err != nil {
			t.Errorf("what touches nothing: %v", err)
		}
	})
}
