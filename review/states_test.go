package review

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Every state × every act, by the table: what is not listed is refused.
func TestAfter(t *testing.T) {
	t.Parallel()
	acts := []Act{ActSubmit, ActRecall, ActWithdraw, ActApprove, ActReject, ActResubmit, ActEscalate, ActSecond, ActDisagree, ActOverturn, ActDeadline, ActComplaint, ActAnswer}
	want := map[State]string{ // in the order of acts; "-" is refused
		Draft:        "waiting - withdrawn - - - - - - - - - -",
		Waiting:      "- draft withdrawn approved rejected resubmission escalated second_review - - - - -",
		SecondReview: "- - withdrawn approved rejected - escalated - escalated - - - -",
		Escalated:    "- - withdrawn approved rejected resubmission - - - - - - waiting",
		Resubmission: "waiting - withdrawn - - - - - - - expired - -",
		Approved:     "- - - - - - - - - waiting - - -",
		Rejected:     "- - - - - - - - - waiting - waiting -",
		Withdrawn:    "- - - - - - - - - - - - -",
		Expired:      "- - - - - - - - - - - - -",
	}
	if len(want) != len(States()) {
		t.Fatalf("the table has %d states, the code %d", len(want), len(States()))
	}
	for from, line := range want {
		for i, to := range strings.Fields(line) {
			got, ok := After(from, acts[i])
			if to == "-" && ok || to != "-" && got != State(to) {
				t.Errorf("After(%s, %s) = %q, %v; want %s", from, acts[i], got, ok, to)
			}
		}
	}
}

// docs/states.md lists every arrow as "`from` → `to`: act", and nothing else.
func TestStatesDocument(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../docs/states.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| `(\\w+)` \\| `(\\w+)` \\|").FindAllStringSubmatch(string(text), -1) {
		documented[m[1]+" "+m[2]+" "+m[3]] = true
	}
	for from, acts := range transitions {
		for act, to := range acts {
			arrow := string(from) + " " + string(act) + " " + string(to)
			if !documented[arrow] {
				t.Errorf("docs/states.md lacks the arrow %s", arrow)
			}
			delete(documented, arrow)
		}
	}
	for arrow := range documented {
		t.Errorf("docs/states.md has the arrow %s, the code has not", arrow)
	}
}

func TestStateAt(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		s    Submission
		want State
	}{
		"a pending decision is not seen":       {Submission{State: Waiting, Next: Approved, EffectiveAt: now.Add(time.Microsecond)}, Waiting},
		"a decision in effect is seen":         {Submission{State: Waiting, Next: Approved, EffectiveAt: now}, Approved},
		"a resubmission before its date":       {Submission{State: Resubmission, DueAt: now.Add(1)}, Resubmission},
		"a resubmission on its date":           {Submission{State: Resubmission, DueAt: now}, Expired},
		"one that is just asked to send again": {Submission{State: Waiting, Next: Resubmission, EffectiveAt: now}, Resubmission},
		"nothing undecided expires":            {Submission{State: Waiting, DueAt: now.Add(-time.Hour)}, Waiting},
	} {
		if got := c.s.StateAt(now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestSettle(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)
	s := Submission{State: Waiting, Next: Resubmission, EffectiveAt: now, Claim: Claim{By: "a", Until: now}}
	if s.Settle(now.Add(-1), time.Hour) {
		t.Error("settled before its time")
	}
	if !s.Settle(now.Add(time.Minute), time.Hour) {
		t.Fatal("not settled after its time")
	}
	if s.State != Resubmission || s.Next != "" || s.Claim.By != "" || !s.Since.Equal(now) || !s.DueAt.Equal(now.Add(time.Hour)) {
		t.Errorf("settled to %+v", s)
	}
	if s.Settle(now.Add(time.Hour), time.Hour) {
		t.Error("settled twice")
	}
}

func TestParseReference(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]Reference{
		"7K3M-9QXA": "7K3M-9QXA", "7k3m9qxa": "7K3M-9QXA", " 7K3M 9QXA ": "7K3M-9QXA", "oil0-0000": "0110-0000",
		"": "", "7K3M-9QX": "", "7K3M-9QXAB": "", "7K3M-9QXU": "", "7K3M/9QXA": "", "７Ｋ３Ｍ": "", "'; DROP": "",
	} {
		got, err := ParseReference(typed)
		if got != want || (want == "") != (err == ErrNotFound) {
			t.Errorf("ParseReference(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
}

func FuzzParseReference(f *testing.F) {
	f.Add("7K3M-9QXA")
	f.Add("oil0ーー000")
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := ParseReference(s)
		if err != nil {
			return
		}
		if again, err := ParseReference(string(ref)); err != nil || again != ref {
			t.Errorf("%q is read as %q, and that as %q, %v", s, ref, again, err)
		}
	})
}

func TestSpreadOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   []time.Duration
		want Spread
	}{
		{nil, Spread{}},
		{[]time.Duration{5}, Spread{1, 5, 5, 5}},
		{[]time.Duration{4, 1, 3, 2}, Spread{4, 2, 4, 4}},
		{[]time.Duration{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, Spread{10, 5, 9, 10}},
	} {
		if got := SpreadOf(c.in); got != c.want {
			t.Errorf("SpreadOf(%v) = %v, want %v", c.in, got, c.want)
		}
	}
}
