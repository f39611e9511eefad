package db_test

import (
	"testing"

	"shinsa/db"
	"shinsa/db/dbtest"
)

func TestGenerationChangesWithEveryCommitAndNothingElse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		generation := func() string {
			t.Helper()
			g, err := s.Generation(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return g
		}
		before := generation()
		if again := generation(); s.Dialect() == "sqlite" && again != before {
			t.Errorf("%s, then %s, and nothing happened", before, again)
		}
		insert(t, s, waiting(noon))
		after := generation()
		if after == before {
			t.Errorf("still %s after a commit", after)
		}
		insert(t, s, waiting(noon))
		if generation() == after {
			t.Errorf("still %s after a second commit", after)
		}
	})
}
