package db_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

func TestQueueViews(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		me, you := addStaff(t, s, "Me", "reviewer"), addStaff(t, s, "You", "supervisor")
		view := func(by review.StaffID, name string, shared bool) review.QueueView {
			return review.QueueView{
				ID: newID[review.ViewID](), By: by, ByName: map[review.StaffID]string{me: "Me", you: "You"}[by], Shared: shared, Name: name,
				Listing: review.Listing{State: review.Waiting, Kind: "resident-card", Sort: review.SortDue},
				Look:    review.Look{Columns: []review.Column{review.ColumnAge, review.ColumnHolder}, Density: review.Compact}, Version: 1, ChangedAt: noon,
			}
		}
		b, a, theirs, shared := view(me, "b 表示", false), view(me, "a", false), view(you, "a", false), view(you, "0", true)
		bare := review.QueueView{ID: newID[review.ViewID](), By: "gone", Shared: true, Name: "z", Listing: review.Listing{State: review.Approved, Sort: review.SortNewest}, Version: 7, ChangedAt: noon}
		write(t, s, func(tx review.Tx) error {
			var err error
			for _, v := range []review.QueueView{b, a, theirs, shared, bare} {
				err = errors.Join(err, tx.SaveQueueView(ctx, &v))
			}
			return err
		})
		check := func(what string, person review.StaffID, want ...review.QueueView) {
			t.Helper()
			if got := must[[]review.QueueView](t)(s.QueueViews(ctx, person)); !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
			}
		}
		check("mine", me, a, b, shared, bare)
		check("yours", you, theirs, shared, bare)
		check("of somebody who has none", "nobody", shared, bare)

		a.Name, a.Shared, a.By, a.Version, a.ChangedAt, a.ByName = "y", true, you, 2, noon.Add(time.Hour), "You"
		a.Listing, a.Look = review.Listing{State: review.Escalated, Sort: review.SortOldest}, review.Look{}
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.LockQueueView(ctx, a.ID), tx.SaveQueueView(ctx, &a), tx.DeleteQueueView(ctx, bare.ID))
		})
		check("after one was changed and one deleted", me, b, shared, a)
		err := s.Write(ctx, func(tx review.Tx) error { return tx.LockQueueView(ctx, bare.ID) })
		if !errors.Is(err, review.ErrNotFound) {
			t.Errorf("locking what is gone: %v", err)
		}
	})
}

func TestQueueChoices(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		if got := must[review.QueueChoice](t)(s.QueueChoice(ctx, "me")); !reflect.DeepEqual(got, review.QueueChoice{Person: "me"}) {
			t.Errorf("of somebody who chose nothing: %+v", got)
		}
		for _, c := range []review.QueueChoice{
			{Person: "me", View: "a view"},
			{Person: "me", Look: review.Look{Columns: []review.Column{review.ColumnKind}, Density: review.Compact}},
			{Person: "me"},
		} {
			write(t, s, func(tx review.Tx) error {
				return errors.Join(tx.SaveQueueChoice(ctx, c), tx.SaveQueueChoice(ctx, review.QueueChoice{Person: "you", View: "another"}))
			})
			if got := must[review.QueueChoice](t)(s.QueueChoice(ctx, "me")); !reflect.DeepEqual(got, c) {
				t.Errorf("got %+v, want %+v", got, c)
			}
		}
	})
}

func TestBatches(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		you := addStaff(t, s, "You", "reviewer")
		batch := func(at time.Time) *review.Batch {
			return &review.Batch{ID: newID[review.BatchID](), By: "me", Act: review.BatchAssign, To: you, ToName: "You", At: at, Rows: []review.BatchRow{
				{Reference: "7K3M-9QXA"}, {Reference: "0000-0001"}, {Reference: "0000-0000", Outcome: review.BatchGone},
			}}
		}
		old, b := batch(noon.Add(-time.Hour)), batch(noon)
		write(t, s, func(tx review.Tx) error { return tx.InsertBatch(ctx, old, noon.Add(-2*time.Hour)) })
		write(t, s, func(tx review.Tx) error { return tx.InsertBatch(ctx, b, noon.Add(-time.Hour)) }) // it is not before that
		if got := must[*review.Batch](t)(s.Batch(ctx, old.ID)); !reflect.DeepEqual(got, old) {
			t.Errorf("got %+v, want %+v", got, old)
		}
		b.Rows[0] = review.BatchRow{Reference: "7K3M-9QXA", Outcome: review.BatchHeld, Who: you, WhoName: "You"}
		b.Rows[1] = review.BatchRow{Reference: "0000-0001", Outcome: review.BatchState, State: review.Approved}
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.SaveBatchRow(ctx, b.ID, 0, b.Rows[0]), tx.SaveBatchRow(ctx, b.ID, 1, b.Rows[1]))
		})
		if got := must[*review.Batch](t)(s.Batch(ctx, b.ID)); !reflect.DeepEqual(got, b) {
			t.Errorf("got %+v, want %+v", got, b)
		}
		last := batch(noon.Add(time.Hour))
		last.Rows, last.To, last.ToName = slices.Clip(last.Rows[:0]), "", ""
		write(t, s, func(tx review.Tx) error { return tx.InsertBatch(ctx, last, noon) })
		if _, err := s.Batch(ctx, old.ID); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("what is forgotten: %v", err)
		}
		if got := must[*review.Batch](t)(s.Batch(ctx, last.ID)); len(got.Rows) != 0 || got.To != "" {
			t.Errorf("got %+v", got)
		}
	})
}
