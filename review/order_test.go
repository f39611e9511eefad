package review

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var orderNoon = time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)

func ago(d time.Duration) time.Time { return orderNoon.Add(-d) }

func TestClass(t *testing.T) {
	t.Parallel()
	two := Order{{Rank: 0, Sent: ago(4 * time.Hour)}, {Rank: -5, Sent: ago(24 * time.Hour)}}
	for _, c := range []struct {
		what  string
		order Order
		rank  int
		sent  time.Time
		want  int
	}{
		{"nothing on top", nil, RankUsual, ago(100 * time.Hour), RankUsual},
		{"young", two, RankUsual, ago(4*time.Hour - time.Microsecond), RankUsual},
		{"exactly old enough", two, RankUsual, ago(4 * time.Hour), 0},
		{"older still", two, RankUsual, ago(24 * time.Hour), -5},
		{"further in front anyway", two, -2, ago(5 * time.Hour), -2},
		{"first in line", two, RankReopened, ago(100 * time.Hour), RankReopened},
		{"behind the usual", two, 7, ago(5 * time.Hour), 0},
	} {
		if got := c.order.Class("", c.rank, c.sent); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
}

// TestStretches holds, for many orders drawn by chance, that every submission lies in exactly one stretch, of
// its class, and that the stretches are in the order of their classes.
func TestStretches(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		ranks := []int{RankReopened, RankFirst, RankUsual}
		for range random.IntN(5) {
			ranks = append(ranks, random.IntN(12)-5)
		}
		var order Order
		for range random.IntN(4) {
			r := Raise{Rank: random.IntN(12) - 5, Sent: ago(time.Duration(random.IntN(40)) * time.Minute)}
			switch random.IntN(4) {
			case 0:
				r.Kinds = map[string]time.Time{"a": ago(time.Duration(random.IntN(40)) * time.Minute)}
			case 1:
				r.Kinds = map[string]time.Time{"a": {}, "b": ago(time.Duration(random.IntN(40)) * time.Minute)}
			}
			order = append(order, r)
		}
		stretches := order.Stretches(ranks, []string{"b", "a", "c", "a"})
		if !slices.IsSortedFunc(stretches, func(a, b Stretch) int { return a.Class - b.Class }) {
			t.Fatalf("%v: not in order: %v", order, stretches)
		}
		for i, rank := range ranks {
			kind := []string{"a", "b", "c"}[i%3]
			for minute := -1; minute < 41; minute++ {
				for _, off := range []time.Duration{0, time.Microsecond} {
					sent := ago(time.Duration(minute)*time.Minute - off)
					var in []Stretch
					for _, s := range stretches {
						if s.Rank == rank && (s.Kind == kind || s.Kind == "") && sent.After(s.After) && (s.Until.IsZero() || !sent.After(s.Until)) {
							in = append(in, s)
						}
					}
					if want := order.Class(kind, rank, sent); len(in) != 1 || in[0].Class != want {
						t.Fatalf("%v: rank %d sent %s of kind %s lies in %v, want one of class %d", order, rank, sent.Format(time.TimeOnly), kind, in, want)
					}
				}
			}
		}
	}
}

func TestSkillsTakeLanes(t *testing.T) {
	t.Parallel()
	vi := Lane{Group: "vietnamese", Kind: "resident-card", Lang: "vi"}
	ja := Lane{Kind: "resident-card", Lang: "ja"}
	for _, c := range []struct {
		skills Skills
		lane   Lane
		state  State
		want   bool
	}{
		{Skills{}, ja, Waiting, true},
		{Skills{}, vi, Waiting, false}, // kept for a group that the person is not in
		{Skills{}, vi, Escalated, true},
		{Skills{Groups: []string{"vietnamese"}}, vi, Waiting, true},
		{Skills{Groups: []string{"vietnamese"}}, ja, Waiting, true}, // and whatever is for everybody
		{Skills{Langs: []string{"vi"}}, ja, Waiting, false},
		{Skills{Langs: []string{"vi"}}, ja, Escalated, false}, // who cannot read it cannot settle it
		{Skills{Langs: []string{"ja", "en"}}, ja, Waiting, true},
		{Skills{Kinds: []string{"special-permanent-resident-certificate"}}, ja, Waiting, false},
		{Skills{Kinds: []string{"resident-card"}, Langs: []string{"ja"}}, ja, Waiting, true},
		{Skills{Kinds: []string{"resident-card"}, Langs: []string{"en"}}, ja, Waiting, false},
	} {
		if got := c.skills.Takes(c.lane, c.state); got != c.want {
			t.Errorf("%+v takes %+v %s: %v, want %v", c.skills, c.lane, c.state, got, c.want)
		}
	}
	counts := []LaneCount{{ja, 4}, {vi, 1}}
	if lanes, all := (Skills{}).lanesFor(Waiting, counts[:1]); !all || len(lanes) != 1 {
		t.Errorf("of what is for everybody: %v, %v", lanes, all)
	}
	if lanes, all := (Skills{}).lanesFor(Waiting, counts); all || fmt.Sprint(lanes) != fmt.Sprint([]Lane{ja}) {
		t.Errorf("beside a group's: %v, %v", lanes, all)
	}
}
