package db_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/seal"
)

func TestSubmissionComesBackAsItWasSaved(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		want := waiting(noon)
		insert(t, s, want)
		for name, by := range map[string]review.SubmissionKey{
			"id": {ID: want.ID}, "reference": {Reference: want.Reference}, "link": {LinkHash: want.LinkHash},
		} {
			got, err := s.Submission(ctx, by)
			if err != nil {
				t.Fatalf("by %s: %v", name, err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("by %s:\ngot  %+v\nwant %+v", name, got, want)
			}
		}

		full := &review.Submission{
			ID: want.ID, Reference: want.Reference, LinkHash: want.LinkHash, Link: []byte("other"), Email: []byte("e"), External: []byte("x"),
			Key: seal.KeyID("k2"), State: review.SecondReview, Next: review.Approved, EffectiveAt: noon.Add(time.Second), Round: 2,
			Kind: "special-permanent-resident-certificate", Lang: "en", Sides: []string{"front"}, Findings: []string{"blurred"}, Version: 9, Rank: 0,
			CreatedAt: noon.Add(-time.Hour), Since: noon.Add(time.Microsecond), QueuedAt: noon.Add(2), DueAt: noon.Add(time.Hour),
			Claim:    review.Claim{ID: "c", By: "p", At: noon, Until: noon.Add(time.Minute)},
			Decision: "d",
		}
		full.QueuedAt = noon.Add(2 * time.Microsecond)
		change(t, s, want.ID, func(sub *review.Submission) { *sub = *full })
		got := must[*review.Submission](t)(s.Submission(ctx, review.SubmissionKey{ID: want.ID}))
		if !reflect.DeepEqual(got, full) {
			t.Errorf("after saving:\ngot  %+v\nwant %+v", got, full)
		}
	})
}

func TestSubmissionThatIsNotThere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		for _, by := range []review.SubmissionKey{{ID: "x"}, {Reference: "x"}, {LinkHash: []byte("x")}, {}} {
			if _, err := s.Submission(ctx, by); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%v: %v, want ErrNotFound", by, err)
			}
			err := s.Write(ctx, func(tx review.Tx) error {
				_, err := tx.LockSubmission(ctx, by)
				return err
			})
			if !errors.Is(err, review.ErrNotFound) {
				t.Errorf("lock %v: %v, want ErrNotFound", by, err)
			}
		}
	})
}

func TestReferenceIsUnique(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		first, second := waiting(noon), waiting(noon)
		insert(t, s, first)
		write(t, s, func(tx review.Tx) error {
			drawn := second.Reference
			second.Reference = first.Reference
			if err := tx.InsertSubmission(ctx, second); !errors.Is(err, review.ErrReferenceTaken) {
				t.Errorf("a taken reference: %v, want ErrReferenceTaken", err)
			}
			second.Reference = drawn // and the transaction goes on with another
			return tx.InsertSubmission(ctx, second)
		})
		if got := must[review.Counts](t)(s.Counts(ctx, noon)); got.ByState[review.Waiting] != 2 {
			t.Errorf("%d waiting, want 2", got.ByState[review.Waiting])
		}
	})
}

func TestSavingNeedsTheLock(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		insert(t, s, sub)
		if err := s.Write(ctx, func(tx review.Tx) error { return tx.SaveSubmission(ctx, sub) }); err == nil {
			t.Error("a submission was saved that the transaction had not locked")
		}
	})
}

func TestWriteUndoesWhatFailed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub, changed := waiting(noon), errors.New("changed my mind")
		err := s.Write(ctx, func(tx review.Tx) error {
			if err := tx.InsertSubmission(ctx, sub); err != nil {
				return err
			}
			if got, err := tx.Submission(ctx, review.SubmissionKey{ID: sub.ID}); err != nil || !bytes.Equal(got.LinkHash, sub.LinkHash) {
				t.Errorf("inside: %v, %v", got, err)
			}
			return changed
		})
		if err != changed {
			t.Errorf("Write returned %v, want what f returned", err)
		}
		if _, err := s.Submission(ctx, review.SubmissionKey{ID: sub.ID}); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("afterwards: %v, want ErrNotFound", err)
		}
		if got := must[review.Counts](t)(s.Counts(ctx, noon)); len(got.ByState) != 0 {
			t.Errorf("counted: %v", got.ByState)
		}
	})
}
