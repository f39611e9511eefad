package compare

import (
	"strings"
	"testing"
)

// marked writes pieces with those that differ in brackets.
func marked(all []Piece) string {
	var b strings.Builder
	for _, p := range all {
		if p.Differs {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestWhatChangedIsMarked(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("あ", 301)
	for _, c := range [][4]string{
		{"", "", "", ""},
		{"same", "same", "same", "same"},
		{"", "new", "", "[new]"},
		{"old", "", "[old]", ""},
		{"高橋 健", "髙橋 健", "[高]橋 健", "[髙]橋 健"},
		{"東京都港区芝5-29-1", "東京都港区芝5-29-11", "東京都港区芝5-29-1", "東京都港区芝5-29-1[1]"},
		{"MARIA", "JOHN SMITH", "[MARIA]", "[JOHN SMITH]"},
		{long, long + "い", "[" + long + "]", "[" + long + "い]"},
	} {
		old, now := Changed(c[0], c[1])
		join := func(all []Piece) (s string) {
			for _, p := range all {
				if p.Text == "" {
					t.Errorf("%q, %q: an empty piece", c[0], c[1])
				}
				s += p.Text
			}
			return s
		}
		if join(old) != c[0] || join(now) != c[1] {
			t.Errorf("%q, %q: they became %q, %q", c[0], c[1], join(old), join(now))
		}
		if marked(old) != c[2] || marked(now) != c[3] {
			t.Errorf("%q, %q: marked %s, %s; want %s, %s", c[0], c[1], marked(old), marked(now), c[2], c[3])
		}
	}
}

func FuzzChanged(f *testing.F) {
	f.Add("AB12345678CD", "AB12346578CD")
	f.Add("東京都港区芝5-29-1", "東京都港区芝5-29-11")
	f.Fuzz(func(t *testing.T, was, is string) {
		was, is = strings.ToValidUTF8(was, "?"), strings.ToValidUTF8(is, "?")
		old, now := Changed(was, is)
		same := [2]string{}
		for i, all := range [][]Piece{old, now} {
			text := ""
			for _, p := range all {
				text += p.Text
				if !p.Differs {
					same[i] += p.Text
				}
			}
			if text != [2]string{was, is}[i] {
				t.Errorf("%q became %q", [2]string{was, is}[i], text)
			}
		}
		if same[0] != same[1] {
			t.Errorf("what is the same differs: %q, %q", same[0], same[1])
		}
	})
}
