package compare

import (
	"fmt"
	"strings"
)

// Reading is another way to write a value that the rules take for the same.
type Reading struct {
	Text string
	Why  string // word id: what was done to it
}

// NameReadings are the ways to read a typed name: as cards print Latin letters, in one width and one kind of
// space. None for a name that is written so already.
func NameReadings(typed string) []Reading {
	return readings(typed, FoldName, Reading{FoldName(typed), "compare.reading.name"})
}

// AddressReadings are a typed address with its numbers joined by hyphens, and with 丁目, 番 and 号.
func AddressReadings(typed string) []Reading {
	return readings(typed, FoldAddress, Reading{FoldAddress(typed), "compare.reading.hyphens"},
		Reading{withCounters(foldAddress(typed, 0)), "compare.reading.counters"})
}

// RoomReadings are the number of a room without 号室 and the like.
func RoomReadings(typed string) []Reading {
	return readings(typed, FoldRoom, Reading{FoldRoom(typed), "compare.reading.room"})
}

// NumberReadings are a number in one width, without spaces and hyphens.
func NumberReadings(typed string) []Reading {
	return readings(typed, FoldNumber, Reading{FoldNumber(typed), "compare.reading.number"})
}

// DateReadings are a date as documents write it: in the Western calendar and by its era.
func DateReadings(typed string) []Reading {
	d, err := ParseDate(typed)
	if err != nil {
		return nil
	}
	fold := func(s string) string {
		d, _ := ParseDate(s)
		return d.String()
	}
	all := []Reading{{fmt.Sprintf("%d年%02d月%02d日", d.Year, d.Month, d.Day), "compare.reading.western"}} // as cards have it
	if era := d.Era(); era != "" {
		all = append(all, Reading{fmt.Sprintf("%s%d月%d日", era, d.Month, d.Day), "compare.reading.era"})
	}
	return readings(typed, fold, all...)
}

// readings keeps those that the fold takes for the same and that are no repetition.
func readings(typed string, fold func(string) string, all ...Reading) (kept []Reading) {
	seen := map[string]bool{typed: true, "": true}
	same := fold(typed)
	for _, r := range all {
		if !seen[r.Text] && fold(r.Text) == same {
			kept, seen[r.Text] = append(kept, r), true
		}
	}
	return kept
}

// withCounters writes the numbers of a folded address with 丁目, 番 and 号, or with 番地 where there are two.
func withCounters(c []cell) string {
	p := takeApart(c)
	rest, ok := strings.CutPrefix(text(c), p.town+strings.Join(p.numbers, "-"))
	if !ok { // the room stands behind a building
		rest = strings.TrimPrefix(text(c), p.town)
		if n := len(p.numbers); n > 1 {
			p.numbers = p.numbers[:n-1]
		}
		if rest, ok = strings.CutPrefix(rest, strings.Join(p.numbers, "-")); !ok {
			return ""
		}
	}
	switch n := p.numbers; {
	case len(n) == 2:
		return p.town + n[0] + "番地" + n[1] + rest
	case len(n) >= 3:
		return p.town + n[0] + "丁目" + n[1] + "番" + n[2] + "号" + strings.Join(n[3:], "-") + rest
	}
	return ""
}
