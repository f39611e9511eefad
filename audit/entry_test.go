package audit

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

const testID = "0199a0c4-7b1e-7c33-9d52-5f0e8c1b2a34"

var testAt = time.Date(2026, 4, 1, 9, 30, 0, 250_000_000, time.UTC)

// testSalt is 00 01 02 … 1f, as in the document's example.
func testSalt() []byte {
	salt := make([]byte, SaltSize)
	for i := range salt {
		salt[i] = byte(i)
	}
	return salt
}

func testRecorder() *Recorder {
	return &Recorder{
		NewID: func() string { return testID },
		Salt:  func() ([]byte, error) { return testSalt(), nil },
	}
}

func exampleEntry(t testing.TB) Entry {
	t.Helper()
	e, err := testRecorder().Entry(DecisionMade, testAt, "submission-1",
		Public("outcome", "approve"),
		Public("kind", "resident-card"),
		Public("kind_version", "3"),
		Committed("reviewer", "staff-7"),
		Committed("submission", "submission-1"),
	)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestEntryHasColumnsThatAgreeWithItsLeaf(t *testing.T) {
	t.Parallel()
	e := exampleEntry(t)
	l, err := Parse(e.Leaf)
	if err != nil {
		t.Fatalf("Parse: %v\n%s", err, e.Leaf)
	}
	if l.ID != e.ID || l.Act != e.Act || !l.At.Equal(e.At) {
		t.Errorf("leaf says %s %s %s, columns %s %s %s", l.ID, l.Act, l.At, e.ID, e.Act, e.At)
	}
	if e.Subject != "submission-1" || !bytes.Equal(e.Salt, testSalt()) {
		t.Errorf("subject %q, salt %x", e.Subject, e.Salt)
	}
}

func TestEntryCutsTimeToMicrosecondsInUTC(t *testing.T) {
	t.Parallel()
	tokyo := time.FixedZone("JST", 9*3600)
	e, err := testRecorder().Entry(SettingsChanged, time.Date(2026, 1, 1, 0, 0, 0, 123_456_789, tokyo), "")
	if err != nil {
		t.Fatal(err)
	}
	want := time.Date(2025, 12, 31, 15, 0, 0, 123_456_000, time.UTC)
	if e.At != want {
		t.Errorf("At = %v, want %v", e.At, want)
	}
	if !bytes.Contains(e.Leaf, []byte("\nat 2025-12-31T15:00:00.123456Z\n")) {
		t.Errorf("leaf:\n%s", e.Leaf)
	}
}

func TestEntryDoesNotDependOnTheOrderOfFacts(t *testing.T) {
	t.Parallel()
	facts := []Fact{Public("b", "2"), Committed("c", "3"), Public("a", "1")}
	first, err := testRecorder().Entry(DecisionMade, testAt, "s", facts...)
	if err != nil {
		t.Fatal(err)
	}
	if facts[0].name != "b" {
		t.Error("the caller's facts were reordered")
	}
	second, err := testRecorder().Entry(DecisionMade, testAt, "s", facts[2], facts[0], facts[1])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Leaf, second.Leaf) {
		t.Errorf("two leaves:\n%s\n%s", first.Leaf, second.Leaf)
	}
}

func TestEntryRefuses(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 300)
	many := make([]Fact, 1000)
	for i := range many {
		many[i] = Committed(strings.Repeat("n", 40)+strings.Repeat("x", i%20)+string(rune('a'+i%26))+string(rune('a'+i/26%26)), "v")
	}
	for name, tc := range map[string]struct {
		act     Act
		at      time.Time
		subject string
		facts   []Fact
	}{
		"an act that is not one":        {act: "decision.maed"},
		"a time before 1970":            {at: time.Time{}.AddDate(1, 0, 0)},
		"a time after 9999":             {at: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
		"two facts of one name":         {facts: []Fact{Public("a", "1"), Committed("a", "1")}},
		"a name with a space":           {facts: []Fact{Public("a b", "1")}},
		"a name that heads a line":      {facts: []Fact{Public("act", "1")}},
		"a name that is empty":          {facts: []Fact{Public("", "1")}},
		"a name in upper case":          {facts: []Fact{Public("A", "1")}},
		"a long name":                   {facts: []Fact{Public(long, "1")}},
		"a public value that is empty":  {facts: []Fact{Public("a", "")}},
		"a public value that is long":   {facts: []Fact{Public("a", long)}},
		"a public name":                 {facts: []Fact{Public("a", "YAMADA TARO")}},
		"a public address":              {facts: []Fact{Public("a", "山梨県見本市1-2-3")}},
		"a public e-mail address":       {facts: []Fact{Public("a", "taro@example.com")}},
		"a public document number":      {facts: []Fact{Public("a", "AB12345678CD")}},
		"a public reference":            {facts: []Fact{Public("a", "7K3M-9QXA")}},
		"a public value of two lines":   {facts: []Fact{Public("a", "1\nb 2")}},
		"a commitment without subject":  {subject: "-", facts: []Fact{Committed("a", "1")}},
		"a committed value of 1 MiB +1": {facts: []Fact{Committed("a", strings.Repeat("x", 1<<20+1))}},
		"more facts than a leaf holds":  {facts: many},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.act == "" {
				tc.act = DecisionMade
			}
			if tc.at.IsZero() {
				tc.at = testAt
			}
			switch tc.subject {
			case "":
				tc.subject = "s"
			case "-":
				tc.subject = ""
			}
			e, err := testRecorder().Entry(tc.act, tc.at, tc.subject, tc.facts...)
			if !errors.Is(err, ErrFact) {
				t.Fatalf("got %v and leaf %q, want ErrFact", err, e.Leaf)
			}
			for _, f := range tc.facts {
				if len(f.value) > 3 && strings.Contains(err.Error(), f.value) {
					t.Errorf("the error quotes the value: %v", err)
				}
			}
		})
	}
}

func TestEntryFailsWithItsRandomness(t *testing.T) {
	t.Parallel()
	empty := errors.New("no entropy")
	for name, r := range map[string]*Recorder{
		"salt fails":   {NewID: func() string { return testID }, Salt: func() ([]byte, error) { return nil, empty }},
		"salt is cut":  {NewID: func() string { return testID }, Salt: func() ([]byte, error) { return testSalt()[1:], nil }},
		"id is empty":  {NewID: func() string { return "" }, Salt: func() ([]byte, error) { return testSalt(), nil }},
		"id has lines": {NewID: func() string { return "a\nact b.c" }, Salt: func() ([]byte, error) { return testSalt(), nil }},
	} {
		if e, err := r.Entry(DecisionMade, testAt, "s"); err == nil {
			t.Errorf("%s: got an entry with leaf %q", name, e.Leaf)
		}
	}
}

func TestEveryActCanBeRecordedAndRead(t *testing.T) {
	t.Parallel()
	seen := map[Act]bool{}
	for _, act := range Acts() {
		if seen[act] {
			t.Errorf("%s stands for two acts", act)
		}
		seen[act] = true
		e, err := testRecorder().Entry(act, testAt, "s")
		if err != nil {
			t.Errorf("%s: %v", act, err)
			continue
		}
		if l, err := Parse(e.Leaf); err != nil || l.Act != act {
			t.Errorf("%s: read back as %q, %v", act, l.Act, err)
		}
	}
}

func BenchmarkEntry(b *testing.B) {
	r := testRecorder()
	b.ReportAllocs()
	for b.Loop() {
		_, err := r.Entry(DecisionMade, testAt, "s",
			Public("outcome", "approve"), Public("kind", "resident-card"), Public("kind_version", "3"),
			Public("round", "1"), Public("policy_version", "7"), Public("after_seconds", "42"),
			Committed("reviewer", testID), Committed("submission", testID), Committed("decision", testID),
			Committed("front", strings.Repeat("a", 64)), Committed("back", strings.Repeat("b", 64)))
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	leaf := exampleEntry(b).Leaf
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(leaf); err != nil {
			b.Fatal(err)
		}
	}
}
