package db_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/staff"
)

func letter(to *staff.Account, p staff.Purpose, at time.Time) *staff.Letter {
	return &staff.Letter{ID: newID[string](), Account: to.ID, Purpose: p, CreatedAt: at, ExpiresAt: at.Add(time.Hour)}
}

func TestLetters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		a, b := account("aiko", staff.Reviewer), account("ben", staff.Supervisor)
		one, other := letter(a, staff.Invitation, noon), letter(b, staff.Reset, noon.Add(time.Second))
		writeStaff(t, s, func(tx staff.Tx) error {
			return errors.Join(tx.InsertAccount(ctx, a), tx.InsertAccount(ctx, b), tx.InsertLetter(ctx, one), tx.InsertLetter(ctx, other))
		})
		read := func(what string, want ...staff.Letter) {
			t.Helper()
			if got := must[[]staff.Letter](t)(s.Staff().Letters(ctx)); len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("%s:\ngot  %+v\nwant %+v", what, got, want)
			}
		}
		read("written", *one, *other)
		// An account has one at most.
		if err := s.Staff().Write(ctx, func(tx staff.Tx) error { return tx.InsertLetter(ctx, letter(a, staff.Reset, noon)) }); err == nil {
			t.Error("a second letter of an account was written")
		}

		// To who delivers it is a parcel like others.
		parcels := must[[]review.Parcel](t)(s.OpenParcels(ctx, 10))
		want := review.Parcel{ID: one.ID, Topic: "mail.invitation", Staff: review.StaffID(a.ID), CreatedAt: noon, NotBefore: noon, ExpiresAt: one.ExpiresAt}
		if len(parcels) != 2 || !reflect.DeepEqual(parcels[0], want) {
			t.Errorf("open:\ngot  %+v\nwant %+v", parcels, want)
		}
		for _, id := range []string{one.ID, other.ID} {
			if !must[bool](t)(s.LeaseParcel(ctx, id, "me", noon, noon.Add(time.Minute))) {
				t.Fatal("no lease")
			}
		}
		if err := errors.Join(s.RetryParcel(ctx, one.ID, "me", noon.Add(time.Minute)), s.FinishParcel(ctx, other.ID, "me", noon.Add(time.Minute), entry("mail.sent", "s"))); err != nil {
			t.Fatal(err)
		}
		one.Attempts, other.Attempts, other.SentAt = 1, 1, noon.Add(time.Minute)
		read("one tried, one sent", *one, *other)
		if got := []staff.LetterState{one.State(), other.State()}; got[0] != staff.LetterWaiting || got[1] != staff.LetterSent {
			t.Errorf("states %v", got)
		}
		if !must[bool](t)(s.LeaseParcel(ctx, one.ID, "me", noon.Add(time.Minute), noon.Add(2*time.Minute))) {
			t.Fatal("no lease")
		}

		// One that is taken out while it is on its way cannot be finished.
		writeStaff(t, s, func(tx staff.Tx) error {
			if got, err := tx.Letter(ctx, a.ID); err != nil || !reflect.DeepEqual(got, one) {
				t.Errorf("of an account: %+v, %v", got, err)
			}
			if err := tx.DeleteLetters(ctx, a.ID); err != nil {
				return err
			}
			if _, err := tx.Letter(ctx, a.ID); !errors.Is(err, staff.ErrNotFound) {
				t.Errorf("one that is not there: %v, want ErrNotFound", err)
			}
			return nil
		})
		if err := s.FinishParcel(ctx, one.ID, "me", noon.Add(time.Minute), entry("mail.sent", "s")); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("finished when it was taken out: %v, want ErrNotFound", err)
		}
		read("one taken out", *other)

		again := letter(a, staff.Reset, noon)
		writeStaff(t, s, func(tx staff.Tx) error { return tx.InsertLetter(ctx, again) })
		if !must[bool](t)(s.LeaseParcel(ctx, again.ID, "me", noon, noon.Add(time.Minute))) {
			t.Fatal("no lease")
		}
		if err := s.DropParcel(ctx, again.ID, "me", noon.Add(time.Minute), entry("mail.failed", "s")); err != nil {
			t.Fatal(err)
		}
		again.Attempts, again.FailedAt = 1, noon.Add(time.Minute)
		read("one given up", *again, *other)
		if again.State() != staff.LetterFailed {
			t.Errorf("state %s", again.State())
		}
	})
}

// What has become of a letter can be seen for a month after its link has ended.
func TestOldLettersAreDeleted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		a, b := account("aiko", staff.Reviewer), account("ben", staff.Supervisor)
		old, young := letter(a, staff.Reset, noon), letter(b, staff.Reset, noon.Add(time.Minute))
		sub, d := decided(t, s, nil)
		mail := parcel(sub, d.ID, noon)
		write(t, s, func(tx review.Tx) error { return tx.Enqueue(ctx, mail) })
		writeStaff(t, s, func(tx staff.Tx) error {
			return errors.Join(tx.InsertAccount(ctx, a), tx.InsertAccount(ctx, b), tx.InsertLetter(ctx, old), tx.InsertLetter(ctx, young))
		})
		sweep := func(now time.Time) {
			writeStaff(t, s, func(tx staff.Tx) error { _, err := tx.DeleteStale(ctx, noon, noon, now); return err })
		}
		sweep(old.ExpiresAt.Add(30*24*time.Hour - time.Microsecond))
		if all := must[[]staff.Letter](t)(s.Staff().Letters(ctx)); len(all) != 2 {
			t.Errorf("before its time: %+v", all)
		}
		sweep(old.ExpiresAt.Add(30 * 24 * time.Hour))
		if all := must[[]staff.Letter](t)(s.Staff().Letters(ctx)); len(all) != 1 || all[0].ID != young.ID {
			t.Errorf("left: %+v, want the younger alone", all)
		}
		sweep(noon.AddDate(100, 0, 0))
		if left := must[[]review.Parcel](t)(s.OpenParcels(ctx, 10)); !reflect.DeepEqual(left, []review.Parcel{mail}) {
			t.Errorf("left: %+v, want the mail to the applicant alone", left)
		}
	})
}

// A letter is found by its index, however many mails to applicants the outbox keeps.
func TestPlanOfALetter(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t, dbtest.SQLite(t), db.Options{}) // PostgreSQL reads a small table from end to end, whatever its indexes
	plans, err := s.StaffPlans(ctx, func(tx staff.Tx) error { _, err := tx.Letter(ctx, "somebody"); return err })
	if !errors.Is(err, staff.ErrNotFound) || len(plans) != 1 || !strings.Contains(plans[0], "USING INDEX outbox_staff ") {
		t.Errorf("%v\n%s", err, plans)
	}
}
