package training

import (
	"slices"
	"strings"
	"testing"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/views/words"
)

var today = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

func set(size int, mix Mix) Set {
	return Set{ID: "s", Seed: 7, Size: size, Mix: mix, Day: today}
}

// A set has exactly its share of sound cases, no defect twice before each came once, and is the same every time.
func TestASetIsDealtEvenly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		size  int
		mix   Mix
		sound int
	}{{5, Usual, 4}, {10, Usual, 7}, {20, Even, 10}, {40, Hard, 8}, {5, Even, 3}, {10, Hard, 2}} {
		plan := set(c.size, c.mix).plan()
		count := map[specimen.Defect]int{}
		for _, p := range plan {
			if !slices.Contains([]string{specimen.ResidentCard, specimen.SpecialPermanentResidentCertificate}, p.kind) {
				t.Errorf("a %s is drawn", p.kind)
			}
			count[p.defect]++
		}
		if len(plan) != c.size || count[""] != c.sound {
			t.Errorf("%d %s: %d cases, %d of them sound, want %d", c.size, c.mix, len(plan), count[""], c.sound)
		}
		delete(count, "")
		least, most := c.size, 0
		for _, n := range count {
			least, most = min(least, n), max(most, n)
		}
		if len(count) == len(specimen.Defects()) && most-least > 1 || len(count) < len(specimen.Defects()) && most > 1 {
			t.Errorf("%d %s: the defects come unevenly: %v", c.size, c.mix, count)
		}
		if !slices.Equal(plan, set(c.size, c.mix).plan()) {
			t.Errorf("%d %s: another set the second time", c.size, c.mix)
		}
	}
}

// Every defect has its sign, and its items and reasons are those of both kinds that are drawn.
func TestSignsAreOfTheKinds(t *testing.T) {
	t.Parallel()
	catalogue, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := kinds.Load(catalogue, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range specimen.Defects() {
		s, ok := signs[d]
		if !ok {
			t.Errorf("%s has no sign", d)
			continue
		}
		for _, id := range []string{specimen.ResidentCard, specimen.SpecialPermanentResidentCertificate} {
			k, _ := all.Kind(id)
			if _, ok := k.Item(s.items[0]); !ok {
				t.Errorf("%s has no item %s for %s", id, s.items[0], d)
			}
			if r, ok := k.Reason(s.reasons[0]); !ok || !slices.Contains(r.Outcomes, kinds.Resubmit) {
				t.Errorf("%s has no reason %s for %s that can be mended", id, s.reasons[0], d)
			}
		}
		for _, lang := range []string{"en", "ja"} {
			for _, id := range []string{"training.defect.", "training.why."} {
				if _, ok := catalogue.Lookup(lang, id+string(d)); !ok {
					t.Errorf("no words %s%s in %s", id, d, lang)
				}
			}
		}
	}
}

func answers(no ...string) review.Answers {
	out := review.Answers{"kind-matches": review.Yes, "room-shown": review.NA}
	for _, item := range no {
		out[item] = review.No
	}
	return out
}

func truth(defects ...specimen.Defect) specimen.Truth {
	return specimen.Truth{
		Defects: defects, On: map[specimen.Defect]string{specimen.Glare: specimen.Front},
		Typed: map[string]string{"name": "A B", "number": "1"}, Printed: map[string]string{"name": "A C", "number": "1"},
		Outline: map[string][4][2]float64{specimen.Front: {{0.1, 0.1}, {0.9, 0.1}, {0.9, 0.9}, {0.1, 0.9}}},
		Regions: map[string]map[string][4]float64{specimen.Front: {"name": {0.25, 0.25, 0.5, 0.1}}},
	}
}

func TestWhatIsSeenAndMissed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words   string
		defects []specimen.Defect
		outcome review.Outcome
		no      []string
		reasons []string
		want    string // per defect "named", "seen" or "missed"; then the false items, reasons and "refused"
	}{
		{"a sound one approved", nil, review.Approve, nil, nil, ""},
		{"a sound one sent back", nil, review.Resubmit, []string{"legible"}, []string{"unreadable"}, "legible unreadable refused"},
		{"a sound one escalated", nil, review.Escalate, nil, nil, "refused"},
		{"named", []specimen.Defect{specimen.NameMismatch}, review.Resubmit, []string{"name-matches"}, []string{"name-mismatch"}, "named"},
		{"approved", []specimen.Defect{specimen.NameMismatch}, review.Approve, nil, nil, "missed"},
		{"an item, another reason", []specimen.Defect{specimen.NameMismatch}, review.Reject, []string{"name-matches"}, []string{"expired"}, "seen expired"},
		{"a reason without the item", []specimen.Defect{specimen.Expired}, review.Reject, nil, []string{"expired"}, "seen"},
		{"another item of the same sign", []specimen.Defect{specimen.Expired}, review.Resubmit, []string{"stay-current"}, []string{"expired"}, "named"},
		{"escalated with the item", []specimen.Defect{specimen.BirthDateMismatch}, review.Escalate, []string{"birth-date-matches"}, nil, "seen"},
		{"what the glare hides is excused", []specimen.Defect{specimen.Glare}, review.Resubmit, []string{"legible", "number-matches"}, []string{"unreadable"}, "named"},
		{"one of two", []specimen.Defect{specimen.NameMismatch, specimen.CutOff}, review.Resubmit, []string{"whole-visible"}, []string{"cropped"}, "missed named"},
		{"something else", []specimen.Defect{specimen.NumberMismatch}, review.Resubmit, []string{"name-matches"}, []string{"name-mismatch"}, "missed name-matches name-mismatch"},
	} {
		v := Judge(truth(c.defects...), Answer{c.outcome, answers(c.no...), c.reasons})
		var got []string
		for _, d := range v.Defects {
			switch {
			case d.Named:
				got = append(got, "named")
			case d.Seen:
				got = append(got, "seen")
			default:
				got = append(got, "missed")
			}
		}
		got = slices.Concat(got, v.FalseItems, v.FalseReasons)
		if v.Refused {
			got = append(got, "refused")
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.words, got, c.want)
		}
		if v.Right() != (!strings.Contains(c.want, "missed") && !v.FalseAlarm()) || v.Sound() != (len(c.defects) == 0) {
			t.Errorf("%s: right %v, sound %v", c.words, v.Right(), v.Sound())
		}
	}
}

// A defect is shown where its field stands in the picture, or on the whole document.
func TestWhereItIsSeen(t *testing.T) {
	t.Parallel()
	found := Judge(truth(specimen.NameMismatch, specimen.Glare, specimen.MissingBack, specimen.NumberMismatch), Answer{}).Defects
	want := []review.Mark{{Reason: "name-mismatch", Side: "front", X: 2880, Y: 2880, W: 4240, H: 1040}, {Reason: "unreadable", Side: "front", X: 1000, Y: 1000, W: 8000, H: 8000}}
	for i, w := range want {
		m := found[i].Mark
		if m == nil || m.Side != w.Side || m.Reason != w.Reason || max(abs(m.X-w.X), abs(m.Y-w.Y), abs(m.W-w.W), abs(m.H-w.H)) > 2 {
			t.Errorf("%s is at %+v, want %+v", found[i].Defect, m, w)
		}
	}
	if found[0].Typed != "A B" || found[0].Printed != "A C" || found[3].Typed != "" {
		t.Errorf("typed and printed: %+v", found)
	}
	if found[2].Mark != nil || found[2].Side != "" {
		t.Errorf("a picture that is missing has a place: %+v", found[2])
	}
}

func abs(n int) int { return max(n, -n) }

// Every drawn defect has a place on its picture, if it has a picture at all.
func TestDrawnDefectsHaveAPlace(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("draws a set")
	}
	s := set(20, Hard)
	for n, p := range s.plan() {
		if p.defect == "" {
			continue
		}
		sp, err := s.draw(n + 1)
		if err != nil {
			t.Fatal(err)
		}
		v := Judge(sp.Truth, Answer{})
		if len(v.Defects) != 1 || v.Defects[0].Defect != string(p.defect) {
			t.Errorf("case %d has %+v, want %s", n+1, v.Defects, p.defect)
			continue
		}
		d := v.Defects[0]
		if (d.Mark == nil) != (p.defect == specimen.MissingBack) {
			t.Errorf("case %d: %s on %q is at %v", n+1, d.Defect, d.Side, d.Mark)
		}
		if p.defect == specimen.Expired && (d.Typed <= d.Printed || d.Typed <= "2026-12") {
			t.Errorf("case %d: typed %s, printed %s", n+1, d.Typed, d.Printed)
		}
	}
}

func TestFiguresCount(t *testing.T) {
	t.Parallel()
	at := func(min, sec int) time.Time {
		return today.Add(time.Duration(min)*time.Minute + time.Duration(sec)*time.Second)
	}
	records := []Record{
		{N: 1, OpenedAt: at(0, 0), AnsweredAt: at(0, 40)},
		{N: 2, OpenedAt: at(1, 0), AnsweredAt: at(1, 20), FalseAlarm: true},
		{N: 3, OpenedAt: at(2, 0), AnsweredAt: at(3, 0), Defects: []string{"glare"}, Seen: []string{"glare"}, Named: []string{"glare"}},
		{N: 4, OpenedAt: at(4, 0), AnsweredAt: at(4, 30), Defects: []string{"glare"}},
		{N: 5, OpenedAt: at(5, 0)},
	}
	f := Count(records)
	shown, seen := f.Defects()
	if f.Cases != 4 || f.Right != 2 || f.Sound != 2 || f.FalseAlarms != 1 || shown != 2 || seen != 1 || f.Median != 35*time.Second {
		t.Errorf("%+v", f)
	}
	if len(f.ByDefect) != 1 || f.ByDefect[0].Named != 1 || len(f.ByDefect[0].Missed) != 1 || f.ByDefect[0].Missed[0].N != 4 {
		t.Errorf("by defect %+v", f.ByDefect)
	}
	if none := Count(nil); none.Cases != 0 || none.Median != 0 || none.ByDefect != nil {
		t.Errorf("of nothing: %+v", none)
	}
}
