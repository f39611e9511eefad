package training_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"shinsa/db/dbtest"
	"shinsa/desktest"
	"shinsa/review"
	"shinsa/training"
)

var (
	ctx        = context.Background()
	newcomer   = review.Actor{ID: "reviewer-1", Role: "reviewer", Name: "Aiko"}
	colleague  = review.Actor{ID: "reviewer-2", Role: "reviewer", Name: "Ben"}
	supervisor = review.Actor{ID: "supervisor-1", Role: "supervisor", Name: "Chie"}
	support    = review.Actor{ID: "support-1", Role: "support", Name: "Dan"}
)

type room struct {
	*training.Room
	t  *testing.T
	at time.Time
	d  *desktest.Desk
}

func newRoom(t *testing.T, database string) *room {
	t.Helper()
	r := &room{t: t, at: time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)}
	r.d = desktest.New(t, desktest.Options{Database: database, Now: func() time.Time { return r.at }})
	r.Room = r.d.Training
	return r
}

func eachRoom(t *testing.T, f func(t *testing.T, r *room)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); f(t, newRoom(t, dbtest.SQLite(t))) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); f(t, newRoom(t, dbtest.Postgres(t))) })
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) draw(a review.Actor, o training.Order) string {
	r.t.Helper()
	id, err := r.Draw(ctx, a, o)
	r.must(err)
	return id
}

// all answers every item of a case yes.
func (r *room) all(v *training.CaseView, no ...string) review.Answers {
	out := review.Answers{}
	for _, item := range v.Review.Kind.Checklist {
		out[item.ID] = review.Yes
	}
	for _, item := range no {
		out[item] = review.No
	}
	return out
}

// A set is worked through: each case is opened, its truth told after the decision and not before, and counted.
func TestASetIsWorkedThrough(t *testing.T) {
	t.Parallel()
	eachRoom(t, func(t *testing.T, r *room) {
		id := r.draw(supervisor, training.Order{Person: newcomer.ID, Seed: 3, Size: 5, Mix: training.Hard})
		if _, err := r.Open(ctx, newcomer, id, 1); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("a case that was not opened: %v", err)
		}
		missed := 0
		for n := 1; n <= 5; n++ {
			next, err := r.Next(ctx, newcomer, id)
			r.must(err)
			if again, err := r.Next(ctx, newcomer, id); err != nil || again != next || next != n {
				t.Fatalf("the next one is %d and then %d (%v), want %d", next, again, err, n)
			}
			v, err := r.Open(ctx, newcomer, id, n)
			r.must(err)
			if len(v.Review.Round.Images) == 0 || !v.Review.CanDecide || v.Review.Reference != "" || v.Review.Round.Facts.Age < 0 {
				t.Fatalf("case %d: %+v", n, v.Review)
			}
			for _, who := range []review.Actor{newcomer, supervisor} {
				if _, err := r.Result(ctx, who, id, n); !errors.Is(err, review.ErrNotFound) {
					t.Errorf("the truth of case %d before it is decided, to %s: %v", n, who.Name, err)
				}
			}
			if picture, err := r.Picture(ctx, newcomer, id, n, "front", review.SizeScreen); err != nil || len(picture) < 1000 {
				t.Errorf("picture: %d bytes, %v", len(picture), err)
			}
			r.must(r.Save(ctx, newcomer, id, n, training.Work{Answers: map[string]string{"legible": "yes"}, Bulk: []string{"legible", "x"}}))
			if v, err = r.Open(ctx, newcomer, id, n); err != nil || v.Review.Worksheet.Answers["legible"] != review.Yes || len(v.Review.Worksheet.Bulk) != 1 {
				t.Errorf("kept %+v, %v", v.Review.Worksheet, err)
			}
			var rule *review.DecisionError
			if err := r.Decide(ctx, newcomer, id, n, review.DecisionForm{Outcome: review.Approve}); !errors.As(err, &rule) || rule.Code != "incomplete" {
				t.Errorf("an approval without answers: %v", err)
			}
			r.at = r.at.Add(30 * time.Second)
			r.must(r.Decide(ctx, newcomer, id, n, review.DecisionForm{Outcome: review.Approve, Answers: r.all(v)}))
			if err := r.Decide(ctx, newcomer, id, n, review.DecisionForm{Outcome: review.Approve, Answers: r.all(v)}); !errors.Is(err, review.ErrAlreadyDecided) {
				t.Errorf("decided twice: %v", err)
			}
			result, err := r.Result(ctx, newcomer, id, n)
			r.must(err)
			if result.Verdict.Missed() != !result.Verdict.Sound() || result.Verdict.FalseAlarm() {
				t.Errorf("case %d: %+v", n, result.Verdict)
			}
			missed += len(result.Verdict.Defects)
		}
		if n, err := r.Next(ctx, newcomer, id); n != 0 || err != nil {
			t.Errorf("after the last one comes %d, %v", n, err)
		}
		v, err := r.Person(ctx, newcomer, newcomer.ID)
		r.must(err)
		if f := v.Figures; f.Cases != 5 || f.Right != 1 || f.Sound != 1 || f.Median != 30*time.Second || missed != 4 || len(f.ByDefect) != 4 || f.ByDefect[0].Seen != 0 {
			t.Errorf("%+v, %d missed", f, missed)
		}
		people, err := r.People(ctx, supervisor)
		r.must(err)
		if len(people) != 1 || people[0].Person != newcomer.ID || people[0].Sets[0].Done() != 5 || people[0].Sets[0].By != supervisor.ID {
			t.Errorf("%+v", people)
		}
	})
}

func TestWhoSeesTraining(t *testing.T) {
	t.Parallel()
	r := newRoom(t, dbtest.SQLite(t))
	id := r.draw(newcomer, training.Order{Size: 5, Mix: training.Even})
	_, err := r.Next(ctx, newcomer, id)
	r.must(err)
	if v, err := r.Set(ctx, newcomer, id); err != nil || v.Seed < 1 || v.Seed > training.MaxSeed || !v.Own {
		t.Errorf("a thrown seed: %+v, %v", v, err)
	}
	for _, c := range []struct {
		words string
		err   error
		want  error
	}{
		{"a colleague's set", second(r.Set(ctx, colleague, id)), review.ErrNotFound},
		{"a colleague's case", second(r.Open(ctx, colleague, id, 1)), review.ErrNotFound},
		{"a case, to a supervisor, while it is open", second(r.Open(ctx, supervisor, id, 1)), review.ErrNotFound},
		{"its picture, to a supervisor", second(r.Picture(ctx, supervisor, id, 1, "front", "screen")), review.ErrNotFound},
		{"a picture of a side that is none", second(r.Picture(ctx, newcomer, id, 1, "inside", "screen")), review.ErrNotFound},
		{"a set, to a supervisor", second(r.Set(ctx, supervisor, id)), nil},
		{"support", second(r.Set(ctx, support, id)), review.ErrDenied},
		{"the next case of somebody else", second(r.Next(ctx, supervisor, id)), review.ErrDenied},
		{"deciding for somebody", r.Decide(ctx, supervisor, id, 1, review.DecisionForm{}), review.ErrNotFound},
		{"a colleague's figures", second(r.Person(ctx, colleague, newcomer.ID)), review.ErrDenied},
		{"everybody's figures", second(r.People(ctx, newcomer)), review.ErrDenied},
		{"a set for somebody else", second(r.Draw(ctx, newcomer, training.Order{Person: colleague.ID, Size: 5, Mix: training.Even})), review.ErrDenied},
		{"a set that is none", second(r.Set(ctx, newcomer, "none")), review.ErrNotFound},
		{"a case beyond the set", second(r.Open(ctx, newcomer, id, 6)), review.ErrNotFound},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", c.words, c.err, c.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestOrdersThatAreRefused(t *testing.T) {
	t.Parallel()
	r := newRoom(t, dbtest.SQLite(t))
	for want, o := range map[string]training.Order{
		"seed": {Seed: -1, Size: 5, Mix: training.Even}, "size": {Size: 6, Mix: training.Even}, "mix": {Size: 5, Mix: "odd"},
	} {
		var wrong review.FieldErrors
		if _, err := r.Draw(ctx, newcomer, o); !errors.As(err, &wrong) || len(wrong) != 1 || wrong[0].Field != want {
			t.Errorf("%+v: %v, want %s", o, err, want)
		}
	}
	var wrong review.FieldErrors
	for range 10 {
		r.draw(newcomer, training.Order{Size: 5, Mix: training.Even})
	}
	if _, err := r.Draw(ctx, newcomer, training.Order{Size: 5, Mix: training.Even}); !errors.As(err, &wrong) || wrong[0].Word != "field-error.sets-unfinished" {
		t.Errorf("one too many: %v", err)
	}
	r.draw(colleague, training.Order{Size: 5, Mix: training.Even})
}

// A set that is drawn again for the same person is worked through as any other, and counts once.
func TestARepeatedSetCountsOnce(t *testing.T) {
	t.Parallel()
	r := newRoom(t, dbtest.SQLite(t))
	o := training.Order{Seed: 12, Size: 5, Mix: training.Even}
	for range 2 {
		id := r.draw(newcomer, o)
		_, err := r.Next(ctx, newcomer, id)
		r.must(err)
		v, err := r.Open(ctx, newcomer, id, 1)
		r.must(err)
		r.must(r.Decide(ctx, newcomer, id, 1, review.DecisionForm{Outcome: review.Approve, Answers: r.all(v)}))
	}
	v, err := r.Person(ctx, newcomer, newcomer.ID)
	r.must(err)
	if v.Figures.Cases != 1 || !v.Sets[0].Repeat || v.Sets[1].Repeat {
		t.Errorf("%+v, repeats %v %v", v.Figures, v.Sets[0].Repeat, v.Sets[1].Repeat)
	}
}

// Two people who are given the same set have the same cases.
func TestTheSameSetForTwo(t *testing.T) {
	t.Parallel()
	r := newRoom(t, dbtest.SQLite(t))
	o := training.Order{Seed: 12, Size: 10, Mix: training.Even}
	fields := func(a review.Actor) string {
		id := r.draw(a, o)
		_, err := r.Next(ctx, a, id)
		r.must(err)
		v, err := r.Open(ctx, a, id, 1)
		r.must(err)
		return v.Review.Round.Fields["number"] + v.Review.Round.Fields["name"]
	}
	if a, b := fields(newcomer), fields(colleague); a != b || a == "" {
		t.Errorf("%q and %q", a, b)
	}
}

// Whatever is done in training, no row appears in any table that is in earnest.
func TestNothingOfTrainingIsInEarnest(t *testing.T) {
	t.Parallel()
	database := dbtest.SQLite(t)
	r := newRoom(t, database)
	before := rows(t, database)
	id := r.draw(supervisor, training.Order{Person: newcomer.ID, Seed: 5, Size: 5, Mix: training.Hard})
	for n := 1; n <= 5; n++ {
		_, err := r.Next(ctx, newcomer, id)
		r.must(err)
		v, err := r.Open(ctx, newcomer, id, n)
		r.must(err)
		r.must(r.Save(ctx, newcomer, id, n, training.Work{Reasons: []string{"unreadable"}}))
		r.must(r.Decide(ctx, newcomer, id, n, review.DecisionForm{Outcome: review.Escalate, Answers: r.all(v, "legible"), Note: "to be read by nobody", Message: "to be read by nobody"}))
		_, err = r.Result(ctx, newcomer, id, n)
		r.must(err)
	}
	after := rows(t, database)
	for table, n := range after {
		if strings.HasPrefix(table, "training_") {
			if n == before[table] {
				t.Errorf("nothing was added to %s", table)
			}
		} else if n != before[table] {
			t.Errorf("%s has %d rows, had %d", table, n, before[table])
		}
	}
	if len(after) < 20 {
		t.Errorf("only %d tables were counted", len(after))
	}
}

// rows counts the rows of every table.
func rows(t *testing.T, database string) map[string]int {
	t.Helper()
	conn, err := sql.Open("sqlite", strings.TrimPrefix(database, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	found, err := conn.Query(`SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for found.Next() {
		var name string
		if err := found.Scan(&name); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if err := errors.Join(found.Err(), found.Close()); err != nil {
		t.Fatal(err)
	}
	all := map[string]int{}
	for _, name := range tables {
		var n int
		if err := conn.QueryRow(`SELECT count(*) FROM "` + name + `"`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		all[name] = n
	}
	return all
}
