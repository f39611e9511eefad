package main

import (
	"regexp"
	"strings"
	"testing"
)

// Somebody applied three times with one card: the desk sees it at the one that waits, and that the others have
// nothing in common.
func TestADemonstrationHasSomebodyWhoAppliedAgain(t *testing.T) {
	t.Parallel()
	p := started(t, "demo", "--submissions", "16", "--images", "13")
	password := regexp.MustCompile(`(?m)^ *password for all: (\S+)$`).FindStringSubmatch(p.out.String())
	v := newVisitor(p.url)
	if err := v.signIn("reviewer@example.com", password[1], "/queue"); err != nil {
		t.Fatal(err)
	}
	queue, err := v.get("/queue")
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	seen := map[string]bool{}
	for _, path := range regexp.MustCompile(`/submissions/[0-9A-Z]{4}-[0-9A-Z]{4}`).FindAllString(queue.body, -1) {
		if seen[path] {
			continue
		}
		seen[path] = true
		page, err := v.get(path)
		if err != nil || page.is(200) != nil {
			t.Fatal(path, err, page.status)
		}
		if !strings.Contains(page.body, `data-testid="related"`) {
			continue
		}
		told++
		for _, want := range []string{"same number", "same picture (Front)", "picture looks the same (Front)", "approved", "rejected", "Same person or image in another submission"} {
			if !strings.Contains(page.body, want) {
				t.Errorf("its page does not say %q", want)
			}
		}
	}
	if told != 1 || len(seen) < 5 {
		t.Errorf("of %d that wait, %d have something in common with others, want 1", len(seen), told)
	}
	p.stop().fine(t)
}
