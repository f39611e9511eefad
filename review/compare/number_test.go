package compare

import (
	"regexp"
	"strings"
	"testing"
)

func TestNumberHint(t *testing.T) {
	t.Parallel()
	card := regexp.MustCompile(`^[A-Z]{2}[0-9]{8}[A-Z]{2}$`)
	for number, want := range map[string]struct {
		pos  int
		hint string
	}{
		"AB12345678CD":            {},        // has the form
		"ab l2345678 cd":          {3, "1"},  // a small L
		"A812345678CD":            {2, "B"},  // 8 for B
		"ABO2345678C0":            {3, "0"},  // two at once: the first is named
		"AB12345678":              {},        // too short: no exchange helps
		"ABX2345678CD":            {},        // X looks like no digit
		strings.Repeat("O", 5000): {},        // not worth trying
		"OOOOOOOOOOOO":            {},        // eight exchanges are no slip
		"AB1234S678CD":            {7, "5"},  // S for 5
		"ＡＢ１２３４５６７Ｂ-ＣＤ":           {10, "8"}, // full width
	} {
		if pos, hint := NumberHint(number, card); pos != want.pos || hint != want.hint {
			t.Errorf("%.20q: got %q at %d, want %q at %d", number, hint, pos, want.hint, want.pos)
		}
	}
	if pos, _ := NumberHint("anything", nil); pos != 0 {
		t.Error("without a pattern there is nothing to hint at")
	}
}

func BenchmarkNumberHint(b *testing.B) {
	card := regexp.MustCompile(`^[A-Z]{2}[0-9]{8}[A-Z]{2}$`)
	for b.Loop() {
		NumberHint(strings.Repeat("O", 40), card) // the most tries that anybody can cause
	}
}
