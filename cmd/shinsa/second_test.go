package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/review/worktime"
)

// The example of the documentation is read at start, and the log says who is missing for a second review.
func TestServeReadsTheRulesOfSecondReviews(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	addStaff(t, data, "chief@operator.example", "supervisor")
	rules := write(t, filepath.Join(t.TempDir(), "second.yaml"), example(t, "../../docs/operations.md", "- outcomes: [reject]"))
	p := started(t, serveArgs(data, "--second-review", rules)...)
	v := newVisitor(p.url)
	if err := v.signIn("admin@operator.example", staffPassword, "/staff"); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"A second person must agree with", "2.5 %", "first 50", "only two people decide"} {
		if err := v.sees("/settings", text); err != nil {
			t.Error(err)
		}
	}
	if ended := p.stop().fine(t); !strings.Contains(ended.err, `"missing":"no_third"`) {
		t.Errorf("the log does not say who is missing:\n%s", ended.err)
	}
	// Without rules there is nothing to warn of.
	if ended := started(t, serveArgs(data)...).stop().fine(t); strings.Contains(ended.err, "no_third") || strings.Contains(ended.err, "no_second") {
		t.Errorf("it warns of second reviews that nobody asks for:\n%s", ended.err)
	}
}

// example is the block of code of a document that begins with a line.
func example(t *testing.T, file, first string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(text), "```") {
		if _, code, ok := strings.Cut(block, "\n"); ok && strings.HasPrefix(code, first) {
			return code
		}
	}
	t.Fatalf("%s has no example that begins with %s", file, first)
	return ""
}

// A demonstration has a submission that waits for a second opinion, and one on which two disagree.
func TestADemonstrationPlansSecondReviews(t *testing.T) {
	t.Parallel()
	zone := review.DefaultSettings().Zone
	s := &seeder{count: 60, seed: 1, start: time.Now(), diary: newDiary(worktime.Default(zone).Calendar, zone, time.Now())}
	fates := map[fate]int{}
	for n, p := range s.plans()[:24] {
		fates[p.fate]++
		if p.fate != fateSecond && p.fate != fateDisagreement {
			continue
		}
		if p.kind != specimen.AlienRegistrationCertificate || len(p.defects) == 0 {
			t.Errorf("%d: %s of a %s with %v", n, p.fate, p.kind, p.defects)
		}
		if why := demoSecond.Ask(review.SecondCase{Kind: p.kind, Outcome: review.Reject}); len(why) == 0 {
			t.Errorf("%d: nobody asks for a second opinion", n)
		}
	}
	if fates[fateSecond] != 1 || fates[fateDisagreement] != 1 {
		t.Errorf("of 24 with pictures of their own: %v", fates)
	}
}
