package looking

import (
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)

var sides, items = []string{"front", "back"}, []string{"name", "address", "expires_on"}

func told(t *testing.T, text string) Visit {
	t.Helper()
	v, ok := ParseTold(text, noon, sides, items)
	if !ok {
		t.Fatalf("%q was not read", text)
	}
	return v
}

func TestWhatAPageTells(t *testing.T) {
	t.Parallel()
	v := told(t, "0+ 0+front 0+back 35=name 41=address 41=nothing-of-ours 60 90-back 100+photo 352=expires_on 352")
	if v.At != noon.Add(-35200*time.Millisecond) || v.For != 35200*time.Millisecond || len(v.Events) != 7 {
		t.Errorf("read as %+v", v)
	}
	r := Join([]string{v.String()})
	again, ok := Parse(r.String())
	if !ok || again.String() != r.String() {
		t.Errorf("kept as %q, read as %q", r, again)
	}
	if at := r.Answers()["address"]; at != v.At.Add(4100*time.Millisecond) {
		t.Errorf("the address was answered at %s", at)
	}
}

func TestWhatIsNotBelieved(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", " ", " 352", "352 ", "x", "-1", "01", "1.5", "0 352 x", "+front 352", "0*front 352", "0+Front 352", "0+front 352\n", "0+front  352", "0= 352",
		"5+front 4-front 352", "5+front 4 352", "353+front 352", "353 352", "864001", "99999999999", "0+<script> 352", "0+表 352", "0+" + strings.Repeat("a", 65) + " 352",
		strings.Repeat("0+front ", 401) + "1", strings.Repeat("0+front ", 2000) + "1", "\x00", "1e1+front 352", "0+front;drop 352", "0+front",
	} {
		if v, ok := ParseTold(text, noon, sides, items); ok {
			t.Errorf("%.40q was read as %+v", text, v)
		}
	}
	for _, text := range []string{"x", "1", "1 x", "1 2 3", "1 2 3+A", "1 2\n", "\n1 2"} {
		if r, ok := Parse(text); ok {
			t.Errorf("%q was read as %+v", text, r)
		}
	}
}

func FuzzParseTold(f *testing.F) {
	f.Add("0+ 0+front 0+back 35=name 41=address 352")
	f.Fuzz(func(t *testing.T, text string) {
		v, ok := ParseTold(text, noon, sides, items)
		if !ok {
			return
		}
		r := Record{v}
		if again, ok := Parse(r.String()); !ok || again.String() != r.String() {
			t.Errorf("%q is kept as %q", text, r)
		}
		for _, s := range v.Sights() {
			if s.From < 0 || s.To < s.From || s.To > v.For {
				t.Errorf("%q: %+v", text, s)
			}
		}
	})
}

func TestSights(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		told        string
		front, back float64 // seconds
	}{
		{"100", 0, 0},
		{"0+front 100", 10, 0},
		{"0+front 20-front 30+front 100", 9, 0},
		{"0+front 0+back 10-back 100", 10, 1},
		{"0+front 0+front 50-front 60-front 100", 5, 0},
		{"0- 0+front 40+ 60- 100", 2, 0},                  // opened behind something else
		{"0+ 0+front 10- 15+back 20+ 30-front 100", 2, 8}, // what came into sight while the page was covered
		{"0+ 0+front 10- 15-front 20+ 100", 1, 0},         // what went meanwhile
		{"0-front 0-back 3+back 7-back 100", 0, .4},
	} {
		r := Record{told(t, c.told)}
		front, back := r.InSight("front").Seconds(), r.InSight("back").Seconds()
		if front != c.front || back != c.back {
			t.Errorf("%s: front %v s, back %v s, want %v and %v", c.told, front, back, c.front, c.back)
		}
	}
	if (Record{told(t, "3+back 7-back 100")}).Saw("back") {
		t.Error("what flits by counts as shown")
	}
	if !(Record{told(t, "3+back 6-back 100"), told(t, "3+back 6-back 100")}).Saw("back") {
		t.Error("two short looks do not count as shown")
	}
}

func TestOnlyTheNewestVisitsAreKept(t *testing.T) {
	t.Parallel()
	var all []string
	for k := range 12 {
		all = append(all, Visit{At: noon.Add(time.Duration(-k) * time.Hour), For: tick}.String())
	}
	r := Join(append(all, "damaged"))
	if len(r) != maxVisits || r[maxVisits-1].At != noon || !r[0].At.Before(r[1].At) {
		t.Errorf("kept %v", r)
	}
	if s := Join(nil).String(); s != "" {
		t.Errorf("nothing is kept as %q", s)
	}
}
