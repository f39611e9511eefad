package db_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

func tokens(words ...string) (all [][]byte) {
	for _, w := range words {
		all = append(all, []byte("token of "+w))
	}
	return all
}

// terms makes a search of words; alternatives of one are joined by a bar.
func terms(all ...[]string) (out []review.SearchTerm) {
	for _, alternatives := range all {
		out = append(out, review.SearchTerm{Tokens: tokens(alternatives...)})
	}
	return out
}

func TestSearch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		var subs []*review.Submission
		for i := range 6 {
			subs = append(subs, waiting(noon.Add(time.Duration(i)*time.Minute)))
		}
		insert(t, s, subs...)
		write(t, s, func(tx review.Tx) error {
			for i, words := range [][]string{{"maria", "cruz"}, {"maria", "santos"}, {"maria", "santos", "cruz"}, {"anna", "cruz"}, {"old"}, nil} {
				if err := tx.SetTokens(ctx, subs[i].ID, subs[i].QueuedAt, tokens(words...)); err != nil {
					return err
				}
			}
			// Set again, as after a resubmission: what was before is gone.
			return tx.SetTokens(ctx, subs[4].ID, subs[4].QueuedAt, append(tokens("new"), tokens("new")...))
		})
		for _, c := range []struct {
			what  string
			terms []review.SearchTerm
			limit int
			want  []int
		}{
			{"one word", terms([]string{"maria"}), 50, []int{2, 1, 0}},
			{"the newest of them", terms([]string{"maria"}), 2, []int{2, 1}},
			{"both words", terms([]string{"maria"}, []string{"cruz"}), 50, []int{2, 0}},
			{"three words", terms([]string{"santos"}, []string{"maria"}, []string{"cruz"}), 50, []int{2}},
			{"either spelling", terms([]string{"anna", "santos"}), 50, []int{3, 2, 1}},
			{"one that has both spellings comes once", terms([]string{"maria", "santos"}), 50, []int{2, 1, 0}},
			{"either spelling of one and another word", terms([]string{"cruz"}, []string{"anna", "santos"}), 50, []int{3, 2}},
			{"nothing has both", terms([]string{"anna"}, []string{"maria"}), 50, nil},
			{"unknown", terms([]string{"unknown"}), 50, nil},
			{"replaced", terms([]string{"old"}), 50, nil},
			{"what replaced it", terms([]string{"new"}), 50, []int{4}},
			{"no word", nil, 50, nil},
			{"a word without a token", terms([]string{"maria"}, nil), 50, nil},
		} {
			var got []int
			for _, r := range must[[]review.QueueRow](t)(s.Search(ctx, c.terms, c.limit)) {
				got = append(got, slices.IndexFunc(subs, func(o *review.Submission) bool { return o.ID == r.ID }))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", c.what, got, c.want)
			}
		}
	})
}

// TestSearchForCommonWords has more entries of each word than a search looks at first, and what has both
// words is among the oldest.
func TestSearchForCommonWords(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		fill(t, s, 3000)
		blob := func(word string) string {
			if s.Dialect() == "postgres" {
				return "'token of " + word + "'::bytea"
			}
			return "CAST('token of " + word + "' AS BLOB)"
		}
		for word, where := range map[string]string{
			"late":  `reference >= '00001500' OR reference < '00000030'`,
			"early": `reference < '00001500'`,
			"odd":   `reference < '00001500' AND reference LIKE '%1'`,
		} {
			if err := s.Exec(ctx, `INSERT INTO search_tokens (token, at, submission_id) SELECT `+blob(word)+`, queued_at, id FROM submissions WHERE `+where); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			what  string
			terms []review.SearchTerm
			want  []string // first and last
			n     int
		}{
			{"both", terms([]string{"late"}, []string{"early"}), []string{"00000029", "00000000"}, 30},
			{"three", terms([]string{"late"}, []string{"early"}, []string{"odd"}), []string{"00000021", "00000001"}, 3},
			{"either of two and another", terms([]string{"late"}, []string{"odd", "early"}), []string{"00000029", "00000000"}, 30},
			{"either of two", terms([]string{"odd", "late"}), []string{"00002999", "00002950"}, 50},
			{"either of two, in order", terms([]string{"odd", "early"}), []string{"00001499", "00001450"}, 50},
		} {
			got := must[[]review.QueueRow](t)(s.Search(ctx, c.terms, 50))
			if len(got) != c.n {
				t.Errorf("%s: %d found, want %d", c.what, len(got), c.n)
			} else if string(got[0].Reference) != c.want[0] || string(got[len(got)-1].Reference) != c.want[1] {
				t.Errorf("%s: from %s to %s, want %v", c.what, got[0].Reference, got[len(got)-1].Reference, c.want)
			}
		}
	})
}

func TestManyTokensOfOneSubmission(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		insert(t, s, sub)
		var words []string
		for i := range 101 {
			words = append(words, fmt.Sprint(i))
		}
		write(t, s, func(tx review.Tx) error { return tx.SetTokens(ctx, sub.ID, noon, tokens(words...)) })
		for _, w := range words {
			if got := must[[]review.QueueRow](t)(s.Search(ctx, terms([]string{w}), 50)); len(got) != 1 {
				t.Errorf("%s finds %d", w, len(got))
			}
		}
	})
}

func TestSavedSearchIsTheSessionsOwn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		want := terms([]string{"a", "b"}, []string{"c"})
		write(t, s, func(tx review.Tx) error { return tx.InsertSearch(ctx, "id", "mine", want, noon) })
		if got := must[[]review.SearchTerm](t)(s.SavedSearch(ctx, "id", "mine")); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		for _, c := range [][2]string{{"id", "yours"}, {"other", "mine"}} {
			if _, err := s.SavedSearch(ctx, c[0], c[1]); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%v: %v, want ErrNotFound", c, err)
			}
		}
		if n := must[int64](t)(s.DeleteSearches(ctx, noon)); n != 0 {
			t.Errorf("%d deleted that were made since", n)
		}
		if n := must[int64](t)(s.DeleteSearches(ctx, noon.Add(time.Second))); n != 1 {
			t.Errorf("%d deleted, want 1", n)
		}
	})
}
