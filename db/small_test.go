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
)

func TestWorksheetsAreOnePerPerson(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		insert(t, s, sub)
		sheet := func(person review.StaffID, text string) *review.Worksheet {
			return &review.Worksheet{Submission: sub.ID, Person: person, Round: 1, Key: "k", Sealed: []byte(text), At: noon.Add(time.Duration(len(text)))}
		}
		mine, better, yours := sheet("me", "first"), sheet("me", "better"), sheet("you", "yours")
		better.Round, better.Key, better.At = 2, "k2", noon.Add(time.Hour)
		yours.At = noon
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.SaveWorksheet(ctx, mine), tx.SaveWorksheet(ctx, yours), tx.SaveWorksheet(ctx, better))
		})
		for _, want := range []*review.Worksheet{better, yours} {
			if got := must[*review.Worksheet](t)(s.Worksheet(ctx, sub.ID, want.Person)); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
		write(t, s, func(tx review.Tx) error { return tx.DeleteWorksheets(ctx, sub.ID) })
		for _, person := range []review.StaffID{"me", "you"} {
			if _, err := s.Worksheet(ctx, sub.ID, person); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%s: %v, want ErrNotFound", person, err)
			}
		}
	})
}

func TestKindsAreKeptOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.KeepKind(ctx, "k", "1", []byte("one"), noon), tx.KeepKind(ctx, "k", "1", []byte("another"), noon), tx.KeepKind(ctx, "k", "2", []byte("two"), noon))
		})
		for version, want := range map[string]string{"1": "one", "2": "two"} {
			if got := must[[]byte](t)(s.KindSnapshot(ctx, "k", version)); string(got) != want {
				t.Errorf("version %s: %q, want %q", version, got, want)
			}
		}
		if _, err := s.KindSnapshot(ctx, "k", "3"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("version 3: %v, want ErrNotFound", err)
		}
	})
}

func TestLogKeepsTheLeafAndItsSalt(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		of, nobodys := entry("submission.opened", "subject"), entry("settings.changed", "")
		of.Leaf, of.Salt = []byte("leaf of one"), bytes.Repeat([]byte("s"), 32)
		write(t, s, func(tx review.Tx) error { return errors.Join(tx.Log(ctx, of), tx.Log(ctx, nobodys)) })
		if got := must[[]string](t)(s.Texts(ctx, `SELECT leaf FROM log_entries WHERE id = $1 AND act = $2 AND at = $3`, of.ID, string(of.Act), of.At.UnixMicro())); len(got) != 1 || got[0] != "leaf of one" {
			t.Errorf("leaf: %q", got)
		}
		if got := must[[]string](t)(s.Texts(ctx, `SELECT salt FROM log_entries WHERE subject = 'subject' AND id = $1`, of.ID)); len(got) != 1 || got[0] != string(of.Salt) {
			t.Errorf("salt: %q", got)
		}
		if got := must[[]string](t)(s.Texts(ctx, `SELECT id FROM log_entries WHERE salt IS NOT NULL`)); len(got) != 1 {
			t.Errorf("%d salts, want one: nothing opens an entry that concerns nobody", len(got))
		}
	})
}

func TestMeta(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		if _, err := s.Meta(ctx, "id"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("before it was set: %v, want ErrNotFound", err)
		}
		for _, want := range []string{"one", "two"} {
			if err := s.SetMeta(ctx, "id", want); err != nil {
				t.Fatal(err)
			}
			if got := must[string](t)(s.Meta(ctx, "id")); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
		if !must[bool](t)(s.Empty(ctx)) {
			t.Error("a store that holds nothing but what it knows of itself is not empty")
		}
		insert(t, s, waiting(noon))
		if must[bool](t)(s.Empty(ctx)) {
			t.Error("a store with a submission is empty")
		}
		if err := s.Ping(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestNamesAndDeskStaff(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		a, b, c := addStaff(t, s, "Aiko", "reviewer"), addStaff(t, s, "Ben", "supervisor"), addStaff(t, s, "Chie", "reviewer")
		addStaff(t, s, "Dan", "admin")
		if err := s.Exec(ctx, `UPDATE staff SET status = 'disabled' WHERE id = $1`, string(c)); err != nil {
			t.Fatal(err)
		}
		names := must[map[review.StaffID]string](t)(s.Names(ctx))
		if len(names) != 4 || names[a] != "Aiko" || names[b] != "Ben" || names[c] != "Chie" {
			t.Errorf("names: %v", names)
		}
		reviewers, supervisors, err := s.DeskStaff(ctx, "")
		if err != nil || reviewers != 1 || supervisors != 1 {
			t.Errorf("%d reviewers, %d supervisors, %v; want one of each", reviewers, supervisors, err)
		}
		sub := waiting(noon)
		insert(t, s, sub)
		write(t, s, func(tx review.Tx) error { return errors.Join(tx.Bar(ctx, sub.ID, a), tx.Pass(ctx, sub.ID, b, noon)) })
		reviewers, supervisors, err = s.DeskStaff(ctx, sub.ID)
		if err != nil || reviewers != 0 || supervisors != 1 {
			t.Errorf("with a reviewer barred: %d reviewers, %d supervisors, %v; want the supervisor", reviewers, supervisors, err)
		}
	})
}
