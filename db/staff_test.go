package db_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/staff"
)

func account(name string, role staff.Role) *staff.Account {
	email := name + "@example.com"
	return &staff.Account{ID: newID[staff.AccountID](), Email: email, Folded: email, Name: name, Role: role, Lang: "ja", Status: staff.Active,
		PasswordHash: "phc", CreatedAt: noon, PasswordAt: noon.Add(time.Minute)}
}

func writeStaff(t testing.TB, s *db.Store, f func(staff.Tx) error) {
	t.Helper()
	if err := s.Staff().Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func session(of *staff.Account, name string) *staff.Session {
	return &staff.Session{ID: staff.SessionID(name), Hash: sha256.Sum256([]byte(name)), Account: of.ID, MadeAt: noon, SeenAt: noon}
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		b, a := account("ben", staff.Supervisor), account("aiko", staff.Reviewer)
		a.PendingRole = staff.Supervisor
		writeStaff(t, s, func(tx staff.Tx) error {
			again := *a
			again.ID = newID[staff.AccountID]()
			err := errors.Join(tx.InsertAccount(ctx, b), tx.InsertAccount(ctx, a))
			if err := tx.InsertAccount(ctx, &again); !errors.Is(err, staff.ErrExists) {
				t.Errorf("an address that is taken: %v, want ErrExists", err)
			}
			return err
		})
		store := s.Staff()
		if got := must[*staff.Account](t)(store.Account(ctx, a.ID)); !reflect.DeepEqual(got, a) {
			t.Errorf("by id:\ngot  %+v\nwant %+v", got, a)
		}
		if got := must[*staff.Account](t)(store.AccountByEmail(ctx, b.Folded)); !reflect.DeepEqual(got, b) {
			t.Errorf("by e-mail: %+v", got)
		}
		changed := *a
		changed.Name, changed.Role, changed.PendingRole, changed.Lang, changed.Status, changed.PasswordHash = "Ai", staff.NoRole, staff.NoRole, "", staff.Disabled, ""
		changed.PasswordAt, changed.SignedInAt, changed.DisabledAt = time.Time{}, noon.Add(time.Hour), noon.Add(2*time.Hour)
		writeStaff(t, s, func(tx staff.Tx) error {
			if got, err := tx.LockAccount(ctx, a.ID); err != nil || !reflect.DeepEqual(got, a) {
				t.Errorf("locked: %+v, %v", got, err)
			}
			other := changed
			other.Email, other.Folded, other.CreatedAt = "x", "x", noon.Add(time.Hour) // which stay
			return tx.SaveAccount(ctx, &other)
		})
		if got := must[[]staff.Account](t)(store.Accounts(ctx)); !reflect.DeepEqual(got, []staff.Account{changed, *b}) {
			t.Errorf("all: %+v", got)
		}
		writeStaff(t, s, func(tx staff.Tx) error {
			all, err := tx.LockAccounts(ctx)
			if !slices.IsSortedFunc(all, func(a, b staff.Account) int { return strings.Compare(string(a.ID), string(b.ID)) }) || len(all) != 2 {
				t.Errorf("all, locked: %+v", all)
			}
			return err
		})
		_, err := store.Account(ctx, "none")
		_, err2 := store.AccountByEmail(ctx, "none")
		err3 := store.Write(ctx, func(tx staff.Tx) error { _, err := tx.LockAccount(ctx, "none"); return err })
		for _, err := range []error{err, err2, err3} {
			if !errors.Is(err, staff.ErrNotFound) {
				t.Errorf("one that is not there: %v, want ErrNotFound", err)
			}
		}
	})
}

func TestSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		a, b := account("aiko", staff.Reviewer), account("ben", staff.Supervisor)
		one, two, other := session(a, "one"), session(a, "two"), session(b, "other")
		writeStaff(t, s, func(tx staff.Tx) error {
			return errors.Join(tx.InsertAccount(ctx, a), tx.InsertAccount(ctx, b),
				tx.InsertSession(ctx, one), tx.InsertSession(ctx, two), tx.InsertSession(ctx, other))
		})
		one.SeenAt = noon.Add(time.Hour)
		writeStaff(t, s, func(tx staff.Tx) error {
			return errors.Join(tx.TouchSession(ctx, one.Hash, one.SeenAt), tx.TouchSession(ctx, staff.Hash{}, noon))
		})
		gotSession, gotAccount, err := s.Staff().Session(ctx, one.Hash)
		if err != nil || !reflect.DeepEqual(gotSession, one) || !reflect.DeepEqual(gotAccount, a) {
			t.Errorf("got %+v, %+v, %v", gotSession, gotAccount, err)
		}
		writeStaff(t, s, func(tx staff.Tx) error {
			if n, err := tx.DeleteSessions(ctx, a.ID, "one"); n != 1 || err != nil {
				t.Errorf("all but one: %d, %v", n, err)
			}
			got, err := tx.DeleteSession(ctx, one.Hash)
			if !reflect.DeepEqual(got, one) {
				t.Errorf("deleted: %+v", got)
			}
			return err
		})
		if err := s.Staff().Write(ctx, func(tx staff.Tx) error { _, err := tx.DeleteSession(ctx, one.Hash); return err }); !errors.Is(err, staff.ErrNotFound) {
			t.Errorf("deleted again: %v, want ErrNotFound", err)
		}
		for _, h := range []staff.Hash{one.Hash, two.Hash} {
			if _, _, err := s.Staff().Session(ctx, h); !errors.Is(err, staff.ErrNotFound) {
				t.Errorf("afterwards: %v, want ErrNotFound", err)
			}
		}
		if _, _, err := s.Staff().Session(ctx, other.Hash); err != nil {
			t.Errorf("the other's: %v", err)
		}
	})
}

func TestALinkIsTakenOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		a, b := account("aiko", staff.Reviewer), account("ben", staff.Supervisor)
		link := &staff.Link{Hash: sha256.Sum256([]byte("link")), Account: a.ID, Purpose: staff.Invitation, MadeAt: noon, ExpiresAt: noon.Add(time.Hour)}
		other := &staff.Link{Hash: sha256.Sum256([]byte("other")), Account: b.ID, Purpose: staff.Reset, MadeAt: noon, ExpiresAt: noon.Add(time.Hour)}
		writeStaff(t, s, func(tx staff.Tx) error {
			return errors.Join(tx.InsertAccount(ctx, a), tx.InsertAccount(ctx, b), tx.InsertLink(ctx, link), tx.InsertLink(ctx, other))
		})
		gotLink, gotAccount, err := s.Staff().Link(ctx, link.Hash)
		if err != nil || !reflect.DeepEqual(gotLink, link) || !reflect.DeepEqual(gotAccount, a) {
			t.Errorf("got %+v, %+v, %v", gotLink, gotAccount, err)
		}
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				errs <- s.Staff().Write(context.Background(), func(tx staff.Tx) error {
					got, err := tx.TakeLink(ctx, link.Hash)
					if err == nil && !reflect.DeepEqual(got, link) {
						t.Errorf("taken: %+v", got)
					}
					return err
				})
			}()
		}
		x, y := <-errs, <-errs
		if !(x == nil && errors.Is(y, staff.ErrNotFound) || y == nil && errors.Is(x, staff.ErrNotFound)) {
			t.Errorf("two that take it at once: %v and %v, want one success and one ErrNotFound", x, y)
		}
		writeStaff(t, s, func(tx staff.Tx) error { return tx.DeleteLinks(ctx, b.ID) })
		if _, _, err := s.Staff().Link(ctx, other.Hash); !errors.Is(err, staff.ErrNotFound) {
			t.Errorf("deleted: %v, want ErrNotFound", err)
		}
	})
}

func TestFreeClaims(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		held, over, others := waiting(noon), waiting(noon), waiting(noon)
		held.Claim = review.Claim{ID: "1", By: "me", At: noon, Until: noon.Add(time.Hour)}
		over.Claim = review.Claim{ID: "2", By: "me", At: noon, Until: noon}
		others.Claim = review.Claim{ID: "3", By: "you", At: noon, Until: noon.Add(time.Hour)}
		insert(t, s, held, over, others)
		writeStaff(t, s, func(tx staff.Tx) error {
			n, err := tx.FreeClaims(ctx, "me", noon)
			if n != 1 {
				t.Errorf("%d freed, want 1", n)
			}
			return err
		})
		for sub, want := range map[*review.Submission]review.Claim{held: {}, over: over.Claim, others: others.Claim} {
			if got := must[*review.Submission](t)(s.Submission(ctx, review.SubmissionKey{ID: sub.ID})).Claim; got != want {
				t.Errorf("claim %+v, want %+v", got, want)
			}
		}
	})
}

func TestDeleteStale(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		a := account("aiko", staff.Reviewer)
		fresh, unused, old := session(a, "fresh"), session(a, "unused"), session(a, "old")
		fresh.MadeAt, fresh.SeenAt = noon.Add(time.Hour), noon.Add(2*time.Hour)
		unused.MadeAt, unused.SeenAt = noon.Add(time.Hour), noon.Add(time.Hour)
		old.SeenAt = noon.Add(2 * time.Hour)
		link := &staff.Link{Hash: sha256.Sum256([]byte("link")), Account: a.ID, Purpose: staff.Reset, MadeAt: noon, ExpiresAt: noon.Add(time.Hour)}
		writeStaff(t, s, func(tx staff.Tx) error {
			return errors.Join(tx.InsertAccount(ctx, a), tx.InsertSession(ctx, fresh), tx.InsertSession(ctx, unused), tx.InsertSession(ctx, old), tx.InsertLink(ctx, link))
		})
		if _, _, err := s.Throttle().Hit(ctx, []byte("key"), time.Minute, 5, noon); err != nil {
			t.Fatal(err)
		}
		writeStaff(t, s, func(tx staff.Tx) error {
			n, err := tx.DeleteStale(ctx, noon, noon.Add(time.Hour), noon.Add(time.Hour))
			if n != 3 {
				t.Errorf("%d deleted, want two sessions and a link", n)
			}
			return err
		})
		if _, _, err := s.Staff().Session(ctx, fresh.Hash); err != nil {
			t.Errorf("the fresh session: %v", err)
		}
		if n := must[[]string](t)(s.Texts(ctx, `SELECT count(*) FROM throttles`)); n[0] != "0" {
			t.Errorf("%s counters left", n[0])
		}
	})
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		throttle, key := s.Throttle(), []byte("key")
		hit := func(at time.Time, wantAllowed bool, wantRetry time.Duration) {
			t.Helper()
			allowed, retry, err := throttle.Hit(ctx, key, 15*time.Minute, 3, at)
			if err != nil || allowed != wantAllowed || retry != wantRetry {
				t.Errorf("at %s: %v, %s, %v; want %v, %s", at.Format("15:04"), allowed, retry, err, wantAllowed, wantRetry)
			}
		}
		hit(noon, true, 0)
		hit(noon.Add(time.Minute), true, 0)
		hit(noon.Add(14*time.Minute), true, 0)
		hit(noon.Add(14*time.Minute), false, time.Minute)
		hit(noon.Add(10*time.Minute), false, 5*time.Minute)
		if err := throttle.Refund(ctx, key, 15*time.Minute, noon.Add(14*time.Minute)); err != nil {
			t.Fatal(err)
		}
		hit(noon.Add(14*time.Minute), true, 0)
		hit(noon.Add(14*time.Minute), false, time.Minute) // what was refused did not count, and the refund only once

		for _, other := range []struct {
			key    string
			window time.Duration
		}{{"key", time.Minute}, {"other", 15 * time.Minute}} {
			if allowed, _, err := throttle.Hit(ctx, []byte(other.key), other.window, 3, noon.Add(14*time.Minute)); !allowed || err != nil {
				t.Errorf("%s in %s: %v, %v; each is counted by itself", other.key, other.window, allowed, err)
			}
		}

		hit(noon.Add(15*time.Minute), true, 0) // the next window
		if err := throttle.Refund(ctx, key, 15*time.Minute, noon.Add(14*time.Minute)); err != nil {
			t.Fatal(err)
		}
		hit(noon.Add(14*time.Minute+59*time.Second), true, 0) // a process whose clock is behind counts in it
		hit(noon.Add(15*time.Minute), true, 0)                // the refund came too late for this window
		hit(noon.Add(14*time.Minute+59*time.Second), false, time.Second)
		hit(noon.Add(15*time.Minute), false, 15*time.Minute)
		hit(noon.Add(-time.Hour), true, 0) // a clock that was set back begins anew
		if allowed, retry, err := throttle.Hit(ctx, []byte("none"), time.Hour, 0, noon.Add(20*time.Minute)); allowed || retry != 40*time.Minute || err != nil {
			t.Errorf("a limit of none: %v, %s, %v", allowed, retry, err)
		}
	})
}

func TestThrottleCountsEveryAttemptAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		results := make(chan bool, 40)
		for range cap(results) {
			go func() {
				allowed, _, err := s.Throttle().Hit(context.Background(), []byte("key"), time.Minute, 10, noon)
				if err != nil {
					t.Error(err)
				}
				results <- allowed
			}()
		}
		n := 0
		for range cap(results) {
			if <-results {
				n++
			}
		}
		if n != 10 {
			t.Errorf("%d of forty at once were allowed, want 10", n)
		}
	})
}
