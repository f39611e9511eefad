package db_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/staff"
)

func TestKept(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		me, you := addStaff(t, s, "Me | Myself", "reviewer"), addStaff(t, s, "You", "reviewer")
		usual, mine, later, yours := waiting(noon), waiting(noon.Add(time.Minute)), waiting(noon.Add(2*time.Minute)), waiting(noon.Add(-time.Minute))
		now := noon.Add(time.Hour)
		keep := func(to, by review.StaffID, until time.Duration) review.Keep {
			return review.Keep{ID: newID[string](), For: to, By: by, Why: review.KeepHanded, Until: now.Add(until)}
		}
		mine.Keep, later.Keep, yours.Keep = keep(me, you, 2*time.Minute), keep(me, you, 3*time.Minute), keep(you, me, 5*time.Minute)
		insert(t, s, usual, mine, later, yours)

		first := func(person review.StaffID, now time.Time) (id review.SubmissionID) {
			t.Helper()
			err := s.Write(ctx, func(tx review.Tx) error {
				sub, err := tx.FirstKept(ctx, person, now)
				if err == nil {
					id = sub.ID
				}
				return err
			})
			if err != nil && !errors.Is(err, review.ErrNotFound) {
				t.Fatal(err)
			}
			return id
		}
		rows := must[[]review.QueueRow](t)(s.Kept(ctx, me, now))
		if len(rows) != 2 || rows[0].ID != mine.ID || rows[0].Keep != mine.Keep || rows[0].KeptFor != "Me | Myself" || rows[0].KeptFrom != "You" || rows[0].HolderID != "" {
			t.Errorf("what is kept for me: %+v", rows)
		}
		if rows := must[[]review.QueueRow](t)(s.Kept(ctx, "", now)); len(rows) != 3 {
			t.Errorf("what is kept for anybody: %d rows, want 3", len(rows))
		}
		if got := first(me, now); got != mine.ID {
			t.Errorf("first kept: %s, want %s", got, mine.ID)
		}
		if got := head(t, s, me, now, false); got != usual.ID {
			t.Errorf("head is %s, want the one that is kept for nobody", got)
		}
		if got := head(t, s, you, now, false); got != yours.ID {
			t.Errorf("head of whom the first is kept for: %s, want %s", got, yours.ID)
		}
		write(t, s, func(tx review.Tx) error { return tx.Pass(ctx, mine.ID, me, now.Add(time.Hour)) })
		if got := first(me, now); got != mine.ID {
			t.Errorf("first kept, passed before: %s, want %s", got, mine.ID)
		}
		write(t, s, func(tx review.Tx) error { return tx.Bar(ctx, mine.ID, me) })
		if got := first(me, now); got != later.ID {
			t.Errorf("first kept, barred from the first: %s, want %s", got, later.ID)
		}
		if got := first(me, now.Add(3*time.Minute)); got != "" {
			t.Errorf("one whose time ran out: %s", got)
		}
		if got := head(t, s, me, now.Add(5*time.Minute), false); got != yours.ID {
			t.Errorf("head when their time ran out: %s, want %s", got, yours.ID)
		}
		change(t, s, later.ID, func(sub *review.Submission) {
			sub.Claim = review.Claim{ID: "c", By: you, At: now, Until: now.Add(time.Minute)}
		})
		if got := first(me, now); got != "" {
			t.Errorf("one that somebody holds: %s", got)
		}
		rows = must[[]review.QueueRow](t)(s.Queue(ctx, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest, Limit: 9, Now: now}))
		if len(rows) != 4 || rows[0].Keep != yours.Keep || rows[1].Keep != (review.Keep{}) || rows[3].HolderName != "You" || rows[3].Keep.For != "" {
			t.Errorf("the queue: %+v", rows)
		}
		err := s.Staff().Write(ctx, func(tx staff.Tx) error {
			_, err := tx.FreeClaims(ctx, staff.AccountID(you), now)
			return err
		})
		if got := must[*review.Submission](t)(s.Submission(ctx, review.SubmissionKey{ID: yours.ID})); err != nil || got.Keep != (review.Keep{}) {
			t.Errorf("after his claims were freed it is kept for him: %+v, %v", got.Keep, err)
		}
	})
}

func TestWhatColleaguesSay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		me := addStaff(t, s, "Me", "reviewer")
		sub := sent(t, s, noon)
		d := decision(sub, me)
		skip := review.Skip{ID: newID[string](), Submission: sub.ID, Round: 1, By: me, At: noon, Held: time.Minute, Reason: review.HardToJudge, Key: sub.Key}
		hand := review.Handover{ID: newID[string](), Submission: sub.ID, Round: 1, Why: review.KeepAssigned, By: me, To: "you", At: noon.Add(time.Second), Until: noon.Add(time.Minute), Key: sub.Key, Note: []byte("sealed")}
		reply := review.Reply{ID: newID[string](), Submission: sub.ID, Round: 1, Decision: d.ID, By: me, At: noon, Key: sub.Key, Text: []byte("sealed")}
		one := review.Comment{ID: newID[string](), Submission: sub.ID, Round: 1, By: me, At: noon, Key: sub.Key, Text: []byte("one")}
		two := review.Comment{ID: newID[string](), Submission: sub.ID, Round: 1, By: me, At: noon, Key: sub.Key, Text: []byte("two")}
		before := hand
		before.ID, before.At = newID[string](), noon
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.InsertDecision(ctx, d), tx.InsertSkip(ctx, &skip), tx.InsertHandover(ctx, &before), tx.InsertHandover(ctx, &hand),
				tx.InsertReply(ctx, &reply), tx.InsertComment(ctx, &one), tx.InsertComment(ctx, &two))
		})
		skips := must[[]review.SkipRecord](t)(s.Skips(ctx, noon, 10))
		if len(skips) != 1 || !reflect.DeepEqual(skips[0].Skip, skip) || skips[0].ByName != "Me" || skips[0].Reference != sub.Reference || skips[0].State != review.Waiting {
			t.Errorf("skips: %+v, want %+v", skips, skip)
		}
		if skips := must[[]review.SkipRecord](t)(s.Skips(ctx, noon.Add(1), 10)); len(skips) != 1 { // of the same microsecond
			t.Errorf("skips since a nanosecond later: %d", len(skips))
		}
		if skips := must[[]review.SkipRecord](t)(s.Skips(ctx, noon.Add(time.Second), 10)); len(skips) != 0 {
			t.Errorf("skips since later: %d", len(skips))
		}
		if got := must[*review.Handover](t)(s.LastHandover(ctx, sub.ID)); !reflect.DeepEqual(*got, hand) {
			t.Errorf("the last handover: %+v, want %+v", *got, hand)
		}
		if _, err := s.LastHandover(ctx, "none"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("of a submission that nobody handed over: %v", err)
		}
		if got := must[[]review.Reply](t)(s.Replies(ctx, sub.ID)); !reflect.DeepEqual(got, []review.Reply{reply}) {
			t.Errorf("replies: %+v", got)
		}
		if got := must[[]review.Comment](t)(s.Comments(ctx, sub.ID)); !reflect.DeepEqual(got, []review.Comment{one, two}) {
			t.Errorf("comments: %+v", got)
		}
	})
}

func TestDeskPeople(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		barred, away := addStaff(t, s, "B", "reviewer"), addStaff(t, s, "C", "supervisor")
		gone, support := addStaff(t, s, "A", "reviewer"), addStaff(t, s, "S", "support")
		sub := sent(t, s, noon)
		if err := s.Exec(ctx, `UPDATE staff SET status = 'disabled' WHERE id = $1`, string(gone)); err != nil {
			t.Fatal(err)
		}
		if err := s.Exec(ctx, `INSERT INTO sessions (hash, id, staff_id, made_at, seen_at) VALUES ($1, 'x', $2, 5, 7), ($3, 'y', $2, 5, 9)`,
			make([]byte, 32), string(barred), []byte("another hash of its length, nearly")[:32]); err != nil {
			t.Fatal(err)
		}
		until := noon.Add(time.Hour)
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.Bar(ctx, sub.ID, barred), tx.SetAbsence(ctx, review.Absence{Person: away, Since: noon}),
				tx.SetAbsence(ctx, review.Absence{Person: away, Since: noon.Add(time.Second), Until: until}))
		})
		want := []review.DeskPerson{
			{ID: barred, Name: "B", Role: "reviewer", Barred: true, Away: review.Absence{Person: barred}, SeenAt: time.UnixMicro(9).UTC()},
			{ID: away, Name: "C", Role: "supervisor", Away: review.Absence{Person: away, Since: noon.Add(time.Second), Until: until}},
		}
		if got := must[[]review.DeskPerson](t)(s.DeskPeople(ctx, sub.ID)); !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		if got := must[*review.Absence](t)(s.Absence(ctx, away)); *got != want[1].Away {
			t.Errorf("absence: %+v", *got)
		}
		write(t, s, func(tx review.Tx) error { return tx.EndAbsence(ctx, away) })
		for _, person := range []review.StaffID{away, support} {
			if _, err := s.Absence(ctx, person); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("absence of somebody here: %v", err)
			}
		}
	})
}
