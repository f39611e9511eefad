package db_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

func parcel(sub *review.Submission, of review.DecisionID, notBefore time.Time) review.Parcel {
	return review.Parcel{ID: newID[string](), Topic: review.TopicOutcome, Submission: sub.ID, Decision: of, CreatedAt: noon, NotBefore: notBefore}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub, d := decided(t, s, nil)
		late, early, link := parcel(sub, d.ID, noon.Add(time.Hour)), parcel(sub, d.ID, noon), parcel(sub, "", noon.Add(time.Minute))
		link.Topic, link.CreatedAt = review.TopicLink, noon.Add(-time.Hour)
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.Enqueue(ctx, late), tx.Enqueue(ctx, early), tx.Enqueue(ctx, link))
		})
		check := func(what string, want ...review.Parcel) {
			t.Helper()
			if got := must[[]review.Parcel](t)(s.OpenParcels(ctx, 10)); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, open:\ngot  %+v\nwant %+v", what, got, want)
			}
		}
		lease := func(id, by string, now time.Time) bool {
			t.Helper()
			return must[bool](t)(s.LeaseParcel(ctx, id, by, now, now.Add(time.Minute)))
		}
		check("put in", early, link, late)
		if !lease(early.ID, "one", noon) || lease(early.ID, "two", noon.Add(59*time.Second)) || lease("none", "one", noon) {
			t.Error("a lease was not given to one alone")
		}
		if err := s.FinishParcel(ctx, early.ID, "two", noon, entry("mail.sent", "s")); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("finished by who does not have it: %v, want ErrNotFound", err)
		}
		if !lease(early.ID, "two", noon.Add(time.Minute)) {
			t.Error("a lease that ran out was not given on")
		}
		if err := s.RetryParcel(ctx, early.ID, "two", noon.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
		early.NotBefore, early.Attempts = noon.Add(2*time.Hour), 1
		check("put back", link, late, early)

		if !lease(link.ID, "one", noon) || !lease(late.ID, "one", noon) {
			t.Error("no lease")
		}
		if err := s.DropParcel(ctx, late.ID, "one", noon.Add(time.Hour), entry("mail.failed", "s")); err != nil {
			t.Fatal(err)
		}
		if err := s.FinishParcel(ctx, link.ID, "one", noon.Add(time.Hour), entry("mail.sent", "s")); err != nil {
			t.Fatal(err)
		}
		check("one gone and one given up", early)
		if lease(link.ID, "one", noon.Add(9*time.Hour)) || lease(late.ID, "one", noon.Add(9*time.Hour)) {
			t.Error("what has ended was given out again")
		}
		link.SentAt, link.Attempts = noon.Add(time.Hour), 1
		late.FailedAt, late.Attempts = noon.Add(time.Hour), 1
		got := must[[]review.Parcel](t)(s.Parcels(ctx, sub.ID))
		if len(got) != 3 || !reflect.DeepEqual(got[0], link) {
			t.Errorf("of the submission: %+v", got)
		}
		if n := must[[]string](t)(s.Texts(ctx, `SELECT act FROM log_entries ORDER BY act`)); !reflect.DeepEqual(n, []string{"mail.failed", "mail.sent"}) {
			t.Errorf("logged: %v", n)
		}
	})
}

func TestCancelParcels(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		cancel := func(d review.DecisionID) error {
			return s.Write(ctx, func(tx review.Tx) error { return tx.CancelParcels(ctx, d) })
		}
		sub, d := decided(t, s, nil)
		mine, other := parcel(sub, d.ID, noon), parcel(sub, "another", noon)
		write(t, s, func(tx review.Tx) error { return errors.Join(tx.Enqueue(ctx, mine), tx.Enqueue(ctx, other)) })
		if err := cancel(d.ID); err != nil {
			t.Fatal(err)
		}
		if got := must[[]review.Parcel](t)(s.Parcels(ctx, sub.ID)); !reflect.DeepEqual(got, []review.Parcel{other}) {
			t.Errorf("left: %+v, want the other decision's alone", got)
		}
		if err := cancel(d.ID); err != nil {
			t.Errorf("with nothing to cancel: %v", err)
		}
		if must[bool](t)(s.LeaseParcel(ctx, mine.ID, "one", noon, noon.Add(time.Minute))) {
			t.Error("what was cancelled was leased")
		}

		sub, d = decided(t, s, nil)
		leased := parcel(sub, d.ID, noon)
		write(t, s, func(tx review.Tx) error { return tx.Enqueue(ctx, leased) })
		if !must[bool](t)(s.LeaseParcel(ctx, leased.ID, "one", noon, noon.Add(time.Minute))) {
			t.Fatal("no lease")
		}
		if err := cancel(d.ID); !errors.Is(err, review.ErrTooLate) {
			t.Errorf("one that is being sent: %v, want ErrTooLate", err)
		}
		if err := s.FinishParcel(ctx, leased.ID, "one", noon, entry("mail.sent", "s")); err != nil {
			t.Fatal(err)
		}
		if err := cancel(d.ID); !errors.Is(err, review.ErrTooLate) {
			t.Errorf("one that has gone: %v, want ErrTooLate", err)
		}
	})
}
