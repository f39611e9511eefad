package db_test

import (
	"reflect"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

func TestSkills(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		if got := must[review.Skills](t)(s.Skills(ctx, "me")); !reflect.DeepEqual(got, review.Skills{}) {
			t.Errorf("of somebody of whom nothing was said: %+v", got)
		}
		some := review.Skills{Kinds: []string{"a", "b"}, Langs: []string{"ja"}, Groups: []string{"night"}}
		for _, skills := range []review.Skills{some, {}, {Langs: []string{"en", "ja"}}, some} {
			write(t, s, func(tx review.Tx) error { return tx.SaveSkills(ctx, "me", skills, "boss", noon) })
			if got := must[review.Skills](t)(s.Skills(ctx, "me")); !reflect.DeepEqual(got, skills) {
				t.Errorf("got %+v, want %+v", got, skills)
			}
		}
		if got := must[map[review.StaffID]review.Skills](t)(s.AllSkills(ctx)); !reflect.DeepEqual(got, map[review.StaffID]review.Skills{"me": some}) {
			t.Errorf("of everybody: %+v", got)
		}
	})
}

func TestWhatTheTeamHoldsAndDecided(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		me, you := addStaff(t, s, "Me", "reviewer"), addStaff(t, s, "You", "reviewer")
		later, earlier, over := waiting(noon), waiting(noon), waiting(noon)
		later.Claim = review.Claim{ID: "c", By: me, At: noon.Add(time.Minute), Until: noon.Add(time.Hour)}
		earlier.Claim = review.Claim{ID: "c", By: me, At: noon, Until: noon.Add(time.Hour)}
		over.Claim = review.Claim{ID: "c", By: you, At: noon, Until: noon.Add(time.Second)}
		insert(t, s, later, earlier, over)
		want := map[review.StaffID][]review.Reference{me: {earlier.Reference, later.Reference}}
		if got := must[map[review.StaffID][]review.Reference](t)(s.Holds(ctx, noon.Add(time.Minute))); !reflect.DeepEqual(got, want) {
			t.Errorf("holds: %v, want %v", got, want)
		}

		at := func(by review.StaffID, when time.Time) *review.Decision {
			sub := sent(t, s, noon.Add(-time.Hour))
			d := decision(sub, by)
			d.DecidedAt, d.EffectiveAt = when, when.Add(10*time.Second)
			write(t, s, func(tx review.Tx) error { return tx.InsertDecision(ctx, d) })
			return d
		}
		at(me, noon.Add(-time.Minute)) // yesterday
		at(me, noon.Add(14*time.Minute))
		at(me, noon.Add(15*time.Minute))
		at(me, noon.Add(time.Hour)) // not in effect yet
		back := at(you, noon.Add(time.Minute))
		write(t, s, func(tx review.Tx) error {
			return tx.InsertRetraction(ctx, review.Retraction{Decision: back.ID, By: you, At: noon.Add(2 * time.Minute)})
		})
		if got := must[map[review.StaffID]int](t)(s.DecidedBy(ctx, noon, noon.Add(time.Hour))); !reflect.DeepEqual(got, map[review.StaffID]int{me: 2}) {
			t.Errorf("decided: %v", got)
		}
		worked := map[review.Worked]bool{}
		for _, w := range must[[]review.Worked](t)(s.Worked(ctx, noon, noon.Add(time.Hour))) {
			worked[w] = true
		}
		if !reflect.DeepEqual(worked, map[review.Worked]bool{
			{At: noon, Person: me, N: 1}: true, {At: noon.Add(15 * time.Minute), Person: me, N: 1}: true, {At: noon, Person: you, N: 1}: true,
		}) {
			t.Errorf("worked: %v", worked)
		}
		if got := must[[]review.Arrived](t)(s.Arrived(ctx, noon.Add(-2*time.Hour), noon)); !reflect.DeepEqual(got, []review.Arrived{{At: noon.Add(-time.Hour), N: 5}}) {
			t.Errorf("arrived: %v", got)
		}
	})
}
