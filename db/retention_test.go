package db_test

import (
	"database/sql"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/seal"
)

func TestWhatHasEnded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		before := func(d time.Duration) time.Time { return noon.Add(-d) }
		at := func(state review.State, since time.Time) *review.Submission {
			sub := waiting(before(100 * review.Day))
			sub.State, sub.Since = state, since
			return sub
		}
		states := []review.State{review.Approved, review.Rejected, review.Withdrawn, review.Expired}
		due := map[review.State][]review.SubmissionID{}
		var all, first []review.SubmissionID
		for _, state := range states {
			for _, since := range []time.Time{before(time.Hour), before(2 * time.Hour), noon, noon.Add(time.Microsecond)} {
				sub := at(state, since)
				if state == review.Expired { // a resubmission whose date has passed
					sub.State, sub.Since, sub.DueAt = review.Resubmission, before(50*review.Day), since
				}
				insert(t, s, sub)
				due[state] = append(due[state], sub.ID)
			}
			due[state] = []review.SubmissionID{due[state][1], due[state][0], due[state][2]} // the first ended first, and one that has not
			all, first = append(all, due[state]...), append(first, due[state][0])
		}
		draft, pending := at(review.Draft, before(90*review.Day)), at(review.Waiting, before(90*review.Day))
		draft.DueAt = before(80 * review.Day)
		pending.Next, pending.EffectiveAt = review.Approved, before(80*review.Day)
		undated := at(review.Resubmission, before(90*review.Day))
		insert(t, s, draft, pending, undated, at(review.Waiting, before(90*review.Day)), at(review.SecondReview, before(90*review.Day)), at(review.Escalated, before(90*review.Day)))

		ended := func(state review.State, limit int) []review.SubmissionID {
			return must[[]review.SubmissionID](t)(s.Ended(ctx, state, noon, limit))
		}
		withImages := func(limit int) []review.SubmissionID {
			return must[[]review.SubmissionID](t)(s.EndedWithImages(ctx, noon, limit))
		}
		for _, state := range states {
			if got := ended(state, 99); !slices.Equal(got, due[state]) {
				t.Errorf("%s: %v, want %v", state, got, due[state])
			}
			if got := ended(state, 2); !slices.Equal(got, due[state][:2]) {
				t.Errorf("two of %s: %v", state, got)
			}
		}
		got := withImages(99)
		slices.Sort(got)
		slices.Sort(all)
		if !slices.Equal(got, all) {
			t.Errorf("with images: %v, want %v", got, all)
		}
		if got := withImages(4); len(got) != 4 || !slices.Contains(first, got[0]) {
			t.Errorf("four with images: %v", got)
		}

		// One is reopened, one's images are done, one is erased.
		one, two, three := due[review.Approved][0], due[review.Approved][1], due[review.Approved][2]
		change(t, s, one, func(sub *review.Submission) { sub.State = review.Waiting })
		change(t, s, two, func(sub *review.Submission) { sub.ImagesErasedAt = noon })
		write(t, s, func(tx review.Tx) error { return tx.Erase(ctx, three, noon) })
		if got := ended(review.Approved, 99); !slices.Equal(got, []review.SubmissionID{two}) {
			t.Errorf("approved, afterwards: %v", got)
		}
		left := slices.DeleteFunc(slices.Clone(all), func(id review.SubmissionID) bool { return id == one || id == two || id == three })
		got = withImages(99)
		slices.Sort(got)
		if !slices.Equal(got, left) {
			t.Errorf("with images, afterwards: %v, want %v", got, left)
		}
		if sub := must[*review.Submission](t)(s.Submission(ctx, review.SubmissionKey{ID: two})); !sub.ImagesErasedAt.Equal(noon) {
			t.Errorf("images erased at %v", sub.ImagesErasedAt)
		}
	})
}

// What had ended in a store of the version before is due like everything else.
func TestWhatHadEndedBeforeTheMigration(t *testing.T) {
	t.Parallel()
	empties(t, func(t *testing.T, url string) {
		all := must[[]string](t)(db.Pending(ctx, url))
		n := slices.IndexFunc(all, func(name string) bool { return strings.HasSuffix(name, "_retention.sql") })
		if err := db.MigrateTo(ctx, url, int64(versionOf(t, all[n-1]))); err != nil {
			t.Fatal(err)
		}
		driver, dsn := "sqlite", "file:"+strings.TrimPrefix(url, "sqlite:")
		if strings.HasPrefix(url, "postgres") {
			driver, dsn = "pgx", url
		}
		old, err := sql.Open(driver, dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer old.Close()
		for id, row := range map[string]struct {
			state              review.State
			since, due, erased int64
		}{
			"a": {review.Approved, 1, 0, 0}, "b": {review.Rejected, 1, 0, 0}, "c": {review.Withdrawn, 1, 0, 0}, "d": {review.Resubmission, 1, 2, 0},
			"e": {review.Waiting, 1, 0, 0}, "f": {review.Draft, 1, 2, 0}, "g": {review.Approved, 1, 0, 3},
		} {
			if _, err := old.Exec(`INSERT INTO submissions (id, reference, link_hash, key_id, state, listed, next_state, effective_at, round, kind, lang, sides,
findings, version, rank, created_at, since, queued_at, due_at, claim_id, claim_by, claim_at, claim_until, decision_id, erased_at)
VALUES ($1, $1, $2, '', $3, $3, '', 0, 1, '', '', '', '', 1, 1, 0, $4, 0, $5, '', '', 0, 0, '', $6)`,
				id, []byte(id), string(row.state), row.since, row.due, row.erased); err != nil {
				t.Fatal(err)
			}
		}
		s := dbtest.Open(t, url, db.Options{})
		for state, want := range map[review.State]review.SubmissionID{review.Approved: "a", review.Rejected: "b", review.Withdrawn: "c", review.Expired: "d"} {
			if got := must[[]review.SubmissionID](t)(s.Ended(ctx, state, noon, 9)); !slices.Equal(got, []review.SubmissionID{want}) {
				t.Errorf("%s: %v, want %s", state, got, want)
			}
		}
		if got := must[[]review.SubmissionID](t)(s.EndedWithImages(ctx, noon, 9)); len(got) != 4 {
			t.Errorf("with images: %v", got)
		}
		if sub := must[*review.Submission](t)(s.Submission(ctx, review.SubmissionKey{ID: "d"})); !sub.EndsAt().Equal(time.UnixMicro(2)) {
			t.Errorf("the resubmission closes at %v", sub.EndsAt())
		}
	})
}

func TestDestructions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		whole := review.Destruction{Erasure: review.Erasure{Submission: "a", At: noon}, Keys: []seal.KeyID{"k1", "k2"}, Blobs: []string{"b1", "b2"}}
		purged := review.Destruction{Erasure: review.Erasure{Submission: "a", Image: "b", At: noon, By: "person"}, Keys: []seal.KeyID{"k3"}}
		aged := review.Destruction{Erasure: review.Erasure{Submission: "a", Image: "c", At: noon, KeptDays: 90}, Blobs: []string{"b3"}}
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.AddDestruction(ctx, aged), tx.AddDestruction(ctx, whole), tx.AddDestruction(ctx, purged))
		})
		write(t, s, func(tx review.Tx) error { // again: it stays as it is
			return tx.AddDestruction(ctx, review.Destruction{Erasure: review.Erasure{Submission: "a", At: noon.Add(time.Hour)}})
		})
		list := func(after string, limit int) []review.Destruction {
			return must[[]review.Destruction](t)(s.Destructions(ctx, after, limit))
		}
		if got, want := list("", 9), []review.Destruction{whole, purged, aged}; !reflect.DeepEqual(got, want) {
			t.Errorf("all:\ngot  %+v\nwant %+v", got, want)
		}
		if got := list("a", 1); !reflect.DeepEqual(got, []review.Destruction{purged}) {
			t.Errorf("one after the first: %+v", got)
		}
		if got := must[*review.Destruction](t)(s.Destruction(ctx, "c")); !reflect.DeepEqual(*got, aged) {
			t.Errorf("one: %+v", got)
		}
		for range 2 {
			write(t, s, func(tx review.Tx) error { return tx.EndDestruction(ctx, "a") })
		}
		if _, err := s.Destruction(ctx, "a"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("one that has ended: %v, want ErrNotFound", err)
		}
		if got := list("", 9); len(got) != 2 {
			t.Errorf("left: %+v", got)
		}
	})
}

func TestWhatAPeriodErasedIsNotToldAsPurged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := sent(t, s, noon)
		images := must[[]review.RoundImage](t)(s.Images(ctx, sub.ID, 1))
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.MarkPurged(ctx, review.Erasure{Submission: sub.ID, Image: images[0].Image.ID, At: noon, KeptDays: 90}),
				tx.MarkPurged(ctx, review.Erasure{Submission: sub.ID, Image: images[1].Image.ID, At: noon, By: "person"}))
		})
		if got := must[[]review.Purge](t)(s.Purges(ctx, noon, 9)); len(got) != 1 || got[0].Side != images[1].Side {
			t.Errorf("told: %+v", got)
		}
		got := must[[]review.RoundImage](t)(s.Images(ctx, sub.ID, 1))
		if aged, purged := got[0].Image, got[1].Image; aged.KeptDays != 90 || aged.PurgedBy != "" || !aged.Purged() || purged.KeptDays != 0 || purged.PurgedBy != "person" {
			t.Errorf("kept for %d days by %q; %d days by %q", aged.KeptDays, aged.PurgedBy, purged.KeptDays, purged.PurgedBy)
		}
	})
}
